"""Documents handed to the running system from this terminal, and what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from assay.errors import AssayError, DocumentError
from assay.settings import Settings
from engine.order import Form, Outcome
from exports.result import failed_form
from exports.table import table_rows
from ingest.upload import name_of, open_upload
from schemas.loader import load_schema
from store.documents import find_document
from store.extractions import result
from store.migrate import published, require_current
from store.pool import connect, transaction
from store.postgres import database
from workers.app import celery_bell
from workers.intake import Handed, hand_in
from workers.system import System, open_system

SECONDS_BETWEEN_LOOKS = 0.2
ENDED = frozenset({"succeeded", "failed", "canceled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrusted:
    """A file and the document that it became, or the error with which it was refused."""

    path: Path
    document: UUID | None = None
    duplicate: bool = False
    error: AssayError | None = None


@contextmanager
def system_at(settings: Settings) -> Iterator[System]:
    """The parts of the system that these settings name. Raises StorageError when its database is not there or not migrated."""
    with database(settings) as address:
        with connect(address) as connection:
            require_current(connection, published())
        with open_system(settings, address, bell=celery_bell(settings, address)) as system:
            yield system


def entrusted(system: System, paths: Sequence[Path], *, schema: str, waited: bool) -> Iterator[Entrusted]:
    """Hand the files in, one after the other; one that cannot be read stops no other.

    Raises SchemaNotFound and SchemaError for the schema, and StorageError.
    """
    system.versions.pin(system.workspace, schema)
    for path in paths:
        try:
            upload = open_upload(path)
            handed = Handed(name=upload.name, data=upload.data, origin="command line", schema=schema, waited=waited)
            (submitted,) = hand_in(system, system.workspace, [handed])
        except DocumentError as error:
            yield Entrusted(path=path, error=error)
        else:
            yield Entrusted(path=path, document=submitted.document, duplicate=submitted.duplicate)


def outcomes(system: System, handed: Sequence[Entrusted], *, meanwhile: Callable[[], None] = lambda: None) -> Iterator[Outcome]:
    """What became of each file, in order, as soon as it is known; `meanwhile` is called again and again while that is waited for."""
    for one in handed:
        if one.document is None:
            assert one.error is not None  # noqa: S101 - a file without a document was refused
            yield Outcome(form=failed_form(name_of(one.path), None, one.error, None))
        else:
            yield _outcome(system, _ended(system, one.document, meanwhile))


def _ended(system: System, document: UUID, meanwhile: Callable[[], None]) -> Form:
    """The result, once the work on the document has ended."""
    while True:
        with transaction(system.pool) as connection:
            record = find_document(connection, system.workspace, document)
            if record.status in ENDED:
                found = result(connection, system.workspace, document)
                return found or _without_result(record.name, record.sha256, record.error)
        meanwhile()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _without_result(name: str, sha256: str, error: Mapping[str, Any] | None) -> Form:
    said = error or {"code": "document_canceled", "says": "The work on this document was canceled.", "fix": "Begin it again."}
    return failed_form(name, sha256, AssayError(said["says"], code=said["code"], fix=said["fix"]), None)


def _outcome(system: System, form: Form) -> Outcome:
    found = form["schema"]
    if found is None or not form["fields"]:
        return Outcome(form=form)
    (source,) = system.versions.sources(system.workspace, found["name"], found["hash"])
    return Outcome(form=form, rows=tuple(table_rows(form, load_schema(source.text, file=source.name, version=source.version))))
