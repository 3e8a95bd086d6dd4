"""Words in reading order: rows from top to bottom, and columns of running text one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.ocr.base import SeenWord

_SHARED = 0.5  # of the lower one's height: what two words of one line have in common
_SMALL = 0.5  # of the line's height: a dash or an index does not say where its line is
_GAP = 1.2  # heights: a wider gap may be the one between two columns
_LEAST_ROWS = 5  # fewer lines side by side are no running text
_FULL = 0.7  # of its column's width: what a line of running text fills in the middle
_LEAST_WORDS = 4  # in a line of running text: cells of a table have fewer


def in_reading_order(words: Sequence[SeenWord]) -> tuple[SeenWord, ...]:
    """The words with `line` as they are read, lines counted from 0."""
    lines = [line for band in _bands(_rows(words)) for line in band]
    return tuple(replace(word, line=number) for number, line in enumerate(lines) for word in line)


_Row = list[SeenWord]


def _rows(words: Sequence[SeenWord]) -> list[_Row]:
    """The words of each row from left to right: one sweep from top to bottom, by the words' middles."""
    rows: list[_Row] = []
    top = bottom = 0.0
    for word in sorted(words, key=lambda word: (word.box[1] + word.box[3], word.box[0])):
        _, above, _, below = word.box
        if not rows or min(bottom, below) - max(top, above) < _SHARED * min(bottom - top, below - above):
            rows.append([])
            top, bottom = above, below
        elif _SMALL * (bottom - top) <= below - above < bottom - top:
            top, bottom = above, below
        rows[-1].append(word)
    return [sorted(row, key=lambda word: word.box[0]) for row in rows]


@dataclass(frozen=True, slots=True)
class _Gap:
    """White space between two words of a row, or between what all rows of a band leave free."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def shared(self, other: _Gap) -> _Gap:
        return _Gap(max(self.left, other.left), min(self.right, other.right))


def _bands(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows as lines to be read: those of a band with columns of running text column by column, the others as they stand."""
    first = 0
    while first < len(rows):
        last, gap = _widest_band(rows, first)
        if gap is None:
            yield [rows[first]]
        else:
            left = [[word for word in row if word.box[0] < gap.middle] for row in rows[first:last]]
            right = [[word for word in row if word.box[0] >= gap.middle] for row in rows[first:last]]
            for column in (left, right):
                yield from _bands([row for row in column if row])
        first = last


def _widest_band(rows: Sequence[_Row], first: int) -> tuple[int, _Gap | None]:
    """Where the longest band of two columns that begins with this row ends, and the gap between them; the next row where there is none."""
    best: tuple[int, _Gap | None] = (first + 1, None)
    for start in _gaps(rows[first]):
        gap, last = start, first + 1
        while last < len(rows) and (narrower := _left_free(rows[last], gap)) is not None:
            gap, last = narrower, last + 1
        if last > best[0] and _runs(rows[first:last], gap):
            best = (last, gap)
    return best


def _gaps(row: _Row) -> Iterator[_Gap]:
    for before, word in pairwise(row):
        if word.box[0] - before.box[2] > _GAP * _height(row):
            yield _Gap(before.box[2], word.box[0])


def _left_free(row: _Row, gap: _Gap) -> _Gap | None:
    """What the row leaves of the gap; None when that is too narrow, and where cells of a table stand beside it."""
    if _is_of_a_table(row, gap):
        return None
    ends = [word.box[2] for word in row if word.box[0] < gap.middle]
    starts = [word.box[0] for word in row if word.box[0] >= gap.middle]
    free = gap.shared(_Gap(max(ends, default=gap.left), min(starts, default=gap.right)))
    return free if free.right - free.left > _GAP / 2 * _height(row) else None


def _is_of_a_table(row: _Row, gap: _Gap) -> bool:
    """Whether the row has more gaps of the kind, or but a few words on each side."""
    left = sum(word.box[0] < gap.middle for word in row)
    return sum(1 for _ in _gaps(row)) > 1 or 0 < left < _LEAST_WORDS > len(row) - left > 0


def _height(row: _Row) -> float:
    return median(word.box[3] - word.box[1] for word in row)


def _runs(rows: Sequence[_Row], gap: _Gap) -> bool:
    """Whether running text stands on both sides of the gap."""
    sides = ([[word for word in row if (word.box[0] < gap.middle) is left] for row in rows] for left in (True, False))
    return all(_is_running_text([line for line in side if line]) for side in sides)


def _is_running_text(lines: Sequence[_Row]) -> bool:
    if len(lines) < _LEAST_ROWS:
        return False
    widths = [line[-1].box[2] - line[0].box[0] for line in lines]
    left, right = min(line[0].box[0] for line in lines), max(line[-1].box[2] for line in lines)
    return median(widths) >= _FULL * (right - left) and median(map(len, lines)) >= _LEAST_WORDS
