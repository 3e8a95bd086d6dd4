"""Prose in two columns whose lines the file holds row by row: the columns are read one after the other.

Only where nothing else can be meant: many lines in a row with one gap each at the same place, several words on both sides of it, and
the text running across it. What stands beside each other in forms and tables is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, repeat
from operator import ge, sub
from statistics import fmean, median

from assay.document import Words
from ingest.pdf.order import gap_before, ordered
from ingest.pdf.printed_lines import Line, lines_of
from ingest.readers.base import RawPage

_GUTTER = 9.0  # points between columns at least
_LEAST_WORDS = 150  # on a page with two columns of prose
_SAMPLED = 7  # every seventh word is looked at first
_RARE = 40  # one in so many has a wide gap before it where there are columns
_LEAST_LOOKS = 3
_MARGIN = 0.25  # of the page's width: nearer to its edge are the numbers of paragraphs
_NEAR = 40.0  # points between the gaps of columns whose lines end at different places
_LEAST_LINES = 10
_LEAST_PER_SIDE = 4.0  # words of a line on either side
_SHARE = 0.8  # of the lines between the first and the last that have the gap, and of those that are read across it


def by_columns(page: RawPage) -> RawPage:
    """The page with interleaved columns one after the other; the same page where there are none."""
    words = page.words
    if words is None or len(words) < _LEAST_WORDS or not _may_have_columns(words, page.width or 0.0):
        return page
    lines = lines_of(words, range(len(words)))
    place = _gutter(words, lines)
    band = None if place is None else _band(words, lines, place)
    if place is None or band is None:
        return page
    return _reordered(page, words, lines, band, place)


def _may_have_columns(words: Words, width: float) -> bool:
    """A few looks, since most pages have none: wide gaps inside of lines."""
    rights, lefts = words.rights[::_SAMPLED], words.lefts[1::_SAMPLED]
    wide = compress(zip(rights, lefts, strict=False), map(ge, map(sub, lefts, rights), repeat(_GUTTER)))
    places = [(right + left) / 2 for right, left in wide]
    if len(places) * _RARE < len(lefts) or len(places) < _LEAST_LOOKS:
        return False
    usual = median(places)
    if not _MARGIN * width < usual < (1 - _MARGIN) * width:
        return False
    return sum(abs(place - usual) < _NEAR for place in places) >= _SHARE * len(places)


def _is_wide(words: Words, one: int, other: int) -> bool:
    same_line = words.tops[one] < words.bottoms[other] and words.tops[other] < words.bottoms[one]
    return bool(same_line and words.lefts[other] - words.rights[one] >= _GUTTER)


def _gutter(words: Words, lines: Sequence[Line]) -> float | None:
    """The place, from the left, that most of the wide gaps between words share."""
    gaps = [(words.rights[one], words.lefts[other]) for line in lines for one, other in pairwise(line.words) if _is_wide(words, one, other)]
    middles = [(left + right) / 2 for left, right in gaps]
    return max(middles, key=lambda place: sum(left < place < right for left, right in gaps), default=None)


@dataclass(frozen=True, slots=True)
class Band:
    """The lines of the columns, from the first to before the end."""

    start: int
    end: int


def _band(words: Words, lines: Sequence[Line], place: float) -> Band | None:
    parted = [number for number, line in enumerate(lines) if _is_prose(words, line, place)]
    if len(parted) < _LEAST_LINES:
        return None
    start, end = parted[0], parted[-1] + 1
    sides = [_sides(words, lines[number], place) for number in parted]
    across = sum(max(left) + 1 == min(right) for left, right in sides)
    few = min(fmean(len(left) for left, _ in sides), fmean(len(right) for _, right in sides)) < _LEAST_PER_SIDE
    if few or len(parted) < _SHARE * (end - start) or across < _SHARE * len(parted):
        return None
    return Band(start, end)


def _is_prose(words: Words, line: Line, place: float) -> bool:
    """Whether the line has its one wide gap at that place."""
    wide = [(one, other) for one, other in pairwise(line.words) if _is_wide(words, one, other)]
    return len(wide) == 1 and words.rights[wide[0][0]] < place < words.lefts[wide[0][1]]


def _sides(words: Words, line: Line, place: float) -> tuple[list[int], list[int]]:
    left = [index for index in line.words if words.rights[index] <= place]
    return left, [index for index in line.words if words.rights[index] > place]


def _reordered(page: RawPage, words: Words, lines: Sequence[Line], band: Band, place: float) -> RawPage:
    """The words above the columns and below as they were, and between them one column after the other."""
    inside = lines[band.start : band.end]
    sides = [_sides(words, line, place) for line in inside]
    columns = [line for side in (0, 1) for line in (pair[side] for pair in sides) if line]
    moved = {index for line in columns for index in line}
    above = {index for line in lines[: band.start] for index in line.words}
    runs = [[index for index in range(len(words)) if index in above], *columns]
    below = [index for index in range(len(words)) if index not in moved and index not in above]
    order = [index for run in (*runs, below) for index in run]
    begins = {run[0] for run in (*columns, below) if run}
    between = ["\n" if index in begins else gap_before(page.text, words, index) for index in order]
    between[0] = ""
    return ordered(page, words, order, between)
