"""Words on the displayed page: crop box and rotation applied, points from the top left."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress, count, repeat
from operator import gt, lt, sub
from typing import TypeAlias

from assay.document import Words
from ingest.pdf.characters import BOX_FLOATS, Handle, boxes
from ingest.pdf.printed import Printed

# Of a word: the floats of its first character's box, and those of its last one's.
WORD_FLOATS = 2 * BOX_FLOATS
_Range: TypeAlias = "tuple[array[float], array[float]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What of a page is displayed: its box in the page's own points, y upwards, and the quarter turns clockwise as 0 to 3."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    def shown(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of the page's own points (left, bottom, right, top) as displayed: left, top, right, bottom."""
        across, down = (array("f", [left]), array("f", [right])), (array("f", [bottom]), array("f", [top]))
        horizontal, vertical = _turned(self, across, down)
        return horizontal[0][0], vertical[0][0], horizontal[1][0], vertical[1][0]


def outer(text: Printed, text_page: Handle) -> array[float]:
    """The boxes of the first and the last character of each word, as `ingest.pdf.characters.boxes` has them."""
    # In pdfium's memory the two lie side by side: to ask for all firsts and then for all lasts takes a quarter longer.
    numbers = [0] * (2 * len(text.firsts))
    numbers[0::2], numbers[1::2] = text.firsts, text.lasts
    return boxes(text_page, numbers)


def placed(text: Printed, ends: array[float], view: View) -> Words:
    """The words, from the boxes of their first and last characters as `outer` has them."""
    horizontal, vertical = _turned(view, _across(ends), _down(ends))
    return Words(
        starts=array("l", text.starts),
        ends=array("l", text.ends),
        lefts=horizontal[0],
        tops=vertical[0],
        rights=horizontal[1],
        bottoms=vertical[1],
    )


def _turned(view: View, across: _Range, down: _Range) -> tuple[_Range, _Range]:
    if view.turns == 1:
        return _from(view.bottom, down), _from(view.left, across)
    if view.turns == 2:
        return _to(view.right, across), _from(view.bottom, down)
    if view.turns == 3:
        return _to(view.top, down), _to(view.right, across)
    return _from(view.left, across), _to(view.top, down)


def _across(ends: array[float]) -> _Range:
    """The words' extent from left to right."""
    lefts, rights = ends[0::WORD_FLOATS], ends[6::WORD_FLOATS]
    last_lefts = ends[4::WORD_FLOATS]
    # Words that run leftwards, or upside down.
    if any(map(gt, lefts, last_lefts)):
        return _with(lefts, last_lefts, gt), _with(rights, ends[2::WORD_FLOATS], lt)
    return lefts, rights


def _down(ends: array[float]) -> _Range:
    """The words' extent from bottom to top."""
    return _with(ends[3::WORD_FLOATS], ends[7::WORD_FLOATS], gt), _with(ends[5::WORD_FLOATS], ends[1::WORD_FLOATS], lt)


def _with(usual: array[float], other: array[float], off: Callable[[float, float], bool]) -> array[float]:
    """The usual edges, with the other one in the few places where the usual one is off."""
    if usual.tobytes() != other.tobytes():
        for place in compress(count(), map(off, usual, other)):
            usual[place] = other[place]
    return usual


def _from(edge: float, extent: _Range) -> _Range:
    """Distances from an edge that lies below the values."""
    if edge == 0:
        return extent
    lows, highs = extent
    return array("f", [*map(sub, lows, repeat(edge))]), array("f", [*map(sub, highs, repeat(edge))])


def _to(edge: float, extent: _Range) -> _Range:
    """Distances to an edge that lies above the values; the order turns round."""
    lows, highs = extent
    return array("f", [*map(sub, repeat(edge), highs)]), array("f", [*map(sub, repeat(edge), lows)])
