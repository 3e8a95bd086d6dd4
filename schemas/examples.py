"""The examples of a schema, run: does its ladder read what the analyst says that it must?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.schema import Example, Field, Schema
from schemas.types.base import FieldType

Find = Callable[[Schema, Field, str], Any]
"""What the rules read for a field in a text, as its JSON form; None when nothing was read. It asks no model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleOutcome:
    """One example after its run. `wanted` and `found` are JSON forms, None for nothing; `number` counts from 1 in its field."""

    field: str
    number: int
    text: str
    wanted: Any
    found: Any
    passed: bool


def run_examples(schema: Schema, find: Find) -> list[ExampleOutcome]:
    """Every example of every field that a rule can answer, in the order of the file. Fields that only a model reads are left out."""
    return [_outcome(schema, field, number, example, find) for field, number, example in _runnable(schema)]


def _runnable(schema: Schema) -> Iterator[tuple[Field, int, Example]]:
    for field in schema.fields:
        if any(rung.kind != "model" for rung in field.ladder):
            yield from ((field, number, example) for number, example in enumerate(field.examples, start=1))


def _outcome(schema: Schema, field: Field, number: int, example: Example, find: Find) -> ExampleOutcome:
    found = find(schema, field, example.text)
    passed = same_form(field, example.value, found)
    return ExampleOutcome(field=field.name, number=number, text=example.text, wanted=example.value, found=found, passed=passed)


def same_form(field: Field, wanted: Any, found: Any) -> bool:
    """Whether two JSON forms of a field say the same; of a row only the columns that are wanted count. None is nothing."""
    if wanted is None or found is None:
        return wanted is found
    if field.shape == "value":
        return _same_value(field.type, wanted, found)
    if not isinstance(found, Sequence) or len(wanted) != len(found):
        return False
    same = _same_row if field.shape == "table" else _same_item
    return all(same(field, one, other) for one, other in zip(wanted, found, strict=True))


def _same_item(field: Field, wanted: Any, found: Any) -> bool:
    return _same_value(field.type, wanted, found)


def _same_row(field: Field, wanted: Any, found: Any) -> bool:
    """Only the columns that the example names are compared."""
    types = {column.name: column.type for column in field.columns}
    return all(_same_value(types[name], one, found.get(name)) for name, one in wanted.items())


def _same_value(field_type: FieldType | None, wanted: Any, found: Any) -> bool:
    if field_type is None or found is None:
        return bool(wanted == found)
    return field_type.equal(field_type.from_json(wanted), field_type.from_json(found))
