"""`assay submit`: documents for the running system."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE
from assay.settings import Settings
from cli.folder import documents_at
from cli.handing import Entrusted, entrusted, outcomes, system_at
from cli.message import tell
from cli.output import opened, write_table
from cli.progress import watched
from cli.tally import Tally
from engine.order import AUTO
from exports.jsonl import write_jsonl

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def submit(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Documents, or folders that hold some.")],
    schema: Annotated[str, typer.Option(metavar="NAME|auto", help="What is wanted; auto chooses for each document.")] = AUTO,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens documents that are protected by it.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the results and print them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line, for programs.")] = False,
    fail_on_review: Annotated[
        bool, typer.Option("--fail-on-review", help="With --wait: exit with 3 when a field waits for review.")
    ] = False,
) -> None:
    """Hand documents to the running system.

    What is accepted is kept: it is read by `assay up` or `assay worker`, now or when one runs. The same bytes for the same version
    of the schema are one document.

    Exit status: 0 done, 1 some documents failed or were refused, 2 usage or configuration, 3 something needs review (if that was
    asked), 130 interrupted.
    """
    files = documents_at(paths)
    settings = Settings.from_environment(os.environ)
    with system_at(settings) as system:
        handed = list(
            watched(entrusted(system, files, schema=schema, password=password, waited=wait), total=len(files), doing="Handing in")
        )
        if not wait:
            raise typer.Exit(_said(handed, as_json=as_json))
        tally = Tally(aloud=as_json)
        found = tally.counted(chain.from_iterable(watched(outcomes(system, handed), total=len(files), doing="Reading")))
        with opened(None) as stream:
            if as_json:
                write_jsonl((outcome.form for outcome in found), stream)
            else:
                write_table(list(found), stream)
    tally.summarise()
    raise typer.Exit(tally.exit_status(fail_on_review=fail_on_review))


def _said(handed: Sequence[Entrusted], *, as_json: bool) -> int:
    """Print what became of each file, and return the exit status."""
    for one in handed:
        if as_json:
            typer.echo(json.dumps(_form(one), ensure_ascii=False))
        elif one.error is not None:
            tell(f"{one.path}: {one.error.says} [{one.error.code}] {one.error.fix}")
        else:
            typer.echo(f"{one.document}  {one.path}" + ("  (was here before)" if one.duplicate else ""))
    return EXIT_DOCUMENTS_FAILED if any(one.error for one in handed) else EXIT_DONE


def _form(one: Entrusted) -> dict[str, object]:
    error = one.error and {"code": one.error.code, "says": one.error.says, "fix": one.error.fix}
    return {
        "path": str(one.path),
        "document": None if one.document is None else str(one.document),
        "duplicate": one.duplicate,
        "error": error,
    }
