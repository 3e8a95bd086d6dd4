"""How rows leave the database: as dictionaries, or straight as a value whose attributes have the names of the columns."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from psycopg.rows import class_row, dict_row

from assay.document import PageRange
from store.pool import Database

T = TypeVar("T")
Row = dict[str, Any]
Form = Mapping[str, Any]

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def rows(connection: Database, query: bytes, values: Mapping[str, object]) -> list[Row]:
    """Every row by the names of its columns."""
    return connection.cursor(row_factory=dict_row).execute(query, values).fetchall()


def row(connection: Database, query: bytes, values: Mapping[str, object]) -> Row | None:
    """The first row, or None."""
    return connection.cursor(row_factory=dict_row).execute(query, values).fetchone()


def values_of(kind: type[T], connection: Database, query: bytes, values: Mapping[str, object]) -> list[T]:
    """Every row as a value of that kind."""
    return connection.cursor(row_factory=class_row(kind)).execute(query, values).fetchall()


def value_of(kind: type[T], connection: Database, query: bytes, values: Mapping[str, object]) -> T | None:
    """The first row as a value of that kind, or None."""
    return connection.cursor(row_factory=class_row(kind)).execute(query, values).fetchone()


def page_range(first: int | None, last: int | None) -> PageRange | None:
    """Two columns that are null together, as one value."""
    return None if first is None or last is None else (first, last)


def as_text(text: str) -> str:
    """The text with what no Postgres can hold, NUL and lone surrogates, replaced one for one, so that offsets still fit."""
    return _UNSTORABLE.sub("\ufffd", text)


def as_json(value: object) -> str | None:
    """JSON for a column; None stays SQL's null. Texts are as in `as_text`.

    Raises ValueError for NaN and infinity, which JSON does not have.
    """
    if value is None:
        return None
    text = _dumped(value)
    suspicious = "\\u0000" in text or _UNSTORABLE.search(text)  # rare: the value is walked through only then
    return _dumped(_storable(value)) if suspicious else text


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _storable(value: object) -> object:
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, Mapping):
        return {as_text(name): _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value
