"""What the columns of record tables are called."""

from __future__ import annotations

from schemas.schema import Field

LONGEST_NAME = 50  # Postgres cuts names at 63 bytes, and some get a suffix
RESERVED = frozenset(
    {
        *("workspace_id", "document_id", "version", "position", "revision", "schema_name", "schema_version"),
        *("recorded_at", "superseded_at", "withdrawn_at", "duplicate_of"),
        *("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"),
    }
)
"""Columns that every record has, or that Postgres itself has in every table."""
ITEM = "value"
"""The column of a list's items in a table of their own."""


def column_name(name: str) -> str:
    """The column of a field: `Seller.name` is `seller_name`."""
    return name.replace(".", "_").lower()


def value_columns(name: str, field: Field) -> tuple[str, ...]:
    """The columns of one value under that name: money has one more for its currency."""
    if field.shape != "table" and field.type is not None and field.type.name == "money":
        return name, f"{name}_currency"
    return (name,)


def main_columns(field: Field) -> tuple[str, ...]:
    """The columns that a field without a table of its own has in the main table."""
    name = column_name(field.name)
    return value_columns(name, field) if field.shape == "value" else (name,)


def cell_columns(column: Field) -> tuple[str, ...]:
    """The columns that a column of a table has in that table's own one."""
    return value_columns(column_name(last_step(column)), column)


def last_step(field: Field) -> str:
    """What a field is called in the object that it stands in."""
    return field.path.rpartition("/")[2]
