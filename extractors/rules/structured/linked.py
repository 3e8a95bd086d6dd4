"""Linked data of web pages, mails and calendars (JSON-LD, microdata, ICS): a path tried on every object, whatever lies around it.

All are read in one form: objects with `@type` (without the vocabulary's address) and properties. In linked data one value and a
list of one are the same, so a step into a list is a step into each of its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonpath

from assay.candidate import Candidate
from assay.document import Part
from assay.errors import DocumentError
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf
from ingest.structure import parse_json, quoted
from ingest.web.microdata import MEDIA_TYPE as MICRODATA
from schemas.schema import Field, Rung

_LINKED = frozenset({"application/ld+json", MICRODATA, "text/calendar"})

_TYPED = re.compile(r"""\$\[\?\s*\(?\s*@(?:\['@type'\]|\["@type"\])\s*==\s*(?:'([^']+)'|"([^"]+)")\s*\)?\s*\]""")
_HAVING = re.compile(r"\$\[\?\s*@\.([^\W\d][\w:-]*)\s*\]")
_STEPS = re.compile(r"(?:\.[^\W\d][\w:-]*|\[\*\]|\['[^'\\]+'\])*")
_STEP = re.compile(r"\.([\w:-]+)|\['([^'\\]+)'\]")
# What an object is called by where its name is asked for as the value itself: `author` may be a name or a person.
_NAME_OF_OBJECT = "name"
_TYPE = "@type"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The text of a value, and the part and path in which it stands."""

    text: str
    part: Part
    path: str


Thing = dict[str, Any]
"""An object of linked data; its values are things, leaves and lists of both."""


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A thing with the names of its types, without the vocabulary's address."""

    types: frozenset[str]
    thing: Thing


def things_in(reading: Reading) -> tuple[Typed, ...]:
    """Every object of the document's linked data, outer ones first, for `Reading.once`."""
    parts = (part for part in reading.document.parts if part.media_type in _LINKED and part.data is not None)
    return tuple(thing for part in parts for thing in _things(part))


def read_linked(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Hits of a field's `jsonld` rung: `$.author.name` on every object, `$[?@['@type']=='Recipe'].name` on those of a type.

    `$[?@.reservationFor]` selects the objects that say such a thing.
    """
    for value in _found(claimant.rung.expression or "", reading.once(things_in)):
        yield from _hits(claimant, value, reading)


def read_linked_rows(table: Field, rung: Rung, reading: Reading) -> Iterator[Candidate]:
    """Cells of the objects that the table's rung selects: `$[?@['@type']=='Flight']`, `$[?@.reservationFor]`."""
    rows = (value for value in _found(rung.expression or "", reading.once(things_in)) if isinstance(value, dict))
    for number, row in enumerate(rows):
        for column in table.columns:
            yield from _cell(column, row, number, reading)


def _cell(column: Field, row: Thing, number: int, reading: Reading) -> Iterator[Candidate]:
    for rung in column.rungs("jsonld"):
        if column.type is None:
            continue
        claimant = Claimant(field=column, rung=rung, type=column.type)
        values = _reached(row, (rung.expression or "").removeprefix("$"))
        hit = next((hit for value in values for hit in _hits(claimant, value, reading)), None)
        if hit is not None:
            yield claim(claimant, column.path.replace("*", str(number), 1), hit, reading.document.text)


def _hits(claimant: Claimant, value: Any, reading: Reading) -> Iterator[Hit]:
    leaf = _leaf(value)
    span = leaf.part.leaves.get(leaf.path) if leaf is not None else None
    hit = read_leaf(claimant, span, leaf.text, reading.locale) if leaf is not None and span is not None else None
    if hit is not None:
        yield hit


def _found(expression: str, things: tuple[Typed, ...]) -> Iterator[Any]:
    typed, having = _TYPED.match(expression), _HAVING.match(expression)
    chosen = typed or having
    steps = expression[chosen.end() :] if chosen else expression.removeprefix("$")
    wanted = next(filter(None, chosen.groups()), "") if chosen else ""
    for one in things:
        if not chosen or wanted in (one.types if typed else one.thing):
            yield from _reached(one.thing, steps)


def _reached(thing: Thing, steps: str) -> Iterator[Any]:
    """What the steps lead to from an object: things and leaves."""
    return _walked(thing, _STEP.findall(steps)) if _STEPS.fullmatch(steps) else _searched(thing, f"${steps}")


def _walked(thing: Thing, steps: list[tuple[str, str]]) -> Iterator[Any]:
    reached: list[Any] = [thing]
    for name in (plain or in_brackets for plain, in_brackets in steps):
        reached = [value for one in reached if isinstance(one, dict) and name in one for value in _each(one[name])]
    yield from reached


def _searched(thing: Thing, expression: str) -> Iterator[Any]:
    try:
        found = jsonpath.findall(expression, thing)
    except jsonpath.JSONPathError:
        return
    yield from (one for match in found for one in _each(match))


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _leaf(value: Any) -> Leaf | None:
    if isinstance(value, dict):
        named = _each(value.get(_NAME_OF_OBJECT))[0]
        return named if isinstance(named, Leaf) else None
    return value if isinstance(value, Leaf) else None


def _things(part: Part) -> list[Typed]:
    try:
        data = parse_json(part.data or "")
    except DocumentError:
        return []  # the reader has said what is wrong with it
    things: list[Typed] = []
    _linked(data, "$", part, things)
    return things


def _linked(value: Any, path: str, part: Part, things: list[Typed]) -> Any:
    if isinstance(value, list):
        return [_linked(item, f"{path}[{index}]", part, things) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return Leaf(_shown(value), part, path)
    thing: Thing = {}
    things.append(Typed(_types(value), thing))
    if _TYPE in value or "type" in value:
        key = _TYPE if _TYPE in value else "type"
        thing[_TYPE] = _linked(value[key], f"{path}[{quoted(key)}]", part, things)
    properties, below = (value.get("properties"), f"{path}['properties']") if part.media_type == MICRODATA else (None, path)
    for name, inner in (properties if isinstance(properties, dict) else value).items():
        if name != _TYPE:
            thing[name] = _linked(inner, f"{below if isinstance(properties, dict) else path}[{quoted(name)}]", part, things)
    return thing


def _types(thing: dict[str, Any]) -> frozenset[str]:
    named = _each(thing.get(_TYPE, thing.get("type")))
    return frozenset(re.split(r"[/#:]", name)[-1] for name in named if isinstance(name, str))


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value).strip()
