"""Labels and values whose places on a printed page tell more than their lines do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assay.document import Document
from tests.unit.extractors_rules.pages import Spot, found_in, page_of, schema_of

FIELDS = schema_of("total: {type: money, labels: [Amount due]}\nno: {type: code, labels: [Invoice No]}\nday: {type: date, labels: [Date]}")

Place = tuple[str, float, float]
"""Words, and where they begin: points from the left and from the top."""


def page(*places: Place) -> Document:
    """Words of 5 points a character and 10 points high, in this order in the text; two spaces are set as wide as one and a half."""
    text, spots = "", list[Spot]()
    for content, left, top in places:
        offset = 0.0
        for found in re.finditer(r"(\s*)(\S+)", content):
            offset += 3.0 * len(found.group(1))
            start, width = len(text) + found.start(2), 5.0 * len(found.group(2))
            spots.append((start, start + len(found.group(2)), left + offset, top, left + offset + width, top + 10))
            offset += width
        text += content + "\n"
    return page_of(text, spots)


def values(document: Document) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for candidate in found_in(document, FIELDS):
        found.setdefault(candidate.path, []).append(candidate.raw)
    return found


def test_a_value_is_centred_on_a_label_of_two_lines() -> None:
    document = page(("Amount", 50, 100), ("due (EUR)", 50, 112), ("1,190.00", 300, 106))
    assert values(document) == {"/total": ["1,190.00"]}


def test_a_label_is_centred_on_a_value_and_its_currency() -> None:
    document = page(("Amount due", 50, 106), ("1,190.00", 300, 100), ("€", 330, 112))
    assert values(document) == {"/total": ["1,190.00"]}


def test_a_value_on_the_next_line_is_not_beside_the_label() -> None:
    assert values(page(("Amount due", 50, 100), ("1,190.00", 300, 112))) == {}


def test_a_value_beside_another_label_is_that_ones() -> None:
    document = page(("Amount due", 50, 100), ("Date", 50, 107), ("2024-03-12", 300, 107))
    assert values(document) == {"/day": ["2024-03-12"]}


def test_two_labels_that_stand_clearly_apart_are_two() -> None:
    strip = page(("Invoice No  Date", 50, 100), ("4711", 50, 112), ("2024-03-12", 106, 112))
    assert values(strip) == {"/no": ["4711"], "/day": ["2024-03-12"]}


def test_two_labels_side_by_side_are_a_longer_name() -> None:
    assert values(page(("Invoice No Date", 50, 100), ("4711", 50, 112), ("2024-03-12", 106, 112))) == {}
