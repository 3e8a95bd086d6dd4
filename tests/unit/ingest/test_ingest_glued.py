"""Where a word is two: at a change of kind, by a gap wider than the others."""

from __future__ import annotations

from array import array

import pytest

from ingest.pdf.glued import changes, gaps


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("88802Ecke", [5]),
        ("EUR12", [3]),
        ("ThirdParty", [5]),
        ("Straße12aÄrger", [6, 8, 9]),
        ("GmbH", [3]),
        ("TOTAL total 12 12.50", []),
        ("Привет12", []),  # letters beyond Latin-1 are not looked at
    ],
)
def test_a_change_of_kind_is_a_place_to_look(text: str, places: list[int]) -> None:
    assert changes(text) == places


def boxes(lefts: list[float], width: float = 6.0, height: float = 10.0) -> array[float]:
    return array("f", [edge for left in lefts for edge in (left, height, left + width, 0.0)])


@pytest.mark.parametrize(
    ("lefts", "places", "wide"),
    [
        ([0, 6, 12, 20, 26], [3], [3]),
        ([0, 6, 12, 19, 25], [3], []),  # a tenth of the height is kerning
        ([0, 8, 16, 24, 32], [3], []),  # spaced out
        ([0, 8, 14, 22, 28], [1, 3], [1, 3]),
        ([0, 8], [1], []),  # nothing to measure the gap against
        ([30, 24, 16, 10], [2], []),  # runs the other way
    ],
)
def test_a_gap_is_measured_against_those_of_its_own_word(lefts: list[float], places: list[int], wide: list[int]) -> None:
    assert gaps(boxes(lefts), places) == wide
