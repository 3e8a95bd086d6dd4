"""Accepted results as typed rows, version after version; see docs/adr/0011-records.md.

A version is written once and stays; which one holds, and since when, is kept in `recordings`. What cannot be written, because somebody
changed a table by hand, never costs the result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors

from assay.log import log_event
from store.pool import Database
from store.record_tables import Catalogue, Table, copy_into, ensure_tables, hold_tables
from store.rows import as_text, rows, values_of
from store.sql import queries

_SQL = queries("records")
CONFLICT = "records_conflict"
BUSY = "records_busy"

Cell = str | bool | None
"""A value as Postgres reads it: numbers and dates as texts, `jsonb` as JSON."""

# What is wrong with a table or a value, and not with the database.
_CONFLICTS = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    psycopg.NotSupportedError,
    errors.ProgramLimitExceeded,
    errors.ObjectNotInPrerequisiteState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one document for one table; a child's rows are in their order."""

    table: Table
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What an accepted result records. The main table comes first and gets exactly one row.

    `key` is None when a value of it is missing: nothing can be known again by it.
    """

    schema: str
    schema_version: int
    key: tuple[str, ...] | None
    rows: tuple[Rows, ...]

    @property
    def home(self) -> str:
        """The main table."""
        return self.rows[0].table.name

    @property
    def digest(self) -> str:
        """The hash of all values and of where they stand."""
        return _hash([astuple(one) for one in self.rows])

    @property
    def key_hash(self) -> str | None:
        """The hash of the key's values."""
        return None if self.key is None else _hash(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A document's newest revision and what it records; None while it is not accepted, or when its schema has no records."""

    workspace: UUID
    document: UUID
    revision: int
    records: Records | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """An accepted result whose rows could not be written; `code` is that of an error."""

    document: UUID
    revision: int
    code: str
    since: datetime


def record(connection: Database, recorded: Sequence[Recorded]) -> None:
    """Bring the records in line with these results, in the transaction that is open; the caller holds the documents' locks.

    At most one result per document. Values that changed make a version, others do not. A result that is not accepted withdraws what
    its document recorded. A chunk costs as many statements as a single document. What a table does not take is kept as unrecorded.
    """
    current = _current(connection, recorded)
    wanted = [_Version.after(one, one.records, current.get(one.document)) for one in recorded if one.records is not None]
    changed = [one for one in wanted if one.changed]
    if changed:
        _hold(connection, changed)
    _each(connection, "withdraw", [one for one in recorded if one.records is None and one.document in current])
    _each(connection, "accept", [one.of for one in wanted if not one.changed])
    _each(connection, "forget_unrecorded", recorded)
    if changed:
        _write(connection, changed)


def unrecorded(connection: Database, workspace: UUID, *, limit: int = 100) -> list[Unrecorded]:
    """The accepted results whose rows could not be written, the oldest first."""
    return values_of(Unrecorded, connection, _SQL["unrecorded"], {"workspace": workspace, "limit": limit})


@dataclass(frozen=True, kw_only=True)
class _Version:
    """What a document is to record, and the version that it would be."""

    of: Recorded
    records: Records
    number: int
    before: str | None

    @classmethod
    def after(cls, of: Recorded, records: Records, current: Mapping[str, Any] | None) -> _Version:
        if current is None:
            return cls(of=of, records=records, number=1, before=None)
        return cls(of=of, records=records, number=current["version"] + 1, before=current["digest"])

    @cached_property
    def digest(self) -> str:
        return self.records.digest

    @property
    def changed(self) -> bool:
        return self.digest != self.before


def _current(connection: Database, recorded: Sequence[Recorded]) -> dict[UUID, Mapping[str, Any]]:
    return {one["document"]: one for one in rows(connection, _SQL["current"], _named(recorded))}


def _hold(connection: Database, changed: Sequence[_Version]) -> None:
    """Every lock that the writing needs, in one order and outside of what may be undone."""
    hold_tables(connection, _tables(changed))
    connection.execute(_SQL["own_keys"], {"keys": _keys(changed)})


def _write(connection: Database, changed: Sequence[_Version]) -> None:
    """All together; when that fails, one by one, so that a document's trouble stays its own.

    A table that somebody reads for long is waited for once, and not once a document.
    """
    try:
        with connection.transaction():
            _save(connection, changed)
    except errors.LockNotAvailable as error:
        for one in changed:
            _give_up(connection, one, BUSY, error)
    except _CONFLICTS:
        for one in changed:
            _write_alone(connection, one)


def _write_alone(connection: Database, one: _Version) -> None:
    try:
        with connection.transaction():
            _save(connection, [one])
    except _CONFLICTS as error:
        _give_up(connection, one, CONFLICT, error)


def _give_up(connection: Database, one: _Version, code: str, error: psycopg.Error) -> None:
    """The result stays without its rows, and what it recorded before holds no longer."""
    of = one.of
    _each(connection, "withdraw", [of])
    named = {"workspace": of.workspace, "document": of.document, "revision": of.revision}
    connection.execute(_SQL["keep_unrecorded"], named | {"code": code})
    log_event("unrecorded", document=str(of.document), code=code, table=one.records.home, sqlstate=error.sqlstate)


def _save(connection: Database, changed: Sequence[_Version]) -> None:
    found, made = ensure_tables(connection, _tables(changed))
    if made:
        homes = {one.records.home for one in changed if made & {rows_.table.name for rows_ in one.records.rows}}
        connection.execute(_SQL["forget_digests"], {"homes": list(homes)})
    _each(connection, "supersede", [one.of for one in changed])
    with connection.cursor().copy(_SQL["copy_recordings"]) as copy:
        for one in changed:
            copy.write_row(_recording(one))
    _copy_rows(connection, changed, found)
    if keys := _keys(changed):
        connection.execute(_SQL["mark_duplicates"], {"keys": keys, "documents": [one.of.document for one in changed]})


def _copy_rows(connection: Database, changed: Sequence[_Version], found: Catalogue) -> None:
    pieces = [(rows_.table, one.of, one.number, rows_.cells) for one in changed for rows_ in one.records.rows]
    for table, group in groupby(sorted(pieces, key=lambda piece: repr(piece[0])), key=lambda piece: piece[0]):
        with connection.cursor().copy(copy_into(table, found)) as copy:
            for _, of, number, cells in group:
                for position, values in enumerate(cells):
                    which = (of.workspace, of.document, number, position)[: len(table.row)]
                    copy.write_row((*which, *map(_stored, values)))


def _recording(one: _Version) -> tuple[object, ...]:
    records = one.records
    of = one.of
    named = (of.workspace, of.document, one.number, of.revision, records.home, records.schema, records.schema_version)
    return (*named, one.digest, records.key_hash)


def _each(connection: Database, query: str, recorded: Sequence[Recorded]) -> None:
    if recorded:
        connection.execute(_SQL[query], _named(recorded))


def _named(recorded: Sequence[Recorded]) -> dict[str, object]:
    return {"workspaces": [one.workspace for one in recorded], "documents": [one.document for one in recorded]}


def _tables(changed: Iterable[_Version]) -> set[Table]:
    return {rows_.table for one in changed for rows_ in one.records.rows}


def _keys(changed: Iterable[_Version]) -> list[str]:
    return [key for one in changed if (key := one.records.key_hash) is not None]


def _stored(cell: Cell) -> Cell:
    return as_text(cell) if isinstance(cell, str) else cell


def _hash(value: object) -> str:
    return sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()
