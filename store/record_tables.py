"""The tables of records: made and widened as schemas ask for them, never narrowed.

They lie in the Postgres schema `records` and belong to all workspaces together. Who writes to them holds a lock that others may share;
who changes them holds it alone, and takes it before any other lock on them, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from psycopg.sql import SQL, Composable, Composed, Identifier

from store.pool import Database
from store.rows import rows
from store.sql import queries

_SQL = queries("records")
_SPACE = "records"

ColumnType = Literal["text", "numeric", "date", "boolean", "jsonb"]
Catalogue = dict[str, dict[str, str]]
"""The columns of each table and view, with their types."""

_ROW = {"main": ("workspace_id", "document_id", "version"), "child": ("workspace_id", "document_id", "version", "position")}
_SAYS = ("revision", "schema_name", "schema_version", "recorded_at", "duplicate_of")
_VIEWS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "current": (_SAYS, "where r.superseded_at is null and r.withdrawn_at is null"),
    "history": ((*_SAYS, "superseded_at", "withdrawn_at"), ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of values."""

    name: str
    type: ColumnType


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as a schema wants it. A child has several rows a document, numbered by `position` from 0."""

    name: str
    columns: tuple[Column, ...]
    child: bool = False

    @property
    def row(self) -> tuple[str, ...]:
        """The columns that say which row it is."""
        return _ROW["child" if self.child else "main"]


def hold_tables(connection: Database, tables: Iterable[Table] = ()) -> None:
    """Keep the tables as they are until the transaction ends; alone, when one of these is still to be made or widened."""
    tables = list(tables)
    found = _catalogue(connection, tables) if tables else {}
    connection.execute(_SQL["own" if any(_lacks(table, found) for table in tables) else "share"])


def ensure_tables(connection: Database, tables: Iterable[Table]) -> tuple[Catalogue, frozenset[str]]:
    """Make and widen what is wanted, and return how the tables are now, and which of them were made.

    Raises psycopg's errors where a table is not what it was made as, or is read for too long by somebody else.
    """
    tables = sorted(tables, key=lambda table: (table.child, table.name))
    found = _catalogue(connection, tables)
    lacking = [table for table in tables if _lacks(table, found)]
    if not lacking:
        return found, frozenset()
    connection.execute(_SQL["limit_waiting"])
    connection.execute(_SQL["make_schema"])
    for table in lacking:
        connection.execute(_widened(table, found) if table.name in found else _made(table))
    now = _catalogue(connection, tables)
    for table in {one.name: one for one in lacking}.values():
        for view in _VIEWS:
            connection.execute(_view(table, view, now[table.name]))
    connection.execute(_SQL["wait_again"])
    return now, frozenset(table.name for table in lacking if table.name not in found)


def copy_into(table: Table, found: Catalogue) -> Composed:
    """The statement that takes rows of the table: which row it is, then its columns."""
    names = (*table.row, *(_called(column, found[table.name]) for column in table.columns))
    return SQL("copy {} ({}) from stdin").format(_in_space(table.name), _names(names))


def _called(column: Column, found: Mapping[str, str]) -> str:
    """A column whose type changed with the schema stands beside the old one, under a name of its own."""
    return column.name if found.get(column.name, column.type) == column.type else f"{column.name}_{column.type}"


def _catalogue(connection: Database, tables: Iterable[Table]) -> Catalogue:
    names = {table.name for table in tables}
    relations = [*names, *(f"{name}_{view}" for name in names for view in _VIEWS)]
    found: Catalogue = {}
    for one in rows(connection, _SQL["catalogue"], {"relations": relations}):
        found.setdefault(one["relation"], {})[one["name"]] = one["type"]
    return found


def _lacks(table: Table, found: Catalogue) -> bool:
    if any(f"{table.name}_{view}" not in found for view in _VIEWS):
        return True
    return table.name not in found or bool(_missing(table, found[table.name]))


def _missing(table: Table, found: Mapping[str, str]) -> list[tuple[str, str]]:
    wanted = [(_called(column, found), column.type) for column in table.columns]
    return [(name, type_) for name, type_ in wanted if name not in found]


def _made(table: Table) -> Composed:
    position = [SQL("position integer not null")] if table.child else []
    columns: list[Composable] = [SQL("{} ").format(Identifier(column.name)) + SQL(column.type) for column in table.columns]
    return SQL(
        "create table {table} (workspace_id uuid not null, document_id uuid not null, version integer not null, {columns},"
        " foreign key (workspace_id, document_id, version) references recordings on delete cascade)"
    ).format(
        table=_in_space(table.name),
        columns=SQL(", ").join([*position, *columns, SQL("primary key ({})").format(_names(table.row))]),
    )


def _widened(table: Table, found: Catalogue) -> Composed:
    added = [SQL("add column {} ").format(Identifier(name)) + SQL(type_) for name, type_ in _missing(table, found[table.name])]
    return SQL("alter table {} {}").format(_in_space(table.name), SQL(", ").join(added))


def _view(table: Table, view: str, found: Mapping[str, str]) -> Composed:
    """What is said of the version stands before the values, so that new columns come last, as Postgres wants it."""
    says, which = _VIEWS[view]
    values = [name for name in found if name not in table.row]
    return SQL("create or replace view {} as select {}, {} from {} as t join recordings as r using ({}) {}").format(
        _in_space(f"{table.name}_{view}"),
        _names(table.row),
        SQL(", ").join([*(Identifier("r", name) for name in says), *(Identifier("t", name) for name in values)]),
        _in_space(table.name),
        _names(_ROW["main"]),
        SQL(which),
    )


def _in_space(name: str) -> Identifier:
    return Identifier(_SPACE, name)


def _names(names: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
