"""A request as the tests send it."""

from __future__ import annotations

from asking.wire.client import ModelRequest

SECRET = "the document's own words"
CELL = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"value": {"type": ["string", "null"]}, "quote": {"type": ["string", "null"]}},
            "required": ["value", "quote"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


SCHEMA = _object(
    documents={"type": "array", "items": _object(id={"type": "string"}, fields=_object(total=CELL))},
)
REQUEST = ModelRequest(system="Copy.", user=f'<document id="d1">\n{SECRET}\n</document>', schema=SCHEMA, ids=("d1",), output_tokens=50)
