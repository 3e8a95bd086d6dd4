"""The examples of a field: their values brought into the JSON form of its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.problems import Problems
from schemas.schema import Example, Field
from schemas.suggest import did_you_mean
from schemas.types.base import FieldType
from schemas.written import written_value
from schemas.yaml_text import Location


def compile_example(text: str, value: Any, field: Field, at: Location, problems: Problems) -> Example:
    """The example of a field, whose type and columns are compiled already."""
    return Example(text=text, value=None if value is None else _value(value, field, at, problems))


def _value(given: Any, field: Field, at: Location, problems: Problems) -> Any:
    if field.shape == "value":
        return _json_form(given, field.type, at, problems)
    if not isinstance(given, list):
        problems.at_value(at, f"The value of a {field.shape} is a list.", "Write one item a line after `- `.")
        return None
    if field.shape == "table":
        return [_row(row, field, (*at, index), problems) for index, row in enumerate(given)]
    return [_json_form(one, field.type, (*at, index), problems) for index, one in enumerate(given)]


def _row(row: Any, field: Field, at: Location, problems: Problems) -> Any:
    if not isinstance(row, Mapping):
        problems.at_value(at, "A row holds its columns by name.", "Write `{name: ..., quantity: ...}`.")
        return None
    types = {column.name: column.type for column in field.columns}
    for name in row:
        if name not in types:
            problems.at_key((*at, name), f"The table has no column `{name}`.", did_you_mean(name, types))
    return {name: _json_form(one, types[name], (*at, name), problems) for name, one in row.items() if name in types and one is not None}


def _json_form(given: Any, field_type: FieldType | None, at: Location, problems: Problems) -> Any:
    """None for a type that is itself a mistake."""
    value = None if field_type is None else written_value(given, field_type, at, problems)
    return None if field_type is None or value is None else field_type.to_json(value)
