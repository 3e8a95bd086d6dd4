"""What the stored documents say: the answers to `exists` and `changed`, asked once and then facts like any other.

The core knows the documents by the protocol alone; on the bare command line there are none, and nothing is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from assay.value import Value
from schemas.expression_nodes import Name, Recall
from schemas.schema import Field, Schema

Facts = Mapping[str, bool]
"""The answers by the key of their question; what could not be asked is not there."""

Same = Mapping[str, Any]
"""Values that a document must have, in their JSON form, by pointer."""


class Stored(Protocol):
    """The other documents of the workspace. The document that is judged, and what it said before, are never among them."""

    def exists(self, schema: str, same: Same) -> bool:
        """Whether another document of that schema's name has these values, whether or not a person has seen them."""

    def newest(self, schema: str, path: str, same: Same) -> Any:
        """The value at the pointer, in its JSON form, that was accepted in the newest earlier document with these values; None if none."""


def facts(schema: Schema, values: Mapping[str, Value], stored: Stored | None) -> Facts:
    """What is stored says of these values. A question about a field without a value has no answer."""
    return {} if stored is None else dict(_answers(schema, values, stored))


def _answers(schema: Schema, values: Mapping[str, Value], stored: Stored) -> Iterator[tuple[str, bool]]:
    for recall in schema.recalls:
        fields = [_field(schema, name) for name in recall.parts]
        if all(one.path in values for one in fields):
            yield recall.key, _answer(schema, recall, values, stored)


def _answer(schema: Schema, recall: Recall, values: Mapping[str, Value], stored: Stored) -> bool:
    if recall.by is None:
        return stored.exists(schema.name, _same(schema, recall.asked, values))
    wanted = _field(schema, recall.asked[0])
    kept = stored.newest(schema.name, wanted.path, _same(schema, (recall.by,), values))
    return kept is not None and not _means(wanted, kept, values[wanted.path])


def _means(wanted: Field, kept: Any, value: Value) -> bool:
    """Whether a kept form means that value; one that an earlier version of the schema kept in another form does not."""
    try:
        return wanted.type is not None and wanted.type.equal(wanted.type.from_json(kept), value)
    except ValueError:
        return False


def _same(schema: Schema, names: tuple[Name, ...], values: Mapping[str, Value]) -> dict[str, Any]:
    fields = (_field(schema, name) for name in names)
    return {one.path: one.type.to_json(values[one.path]) for one in fields if one.type}


def _field(schema: Schema, name: Name) -> Field:
    field = schema.field(name.name)
    assert field is not None  # noqa: S101 - the compiler knows no others
    return field
