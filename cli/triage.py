"""`assay triage`: the documents that no schema says it is for, and what a person says they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer

from assay.errors import EXIT_DONE, Refused, UsageError
from assay.settings import Settings
from cli.handing import system_at
from cli.message import printable, tell
from store.documents import DocumentRecord, Filters, find_document, list_documents, reprocess
from store.pool import transaction
from workers.intake import ring
from workers.system import System

app = typer.Typer(rich_markup_mode=None, add_completion=False)

UNKNOWN = "no_schema_applies"


@app.command()
def triage(
    documents: Annotated[list[UUID] | None, typer.Argument(metavar="DOCUMENT", help="Documents of the list, by their ids.")] = None,
    schema: Annotated[str | None, typer.Option(metavar="NAME", help="Read them as this; all of the list when none is named.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line, for programs.")] = False,
) -> None:
    """List the documents that no schema says it is for, and name one for them.

    Without a schema they are listed. With one they are read once more, as that.

    Exit status: 0 done, 2 usage or configuration.
    """
    with system_at(Settings.from_environment(os.environ)) as system:
        if schema is None:
            if documents:
                raise UsageError("Documents are named, and no schema.", fix="Add `--schema NAME`.")
            _listed(list(_waiting(system)), as_json=as_json)
            raise typer.Exit(EXIT_DONE)
        chosen = documents or [one.id for one in _waiting(system)]
        begun = _assign(system, chosen, schema)
    noun = "document is" if begun == 1 else "documents are"
    typer.echo(f"{begun} {noun} read as {schema}." + ("" if begun == len(chosen) else f" {len(chosen) - begun} did not wait for a schema."))


def _waiting(system: System) -> Iterator[DocumentRecord]:
    """The whole list, page by page, the newest first."""
    cursor: str | None = None
    while True:
        with transaction(system.pool) as connection:
            listing = list_documents(connection, system.workspace, filters=Filters(error=UNKNOWN), cursor=cursor)
        yield from listing.documents
        cursor = listing.cursor
        if cursor is None:
            return


def _assign(system: System, documents: list[UUID], schema: str) -> int:
    """How many of the documents are read as that schema; what is said of the others is said to the person."""
    pinned = system.versions.pin(system.workspace, schema)
    begun = 0
    for document in documents:
        try:
            begun += _read_as(system, document, pinned)
        except Refused as error:
            tell(f"{document}: {error.says} [{error.code}] {error.fix}")
    return begun


def _read_as(system: System, document: UUID, pinned: tuple[str, str | None]) -> bool:
    """Whether work on it began. Raises Refused, also for a document that does not wait for a schema."""
    with transaction(system.pool) as connection:
        found = find_document(connection, system.workspace, document)
        if found.error is None or found.error["code"] != UNKNOWN:
            return False
        job = reprocess(connection, system.workspace, document, schema=pinned).job
    ring(system, [job] if job is not None else [], together=False)
    return job is not None


def _listed(waiting: list[DocumentRecord], *, as_json: bool) -> None:
    for one in waiting:
        shown = {"document": str(one.id), "name": one.name, "handed_in": one.created_at.isoformat()}
        typer.echo(json.dumps(shown, ensure_ascii=False) if as_json else f"{one.id}  {printable(one.name)}")
    if not waiting and not as_json:
        typer.echo("No document waits for a schema.")
