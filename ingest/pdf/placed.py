"""Words on the displayed page: crop box and rotation applied, points from the top left."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress, count, repeat
from operator import gt, lt, sub
from typing import TypeAlias

from assay.document import Words
from ingest.pdf.characters import BOX_FLOATS
from ingest.pdf.printed import Printed

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


def placed(text: Printed, firsts: array[float], lasts: array[float], view: View) -> Words:
    """The words, from the boxes of their first and last characters as `ingest.pdf.characters.boxes` has them."""
    horizontal, vertical = _turned(view, _across(firsts, lasts), _down(firsts, lasts))
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


def _across(firsts: array[float], lasts: array[float]) -> _Range:
    """The words' extent from left to right."""
    lefts, rights = firsts[0::BOX_FLOATS], lasts[2::BOX_FLOATS]
    last_lefts = lasts[0::BOX_FLOATS]
    # Words that run leftwards, or upside down.
    if any(map(gt, lefts, last_lefts)):
        return _with(lefts, last_lefts, gt), _with(rights, firsts[2::BOX_FLOATS], lt)
    return lefts, rights


def _down(firsts: array[float], lasts: array[float]) -> _Range:
    """The words' extent from bottom to top."""
    return _with(firsts[3::BOX_FLOATS], lasts[3::BOX_FLOATS], gt), _with(lasts[1::BOX_FLOATS], firsts[1::BOX_FLOATS], lt)


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
