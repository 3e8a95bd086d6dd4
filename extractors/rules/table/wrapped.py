"""Where a text of several lines in a column ends: its first lines are one text, what stands below is a note on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.rules.table.row import Piece, Row

# In line heights: lines of one text stand close, and begin at one place.
CLOSE = 0.6
ALIGNED = 1.0
SPACE = 0.25
# No column of text is so narrow, in code points.
SHORTEST_BROKEN = 9
# Lines that end about where the longest one ends were broken there, too.
NEARLY = 0.97

_OPEN_END = re.compile(
    r"(?:[-–‐,/&+(]|\b(?:und|and|et|y|e|en|i|mit|with|avec|con|für|for|pour|para|per|of|de|du|des|von|zur?|the|der|die|le|la|à))\s*$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\W*(?:[•·*–—>-]\s|[^\W\d_][\w .-]{0,30}\s?:)")
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How far the lines of a column reach.

    `limit` is the furthest end of a first line, `reaching` the number of different ones that end about there, `room` where the next
    column begins.
    """

    limit: float
    reaching: int
    room: float

    @classmethod
    def of(cls, rows: Iterable[Row], heading: int, text: str) -> Wrapping:
        """The wrapping of a heading's column."""
        rows = list(rows)
        firsts = [row.cells[heading][0].cell for row in rows if heading in row.cells]
        ends = {text[cell.span.start : cell.span.end]: cell.right for cell in firsts}
        limit = max(ends.values(), default=0.0)
        beyond = (pieces[0].cell.left for row in rows for number, pieces in row.cells.items() if number > heading)
        room = min((left for left in beyond if left > limit), default=limit)
        return cls(limit, sum(1 for end in ends.values() if end > NEARLY * limit), room)


def lines_of_text(pieces: Sequence[Piece], wrapping: Wrapping, text: str) -> int:
    """How many of the pieces are one text; at least one where there are any."""
    count = min(1, len(pieces))
    for above, below in pairwise(pieces):
        if not _goes_on(above, below, wrapping, text):
            break
        count += 1
    return count


def _goes_on(above: Piece, below: Piece, wrapping: Wrapping, text: str) -> bool:
    if below.number == above.number and below.cell.left > above.cell.left:
        return True
    height = above.line.height
    words = text[below.cell.span.start : below.cell.span.end]
    apart = below.line.top - above.line.bottom > CLOSE * height or abs(below.cell.left - above.cell.left) > ALIGNED * height
    if apart or _NOTE.match(words):
        return False
    if _OPEN_END.search(text, above.cell.span.start, above.cell.span.end) or words[:1].islower():
        return True
    return below.number > above.number and _would_not_fit(above, below, wrapping, text)


def _would_not_fit(above: Piece, below: Piece, wrapping: Wrapping, text: str) -> bool:
    """Whether the next word had no room. Where a line alone reaches furthest, the room is that up to the next column."""
    word = _FIRST_WORD.search(text, below.cell.span.start, below.cell.span.end)
    if word is None or len(above.cell.span) < SHORTEST_BROKEN:
        return False
    cell = below.cell
    width = (cell.right - cell.left) * len(word.group()) / max(1, len(cell.span))
    alone = above.cell.right >= wrapping.limit and wrapping.reaching < 2
    return above.cell.right + SPACE * above.line.height + width > (wrapping.room if alone else wrapping.limit)
