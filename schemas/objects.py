"""Objects are only a way to write dotted names: `seller: {type: object, fields: {name: ...}}` is the field `seller.name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.language import FieldForm
from schemas.problems import Problems
from schemas.yaml_text import Location

DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Written:
    """One field as it is written: its dotted name, its form, and where that stands in the file."""

    name: str
    form: FieldForm
    at: Location


def flattened(fields: Mapping[str, FieldForm], problems: Problems, *, above: str = "", at: Location = ("fields",)) -> Iterator[Written]:
    """The fields with those inside of objects under their dotted names, in the order of the file."""
    for name, form in fields.items():
        dotted, here = f"{above}{name}", (*at, name)
        if form.type != "object":
            if form.fields:
                problems.at_key((*here, "fields"), "Only an object has `fields`.", "Write `type: object`, or take them out.")
            yield Written(dotted, form, here)
            continue
        _check_object(dotted, form, here, problems)
        if dotted.count(".") < DEEPEST:
            yield from flattened(form.fields, problems, above=f"{dotted}.", at=(*here, "fields"))


def _check_object(name: str, form: FieldForm, at: Location, problems: Problems) -> None:
    if not form.fields:
        problems.at_key(at, f"The object `{name}` has no fields.", "Add `fields:` with at least one.")
    for word in sorted(form.model_fields_set - {"type", "fields", "ask"}):
        written = {"from_": "from", "in_": "in"}.get(word, word)
        problems.at_key((*at, written), f"An object has no `{written}`.", "Write it at one of its fields.")
    if name.count(".") >= DEEPEST:
        problems.at_key(at, f"Objects lie more than {DEEPEST} deep.", "Nest less.")


def flattened_data(fields: Mapping[str, Any], above: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The same for a file as read, whatever is wrong with it: names that are known, with what is written about each."""
    for name, field in fields.items():
        inside = field.get("fields") if isinstance(field, dict) and field.get("type") == "object" else None
        if isinstance(inside, dict) and depth < DEEPEST:
            yield from flattened_data(inside, f"{above}{name}.", depth + 1)
        else:
            yield f"{above}{name}", field


def place_of(name: str, fields: Mapping[str, Any], at: Location = ("fields",)) -> Location:
    """Where the field of that dotted name is written; the place of all fields for a name that is not there."""
    for written, field in fields.items():
        if name == written:
            return (*at, written)
        inside = field.get("fields") if isinstance(field, dict) else None
        if name.startswith(f"{written}.") and isinstance(inside, dict):
            return place_of(name.removeprefix(f"{written}."), inside, (*at, written, "fields"))
    return at
