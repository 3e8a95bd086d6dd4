"""Places and ranges as workbooks write them: `B7`, `A1:C2`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class CellRange:
    """Rows and columns counted from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


def column_of(place: str) -> int | None:
    """The column of a place; None for what is no place."""
    found = _PLACE.fullmatch(place)
    return _column(found[1]) if found else None


def range_of(reference: str) -> CellRange | None:
    """The range that a reference names; None for one that names none."""
    first, _, last = reference.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if start is None or end is None:
        return None
    found = CellRange(int(start[2]), _column(start[1]), int(end[2]), _column(end[1]))
    return found if found.top <= found.bottom and found.left <= found.right else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
