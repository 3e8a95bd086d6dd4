"""Linked data of web pages and mails (JSON-LD, microdata): a path tried on every object, whatever lies around it.

Both are read in one form: objects with `@type` (without the vocabulary's address) and properties. In linked data one value and a
list of one are the same, so a step into a list is a step into each of its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonpath

from assay.document import Part
from assay.errors import DocumentError
from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf
from ingest.structure import parse_json, quoted
from ingest.web.microdata import MEDIA_TYPE as MICRODATA

_JSON_LD = "application/ld+json"

_TYPED = re.compile(r"""\$\[\?\s*\(?\s*@(?:\['@type'\]|\["@type"\])\s*==\s*(?:'([^']+)'|"([^"]+)")\s*\)?\s*\]""")
_STEPS = re.compile(r"(?:\.[^\W\d][\w:-]*|\[\*\])*")
_STEP = re.compile(r"\.([\w:-]+)")
# What an object is called by where its name is asked for as the value itself: `author` may be a name or a person.
_NAME_OF_OBJECT = "name"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The text of a value, and the part and path in which it stands."""

    text: str
    part: Part
    path: str


Thing = dict[str, Any]
"""An object of linked data; its values are things, leaves and lists of both; `@type` is a set of names."""


def things_in(reading: Reading) -> tuple[Thing, ...]:
    """Every object of the document's linked data, outer ones first, for `Reading.once`."""
    parts = (part for part in reading.document.parts if part.media_type in (_JSON_LD, MICRODATA) and part.data is not None)
    return tuple(thing for part in parts for thing in _things(part))


def read_linked(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """Hits of a field's `jsonld` rung: `$.author.name` on every object, `$[?@['@type']=='Recipe'].name` on those of a type."""
    for leaf in _found(claimant.rung.expression or "", reading.once(things_in)):
        span = leaf.part.leaves.get(leaf.path)
        hit = read_leaf(claimant, span, leaf.text, reading.locale) if span is not None else None
        if hit is not None:
            yield hit


def _found(expression: str, things: tuple[Thing, ...]) -> Iterator[Leaf]:
    typed = _TYPED.match(expression)
    steps = expression[typed.end() :] if typed else expression.removeprefix("$")
    wanted = next(filter(None, typed.groups()), None) if typed else None
    concerned = [thing for thing in things if wanted is None or wanted in thing["@type"]]
    for thing in concerned:
        if _STEPS.fullmatch(steps):
            yield from _walked(thing, _STEP.findall(steps))
        else:
            yield from _searched(thing, f"${steps}")


def _walked(thing: Thing, steps: list[str]) -> Iterator[Leaf]:
    reached: list[Any] = [thing]
    for step in steps:
        reached = [value for one in reached if isinstance(one, dict) and step in one for value in _each(one[step])]
    yield from (leaf for one in reached if (leaf := _leaf(one)) is not None)


def _searched(thing: Thing, expression: str) -> Iterator[Leaf]:
    try:
        found = jsonpath.findall(expression, thing)
    except jsonpath.JSONPathError:
        return
    yield from (leaf for match in found for one in _each(match) if (leaf := _leaf(one)) is not None)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _leaf(value: Any) -> Leaf | None:
    if isinstance(value, dict):
        named = _each(value.get(_NAME_OF_OBJECT))[0]
        return named if isinstance(named, Leaf) else None
    return value if isinstance(value, Leaf) else None


def _things(part: Part) -> list[Thing]:
    try:
        data = parse_json(part.data or "")
    except DocumentError:
        return []  # the reader has said what is wrong with it
    things: list[Thing] = []
    _linked(data, "$", part, things)
    return things


def _linked(value: Any, path: str, part: Part, things: list[Thing]) -> Any:
    if isinstance(value, list):
        return [_linked(item, f"{path}[{index}]", part, things) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return Leaf(_shown(value), part, path)
    thing: Thing = {"@type": _types(value)}
    things.append(thing)
    properties, below = (value.get("properties"), f"{path}['properties']") if part.media_type == MICRODATA else (None, path)
    for name, inner in (properties if isinstance(properties, dict) else value).items():
        if name != "@type":
            thing[name] = _linked(inner, f"{below if isinstance(properties, dict) else path}[{quoted(name)}]", part, things)
    return thing


def _types(thing: dict[str, Any]) -> frozenset[str]:
    named = _each(thing.get("@type", thing.get("type")))
    return frozenset(re.split(r"[/#:]", name)[-1] for name in named if isinstance(name, str))


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value).strip()
