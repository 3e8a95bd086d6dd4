"""Which schema a document is for, by the `applies_to` of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import jsonpath

from assay.document import Document
from assay.errors import DocumentError
from ingest.structure import parse_json
from schemas.schema import AppliesTo, Condition, Schema

# What a document is says it on its first pages; where a format has none, in its first text.
PAGES_READ = 2
TEXT_READ = 8_000


def choose_schema(document: Document, schemas: Sequence[Schema]) -> Schema:
    """The one schema whose `applies_to` fits best: the most of its conditions hold, attached data and JSON paths counting first.

    Raises DocumentError `no_schema_applies` when none fits, or two fit equally well; the sentence names them.
    """
    beginning = first_text(document)
    fits = [(fit(one.applies_to, document, beginning), one) for one in schemas if one.applies_to]
    best = max((rank for rank, _ in fits if rank), default=None)
    if best is None:
        raise DocumentError("no_schema_applies", f"None of these schemas says that it is for this document: {_names(schemas)}.")
    winners = [one for rank, one in fits if rank == best]
    if len(winners) > 1:
        says = f"These schemas fit the document equally well: {_names(winners)}."
        raise DocumentError("no_schema_applies", says, fix="Name one with --schema.")
    return winners[0]


def fit(applies_to: AppliesTo, document: Document, beginning: str) -> tuple[int, int] | None:
    """How well the conditions fit: how many structural ones hold, how many hold at all. None when they say no."""
    met = [one for one in applies_to.any if holds(one, document, beginning)]
    if applies_to.any and not met:
        return None
    if not all(holds(one, document, beginning) for one in applies_to.all):
        return None
    if any(holds(one, document, beginning) for one in applies_to.none):
        return None
    held = (*met, *applies_to.all)
    return sum(bool(one.attached or one.json) for one in held), len(held)


def holds(condition: Condition, document: Document, beginning: str) -> bool:
    """Whether a condition is true of the document."""
    if condition.text is not None:
        return condition.text.search(beginning) is not None
    if condition.attached:
        return not {name.casefold() for name in condition.attached}.isdisjoint(_part_names(document))
    if condition.json is not None:
        sources = (part.data for part in document.parts if _is_json(part.media_type) and part.data)
        return any(jsonpath.findall(condition.json, parse_json(source)) for source in sources)
    return condition.media_type in {document.media_type, *(part.media_type for part in document.parts)}


def first_text(document: Document) -> str:
    """The first pages of each visible part, which patterns of `applies_to` look at."""
    beginnings = []
    for part in document.visible_parts():
        end = part.pages[:PAGES_READ][-1].span.end if part.pages else part.span.end
        beginnings.append(document.text[part.span.start : min(end, part.span.start + TEXT_READ)])
    return "\n".join(beginnings)


def _part_names(document: Document) -> set[str]:
    return {PurePosixPath(part.name).name.casefold() for part in document.parts}


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _names(schemas: Sequence[Schema]) -> str:
    return ", ".join(sorted(one.name for one in schemas)) or "none known"
