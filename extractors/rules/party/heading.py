"""What a line announces: whose address follows (`Bill to:`), or which part of one (`Street:`). The words are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.rules.vocabulary import fold, label_key
from schemas.vocabularies import vocabulary

Role = Literal["sender", "recipient", "delivery"]
Part = Literal["name", "street", "postcode", "city", "country"]

ROLES: tuple[Role, ...] = ("delivery", "sender", "recipient")
PARTS: tuple[Part, ...] = ("name", "street", "postcode", "city", "country")

# `Firma und Anschrift des Käufers` is the longest; a longer line is no heading.
LONGEST = 48
# So many letters tell most lines from all headings.
STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a line's beginning announces, and how many code points it takes with the blanks behind it: 0 for nothing."""

    length: int = 0
    role: Role | None = None
    part: Part | None = None


NOTHING = Announced()

_WORD = re.compile(r"[^\W\d_]{1,24}")


def announced(content: str) -> Announced:
    """What the line announces; a label of a part needs its colon, a heading may stand without."""
    word = _WORD.match(content)
    if word is None or fold(word.group())[:STEM] not in _stems():
        return NOTHING
    opening, colon, _ = content[: LONGEST + 1].partition(":")
    if len(opening) > LONGEST:
        return NOTHING
    key = label_key(opening)
    role = _roles().get(key) or _role_of_first(opening)
    part = _parts().get(key) if role is None else None
    if role is None and (part is None or not colon):
        return Announced(part=part)
    behind = content[len(opening) + len(colon) :]
    return Announced(length=len(content) - len(behind.lstrip()), role=role, part=part)


def _role_of_first(opening: str) -> Role | None:
    """The role of `Käufer/Leistungsempfänger`."""
    first, bar, _ = opening.partition("/")
    return _roles().get(label_key(first)) if bar else None


@cache
def _roles() -> Mapping[str, Role]:
    return {label_key(label): role for role in ROLES for label in _labels(role)}


@cache
def _parts() -> Mapping[str, Part]:
    return {label_key(label): part for part in PARTS for label in _labels(part)}


@cache
def _stems() -> frozenset[str]:
    """How labels begin: most lines begin otherwise."""
    return frozenset(key[:length] for key in (*_roles(), *_parts()) for length in range(1, STEM + 1))


def _labels(name: Role | Part) -> Iterator[str]:
    return (label for labels in vocabulary("party")[name].values() for label in labels)
