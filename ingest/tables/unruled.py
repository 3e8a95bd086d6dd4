"""Tables without lines: rows of words whose gaps stand above each other.

A run of lines is a table as long as gaps of the first go through the next ones. A line that fills few of the columns, and
not the first, goes on with the row above it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assay.document import Words
from assay.geometry import union
from ingest.pdf.printed_lines import Line, lines_of
from ingest.readers.base import RawTable
from ingest.tables.cells import Slot, cells_of

_GAP = 0.8  # heights of a word: a wider gap may part columns
_APART = 3.0  # heights of a line: further down something else begins
_CLOSE = 1.6  # heights of a line: no further down is a line that goes on
_LEAST_GAP = 3.0  # points that stay open between columns
_KEPT = 0.6  # of the gaps: a line that closes more of them ends the table
_LEAST_ROWS = 3
_MOST_WORDS = 8  # in a cell on average: more is prose in columns

_Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring lines, and the gaps that go through all of them."""

    lines: tuple[Line, ...]
    gaps: tuple[_Range, ...]


def unruled_tables(words: Words, skipped: frozenset[int] = frozenset()) -> Iterator[RawTable]:
    """The tables among the words that are not to be skipped."""
    lines = lines_of(words, [index for index in range(len(words)) if index not in skipped])
    place = 0
    while place < len(lines):
        run = _run(words, lines[place:])
        table = _table(words, run)
        if table is not None:
            yield table
        place += len(run.lines) if table is not None else 1


def _run(words: Words, lines: Sequence[Line]) -> Run:
    """The lines from the first on that keep most of its gaps open."""
    gaps = _gaps(words, lines[0])
    taken = 1
    for above, line in pairwise(lines):
        left = tuple(open_ for gap in gaps if (open_ := _open(words, line, gap)) is not None)
        if not gaps or len(left) < len(gaps) * _KEPT or line.box.top - above.box.bottom > _APART * above.box.height:
            break
        gaps = left
        taken += 1
    return Run(lines=tuple(lines[:taken]), gaps=gaps)


def _gaps(words: Words, line: Line) -> tuple[_Range, ...]:
    """The gaps in a line that may part columns."""
    least = _GAP * median(words.bottoms[index] - words.tops[index] for index in line.words)
    between = ((words.rights[one], words.lefts[other]) for one, other in pairwise(line.words))
    return tuple((right, left) for right, left in between if left - right >= least)


def _open(words: Words, line: Line, gap: _Range) -> _Range | None:
    """What a line leaves of a gap: the part between the words that reach into it."""
    left, right = gap
    for index in line.words:
        middle = (words.lefts[index] + words.rights[index]) / 2
        if middle <= (gap[0] + gap[1]) / 2:
            left = max(left, min(words.rights[index], gap[1]))
        else:
            right = min(right, max(words.lefts[index], gap[0]))
    return (left, right) if right - left >= _LEAST_GAP else None


def _rivers(words: Words, run: Run) -> Iterator[_Range]:
    """Where no word of the run stands: the gaps that it began with, and others as wide that its first line did not show."""
    if not run.gaps:
        return
    taken = sorted((words.lefts[index], words.rights[index]) for line in run.lines for index in line.words)
    least = _GAP * median(line.box.height for line in run.lines)
    end = taken[0][1]
    for left, right in taken:
        known = any(end < (gap[0] + gap[1]) / 2 < left for gap in run.gaps)
        if left - end >= (_LEAST_GAP if known else least):
            yield end, left
        end = max(end, right)


def _table(words: Words, run: Run) -> RawTable | None:
    middles = [(left + right) / 2 for left, right in _rivers(words, run)]
    rows = [_columns(words, line, middles) for line in run.lines]
    if not middles or sum(len(set(columns)) > 1 for columns in rows) < _LEAST_ROWS:
        return None
    filled = sum(len(set(columns)) for columns in rows)
    if sum(map(len, rows)) > _MOST_WORDS * filled:
        return None
    slots: dict[int, Slot] = {}
    row = -1
    for number, (line, columns) in enumerate(zip(run.lines, rows, strict=True)):
        row += number == 0 or not _goes_on(run.lines[number - 1], line, columns, len(middles) + 1)
        slots.update((index, Slot(row, column)) for index, column in zip(line.words, columns, strict=True))
    return RawTable(
        found_by="gaps", cells=tuple(cells_of(words, sorted(slots.items(), key=_by_index))), box=union(line.box for line in run.lines)
    )


def _by_index(placed: tuple[int, Slot]) -> int:
    return placed[0]


def _columns(words: Words, line: Line, middles: Sequence[float]) -> list[int]:
    """The column of each word of the line."""
    return [bisect_right(middles, (words.lefts[index] + words.rights[index]) / 2) for index in line.words]


def _goes_on(above: Line, line: Line, columns: Sequence[int], count: int) -> bool:
    near = line.box.top - above.box.top <= _CLOSE * above.box.height
    return near and 0 not in columns and len(set(columns)) <= count / 2
