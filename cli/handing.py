"""Documents handed to the running system from this terminal, and what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from assay.errors import AssayError, DocumentError, RequestError
from assay.settings import Settings
from engine.order import Form, Outcome
from exports.result import error_form, failed_form
from exports.table import table_rows
from ingest.upload import name_of, open_upload
from schemas.loader import load_schema
from store.migrate import published, require_current
from store.pieces import is_open
from store.pool import connect, transaction
from store.postgres import database
from workers.app import celery_bell
from workers.intake import Handed, hand_in
from workers.results import lines_of
from workers.system import System, open_system

SECONDS_BETWEEN_LOOKS = 0.2


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


def entrusted(system: System, paths: Sequence[Path], *, schema: str, waited: bool, password: str | None = None) -> Iterator[Entrusted]:
    """Hand the files in, one after the other; one that cannot be read stops no other.

    Raises SchemaNotFound and SchemaError for the schema, and StorageError.
    """
    system.versions.pin(system.workspace, schema)
    for path in paths:
        try:
            upload = open_upload(path)
            handed = Handed(name=upload.name, data=upload.data, origin="command line", schema=schema, password=password, waited=waited)
            (submitted,) = hand_in(system, system.workspace, [handed])
        except DocumentError as error:
            yield Entrusted(path=path, error=error)
        else:
            yield Entrusted(path=path, document=submitted.document, duplicate=submitted.duplicate)


def outcomes(system: System, handed: Sequence[Entrusted], *, meanwhile: Callable[[], None] = lambda: None) -> Iterator[Sequence[Outcome]]:
    """What became of each file, piece by piece, in order, as soon as it is known.

    `meanwhile` is called again and again while that is waited for.
    """
    for one in handed:
        if one.document is None:
            assert one.error is not None  # noqa: S101 - a file without a document was refused
            yield [Outcome(form=failed_form(name_of(one.path), None, one.error, None))]
        else:
            yield [outcome_of(system, form) for form in _ended(system, one.document, meanwhile)]


def _ended(system: System, document: UUID, meanwhile: Callable[[], None]) -> list[Form]:
    """The results, once the work on the document and its pieces has ended."""
    while True:
        with transaction(system.pool) as connection:
            if not is_open(connection, system.workspace, document):
                return [_with_reason(form) for form in lines_of(connection, system.workspace, document)]
        meanwhile()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _with_reason(form: Form) -> Form:
    """A document that was canceled has no error of its own, and here it is one that it has no result."""
    if form["status"] != "canceled":
        return form
    return form | {"error": error_form(RequestError("document_canceled"))}


def outcome_of(system: System, form: Form) -> Outcome:
    """A result of the running system with its rows for a person."""
    found = form["schema"]
    if found is None or not form["fields"]:
        return Outcome(form=form)
    (source,) = system.versions.sources(system.workspace, found["name"], found["hash"])
    return Outcome(form=form, rows=tuple(table_rows(form, load_schema(source.text, file=source.name, version=source.version))))
