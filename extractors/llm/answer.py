"""What the model is asked to answer: the strict JSON Schema of one call, and the answer parsed at the edge.

Prompt format 1: one entry a document, in it one cell, list or table for each field that is still open. Field names are
those of the schema, dots included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.schema import Field

Json = dict[str, Any]


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


class AnsweredDocument(_Edge):
    """The answer for one document of the call."""

    id: str
    fields: dict[str, Cell | Items | Rows | None]


class Answer(_Edge):
    """The answer to one call."""

    documents: list[AnsweredDocument]

    def of(self, document_id: str) -> AnsweredDocument | None:
        """The entry for that document; None when there is none, or more than one, which says nothing certain."""
        entries = [entry for entry in self.documents if entry.id == document_id]
        return entries[0] if len(entries) == 1 else None


def answer_schema(fields: Sequence[Field]) -> Json:
    """The JSON Schema, strict in OpenAI's sense: every property required, no other allowed.

    Providers count it as input, so cells of one form share one definition.
    """
    forms: Json = {}
    shapes: Json = {field.name: _shape(field, forms) for field in fields}
    document = _object({"id": {"type": "string"}, "fields": _object(shapes)})
    return {**_object({"documents": {"type": "array", "items": document}}), "$defs": forms}


def _shape(field: Field, forms: Json) -> Json:
    if field.shape == "table":
        row = _object({column.name: _cell(column, forms) for column in field.columns if not column.private})
        return _object({"rows": {"type": "array", "items": row}})
    if field.shape == "list":
        return _object({"items": {"type": "array", "items": _cell(field, forms)}})
    return _cell(field, forms)


def _cell(field: Field, forms: Json) -> Json:
    """A cell may be null as a whole, which says "not there" in the fewest tokens."""
    value = _value(field)
    cell = {"anyOf": [_object({"value": value, "quote": {"type": ["string", "null"]}}), {"type": "null"}]}
    name = field.name.replace(".", "_") if "enum" in value else value["type"][0]
    return {"$ref": f"#/$defs/{_defined(name, cell, forms)}"}


def _defined(name: str, form: Json, forms: Json) -> str:
    """The name under which the form is defined, which no other form has."""
    while forms.setdefault(name, form) != form:
        name += "_"
    return name


def _value(field: Field) -> Json:
    form = {} if field.type is None else field.type.json_schema
    if form.get("type") == "boolean":
        return {"type": ["boolean", "null"]}
    if "enum" in form:
        return {"type": ["string", "null"], "enum": [*form["enum"], None]}
    return {"type": ["string", "null"]}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
