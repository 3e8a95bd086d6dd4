"""Which schema a document is for, by the `applies_to` of each, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import jsonpath

from assay.document import Document
from assay.errors import DocumentError
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.structure import parse_json
from schemas.pattern import Pattern
from schemas.pattern_set import pattern_set
from schemas.schema import AppliesTo, Condition, Schema

# What a document is says it on its first pages; where a format has none, in its first text.
PAGES_READ = 2
TEXT_READ = 8_000

LONGEST_QUOTE = 40
REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The schema that a document is for, and the reason: `chosen because it says “Rechnung”.`"""

    schema: Schema
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The conditions of one schema that hold. The better fit is the greater: attached data and JSON paths count first."""

    schema: Schema
    held: tuple[Condition, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """How many structural conditions hold, how many hold at all."""
        return sum(bool(one.attached or one.json) for one in self.held), len(self.held)


def choose_schema(document: Document, schemas: Sequence[Schema]) -> Choice:
    """The one schema whose `applies_to` fits best: the most of its conditions hold.

    Raises DocumentError `no_schema_applies` when none fits, or two fit equally well; the sentence names them.
    """
    look = Look(document, schemas)
    fits = [found for one in schemas if one.applies_to and (found := _fit(one, one.applies_to, look))]
    best = max((one.rank for one in fits), default=None)
    if best is None:
        raise DocumentError("no_schema_applies", f"None of these schemas says that it is for this document: {_names(schemas)}.")
    winners = [one for one in fits if one.rank == best]
    if len(winners) > 1:
        says = f"These schemas fit the document equally well: {_names([one.schema for one in winners])}."
        raise DocumentError("no_schema_applies", says, fix="Name one with --schema.")
    return Choice(schema=winners[0].schema, because=_because(winners[0], look))


class Look:
    """What conditions ask of one document, each thing looked up once for all schemas."""

    def __init__(self, document: Document, schemas: Sequence[Schema]) -> None:
        self.document = document
        self.beginning = first_text(document)
        self._schemas = schemas

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is true of the document."""
        if condition.text is not None:
            return condition.text in self._found
        if condition.attached:
            return not {name.casefold() for name in condition.attached}.isdisjoint(self.attached)
        if condition.json is not None:
            return any(jsonpath.findall(condition.json, source) for source in self._json)
        return condition.media_type in self._media_types

    @cached_property
    def _found(self) -> frozenset[Pattern]:
        return pattern_set(tuple(_patterns(self._schemas))).found_in(self.beginning)

    @cached_property
    def attached(self) -> frozenset[str]:
        """The names of all parts, in small letters."""
        return frozenset(PurePosixPath(part.name).name.casefold() for part in self.document.parts)

    @cached_property
    def _json(self) -> list[Any]:
        said = (part for part in self.document.parts if part.data and part.media_type != METADATA)
        return [parse_json(part.data or "") for part in said if part.media_type.endswith(("/json", "+json"))]

    @cached_property
    def _media_types(self) -> frozenset[str]:
        return frozenset({self.document.media_type, *(part.media_type for part in self.document.parts)})


def _patterns(schemas: Sequence[Schema]) -> dict[Pattern, None]:
    """Every text pattern of every schema, once, in order."""
    asked = (one.applies_to for one in schemas if one.applies_to)
    return dict.fromkeys(one.text for applies in asked for one in (*applies.any, *applies.all, *applies.none) if one.text)


def _fit(schema: Schema, applies_to: AppliesTo, look: Look) -> Fit | None:
    """What holds of a schema's conditions; None when they say no."""
    met = tuple(one for one in applies_to.any if look.holds(one))
    if applies_to.any and not met:
        return None
    if not all(look.holds(one) for one in applies_to.all) or any(look.holds(one) for one in applies_to.none):
        return None
    return Fit(schema=schema, held=(*met, *applies_to.all))


def _because(fit: Fit, look: Look) -> str:
    told = list(dict.fromkeys(_reason(one, look) for one in fit.held))[:REASONS_SHOWN]
    return f"chosen because {' and '.join(told)}." if told else "chosen because nothing speaks against it."


def _reason(condition: Condition, look: Look) -> str:
    if condition.text is not None:
        hit = condition.text.search(look.beginning)
        return f"it says “{' '.join(hit.text.split())[:LONGEST_QUOTE]}”" if hit else "its text fits"
    if condition.attached:
        return f"{next(one for one in condition.attached if one.casefold() in look.attached)} is inside"
    return f"it holds {condition.json}" if condition.json is not None else f"it is {condition.media_type}"


def first_text(document: Document) -> str:
    """The first pages of each visible part, which patterns of `applies_to` look at."""
    beginnings = []
    for part in document.visible_parts():
        end = part.pages[:PAGES_READ][-1].span.end if part.pages else part.span.end
        beginnings.append(document.text[part.span.start : min(end, part.span.start + TEXT_READ)])
    return "\n".join(beginnings)


def _names(schemas: Sequence[Schema]) -> str:
    return ", ".join(sorted(one.name for one in schemas)) or "none known"
