"""An accepted result as typed rows, by the schema's `output.records`: money in two columns, numbers and dates as such."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.record_columns import ITEM, cell_columns, last_step, main_columns, value_columns
from schemas.schema import Field, RecordsWanted, Schema
from store.record_tables import Column, ColumnType, Table
from store.records import Cell, Records, Rows
from store.rows import as_json

SETTLED = frozenset({"not_required", "approved"})

_TYPES: Mapping[str, ColumnType] = {
    "money": "numeric",
    "decimal": "numeric",
    "percent": "numeric",
    "integer": "numeric",  # of any size, so that no value has to be turned away
    "date": "date",
    "boolean": "boolean",
}


def records_of(form: Mapping[str, Any], schema: Schema) -> Records | None:
    """What the result records; None without `output.records`, and while nobody may rely on the result.

    `form` is the result of section 2 of the contract. It is accepted when it succeeded and waits for nobody.
    """
    wanted = schema.records
    if wanted is None or form["status"] != "succeeded" or form["review"]["state"] not in SETTLED:
        return None
    data = form["data"]
    children = [_child(field, table, _value(data, field)) for field in schema.fields if (table := wanted.child_table(field.name))]
    return Records(
        schema=schema.name,
        schema_version=form["schema"]["version"],
        key=_key(data, schema, wanted),
        rows=(_main(data, schema, wanted), *children),
    )


def _key(data: Mapping[str, Any], schema: Schema, wanted: RecordsWanted) -> tuple[str, ...] | None:
    values = [_value(data, field) for name in wanted.key if (field := schema.field(name)) is not None]
    if not values or None in values:
        return None
    return tuple(json.dumps(value, sort_keys=True) for value in values)


def _main(data: Mapping[str, Any], schema: Schema, wanted: RecordsWanted) -> Rows:
    fields = [field for field in schema.fields if wanted.child_table(field.name) is None]
    columns = [column for field in fields for column in _columns(main_columns(field), field)]
    cells = [cell for field in fields for cell in _cells(_value(data, field), field)]
    return Rows(table=Table(name=wanted.table, columns=tuple(columns)), cells=(tuple(cells),))


def _child(field: Field, table: str, value: Sequence[Any]) -> Rows:
    if field.shape == "list":
        columns = tuple(_typed(value_columns(ITEM, field), field))
        return Rows(table=Table(name=table, columns=columns, child=True), cells=tuple(tuple(_plain(item, field)) for item in value))
    columns = tuple(typed for column in field.columns for typed in _columns(cell_columns(column), column))
    cells = tuple(tuple(cell for column in field.columns for cell in _cells(row[last_step(column)], column)) for row in value)
    return Rows(table=Table(name=table, columns=columns, child=True), cells=cells)


def _columns(names: Sequence[str], field: Field) -> Iterator[Column]:
    """The columns of a field where it stands: several values in one place are JSON."""
    return _typed(names, field) if field.shape == "value" else iter((Column(name=names[0], type="jsonb"),))


def _cells(value: Any, field: Field) -> Iterator[Cell]:
    return _plain(value, field) if field.shape == "value" else iter((as_json(value),))


def _typed(names: Sequence[str], field: Field) -> Iterator[Column]:
    yield Column(name=names[0], type=_TYPES.get(field.type.name, "text") if field.type else "text")
    yield from (Column(name=name, type="text") for name in names[1:])


def _plain(value: Any, field: Field) -> Iterator[Cell]:
    """One value as its cells: money has two."""
    if field.type is not None and field.type.name == "money":
        yield None if value is None else value["amount"]
        yield None if value is None else value["currency"]
    else:
        yield value if value is None or isinstance(value, str | bool) else str(value)


def _value(data: Mapping[str, Any], field: Field) -> Any:
    found: Any = data
    for step in field.path.strip("/").split("/"):
        found = found[step]
    return found
