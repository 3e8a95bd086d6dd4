"""The form of one field's answer: the JSON Schema that the model fills in, and what came back, parsed at the edge.

A cell is a value with the passage that holds it; a list has items, a table rows of cells by the names of its columns.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assay.asking import Json
from schemas.schema import Field


class _Edge(BaseModel):
    """Read leniently (unknown keys are ignored, numbers may stand for text); errors never repeat what the model wrote."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Cell(_Edge):
    """One value as printed, and the passage that holds it. `value` None: it is not there."""

    value: bool | int | float | str | None
    quote: str | None = None


class Items(_Edge):
    """The values of a list field."""

    items: list[Cell | None]


class Rows(_Edge):
    """The rows of a table field, each by column name."""

    rows: list[dict[str, Cell | None]]


def shape_of(field: Field) -> Json:
    """The JSON Schema of the field's answer, strict in OpenAI's sense: every property required, no other allowed.

    It refers to nothing outside of itself. Private columns are left out.
    """
    if field.shape == "table":
        return _object({"rows": _array(_object({column.name: _cell(column) for column in field.columns if not column.private}))})
    if field.shape == "list":
        return _object({"items": _array(_cell(field))})
    return _cell(field)


def _cell(field: Field) -> Json:
    """A cell may be null as a whole, which says "not there" in the fewest tokens."""
    return {"anyOf": [_object({"value": _value(field), "quote": {"type": ["string", "null"]}}), {"type": "null"}]}


def _value(field: Field) -> Json:
    form = {} if field.type is None else field.type.json_schema
    if form.get("type") == "boolean":
        return {"type": ["boolean", "null"]}
    if "enum" in form:
        return {"type": ["string", "null"], "enum": [*form["enum"], None]}
    return {"type": ["string", "null"]}


def _array(items: Json) -> Json:
    return {"type": "array", "items": items}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
