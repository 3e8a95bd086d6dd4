"""Addresses that are filled in as a form: `Street: Mill Lane 3`, each part behind its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from assay.span import Span
from extractors.rules.party.address import Address
from extractors.rules.party.block import Block, Row
from extractors.rules.party.heading import Part
from extractors.rules.party.town import town_in

# A single labelled line is any other field.
LEAST_PARTS = 2


def forms_in(block: Block, text: str) -> Iterator[Address]:
    """The addresses of the block whose parts are labelled, top to bottom."""
    for labelled, rows in groupby(block.rows, key=lambda row: row.part is not None):
        filled = _filled(list(rows)) if labelled else {}
        if len(filled) >= LEAST_PARTS and ("city" in filled or "postcode" in filled):
            yield _address(block, filled, text)


def _filled(rows: list[Row]) -> Mapping[Part, tuple[Span, Row]]:
    """The first value of each part: behind the label, or in the cell to its right."""
    filled: dict[Part, tuple[Span, Row]] = {}
    for row in rows:
        value = row.span if row.left > row.outer else row.beside.span if row.beside else None
        if row.part and value:
            filled.setdefault(row.part, (value, row))
    return filled


def _address(block: Block, filled: Mapping[Part, tuple[Span, Row]], text: str) -> Address:
    spans = {part: span for part, (span, _) in filled.items()}
    town = next((found for part in ("city", "postcode") if part in spans and (found := town_in(text, spans[part]))), None)
    return Address(
        page=block.page,
        first=next(iter(filled.values()))[1],
        name=spans.get("name"),
        street=spans.get("street"),
        postcode=town.postcode if town else spans.get("postcode"),
        city=town.city if town else spans.get("city"),
        prefix=town.prefix if town else None,
        countries=(spans["country"],) if "country" in spans else (),
        lines=tuple(spans[part] for part in spans if part not in ("name", "country")),
    )
