"""Pointers of list items and table cells: how a field's path becomes that of one of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.schema import Field, Schema


def row_count(field: Field, paths: Iterable[str]) -> int:
    """How many rows (or items) of the field the pointers speak of: the highest row number plus one."""
    prefix = f"{field.path}/"
    return max((int(path[len(prefix) :].partition("/")[0]) + 1 for path in paths if path.startswith(prefix)), default=0)


def row_path(field: Field, row: int) -> str:
    """The pointer of a list's item, or of a table's row; rows count from 0."""
    return f"{field.path}/{row}"


def cell_path(column: Field, row: int) -> str:
    """The pointer of a column's cell in that row."""
    return column.path.replace("*", str(row))


def slots(schema: Schema, paths: Iterable[str]) -> Iterator[tuple[str, Field]]:
    """Every pointer that an answer has, with its field, in the schema's order.

    A value is one slot; a list or table has a slot per item or cell of the rows that `paths` speak of,
    and one of its own when it has no rows.
    """
    known = tuple(paths)
    for field in schema.fields:
        rows = 0 if field.shape == "value" else row_count(field, known)
        if rows == 0:
            yield field.path, field
        for row in range(rows):
            yield from _row_slots(field, row)


def _row_slots(field: Field, row: int) -> Iterator[tuple[str, Field]]:
    if field.shape == "list":
        yield row_path(field, row), field
    for column in field.columns:
        yield cell_path(column, row), column
