"""Lines below a header -> rows: what belongs to one row, and what is no row at all.

A row begins with a line that has a value where the row before has one already. Lines of text alone go on with the row above them,
or with the row below where none is above. Sums end the rows, until a line comes that is filled like the rows before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.table.heading import Header
from extractors.rules.table.placing import Placed, placed
from extractors.rules.table.sums import Sums
from extractors.rules.table.wanted import Wanted

# Lines of one row stand as close as those of a paragraph, in line heights; what stands above its numbers must be nearer.
CLOSE = 1.3
CLOSE_ABOVE = 0.6
# So much more than the gap below a line is the gap above it where a row begins with the line.
WIDER = 0.25
# The numbers of one row stand in so many lines at most.
TALLEST = 4
# Share of the usual numbers of a row; what has fewer is a remark.
FEWEST_NUMBERS = 0.3
# A line of more cells is no row of a table.
MOST_CELLS = 100
# A heading of columns again, or of another table, has no digits and so many cells.
FEWEST_CELLS = 3
FEWEST_NAMES = 2

_DIGIT_OF_A_WORD = re.compile(r"\d\S*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell of a row and the line that it stands in; `number` counts the row's lines from 0."""

    number: int
    line: Line
    cell: Cell

    def lines(self, text: str) -> Iterator[Piece]:
        """The cell line by line: a cell of a table that the format gives may have several."""
        start, end = self.cell.span.start, self.cell.span.end
        for content in text[start:end].split("\n"):
            if content.strip():
                yield replace(self, cell=replace(self.cell, span=Span(start, start + len(content))))
            start += len(content) + 1


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line with its cells under their headings; `keys` are the headings that it has a number or a day for."""

    line: Line
    cells: tuple[Placed, ...]
    keys: frozenset[int]


@dataclass(slots=True)
class Row:
    """The cells of one row by the number of their heading, in reading order. `keys` are the headings with a number or day below them."""

    top: float
    bottom: float
    height: float
    lines: int = 0
    keys: set[int] = field(default_factory=set)
    cells: dict[int, list[Piece]] = field(default_factory=dict)
    key_line: int = 0

    def add(self, one: SetLine) -> None:
        """One more line."""
        self.lines += 1
        self.bottom, self.height = max(self.bottom, one.line.bottom), max(self.height, one.line.height)
        self.keys |= one.keys
        if one.keys:
            self.key_line = self.lines
        for heading, cell in one.cells:
            self.cells.setdefault(heading, []).append(Piece(self.lines - 1, one.line, cell))


class Rows:
    """Collects the rows below one header, line by line, over pages."""

    def __init__(self, header: Header, wanted: Wanted, sums: Sums) -> None:
        self._header, self._wanted, self._sums = header, wanted, sums
        named = {number: heading.columns for number, heading in enumerate(header.headings) if heading.columns}
        self._key_headings = frozenset(number for number, columns in named.items() if columns - wanted.free - wanted.codes)
        self._number_headings = frozenset(
            number for number in self._key_headings if named[number] - wanted.free - wanted.codes <= wanted.numbers
        )
        self._required = frozenset(number for number, columns in named.items() if columns & wanted.required)
        self._free = frozenset(number for number, columns in named.items() if columns & wanted.free) - self._key_headings
        self._codes = frozenset(number for number, columns in named.items() if columns & wanted.codes)
        self._rows: list[Row] = []
        self._open: Row | None = None
        self._tail: list[SetLine] = []
        self._stopped = False

    def read(self, lines: Iterable[Line], *, headed: bool) -> None:
        """The lines of one page. Where they are not `headed`, other things may stand before a row that is like the last one."""
        self._stopped = self._stopped or (bool(self._rows) and not headed)
        for line in (line for line in lines if len(line.cells) <= MOST_CELLS):
            if self._stopped and not self._may_resume(line):
                continue
            cells = tuple(placed(line, self._header, self._wanted))
            if cells:
                self._line(SetLine(line, cells, self._keys(cells)))
        self._close()

    def _may_resume(self, line: Line) -> bool:
        """A quick look behind the end of the table: whether the line has words with digits enough for the numbers of the last row."""
        needed = len(self._rows[-1].keys & self._number_headings)
        digits = 0
        for cell in line.cells:
            digits += len(_DIGIT_OF_A_WORD.findall(self._wanted.text, cell.span.start, cell.span.end))
            if digits >= needed:
                return True
        return False

    def found(self) -> list[Row]:
        """The rows that have what a row must have, where most rows have it, and not much less than the others."""
        rows = [row for row in self._rows if self._whole(row)]
        usual = sorted(len(row.keys) for row in rows)[len(rows) // 2] if rows else 0
        return [row for row in rows if len(row.keys) >= FEWEST_NUMBERS * usual]

    def _whole(self, row: Row) -> bool:
        """Whether it has what is required, and text or a code where the table has any."""
        if self._free and self._free.isdisjoint(row.cells) and self._codes.isdisjoint(row.cells):
            return False
        required_keys = self._required & self._key_headings
        return bool(row.keys or not self._key_headings) and required_keys <= row.keys and self._required <= row.keys | row.cells.keys()

    def _keys(self, cells: Iterable[Placed]) -> frozenset[int]:
        return frozenset(number for number, cell in cells if number in self._key_headings and self._has_value(number, cell))

    def _has_value(self, heading: int, cell: Cell) -> bool:
        columns = self._header.headings[heading].columns - self._wanted.free - self._wanted.codes
        return any(self._wanted.read(name, cell.span) for name in columns)

    def _line(self, one: SetLine) -> None:
        usual = len(self._rows[-1].keys) if self._rows else len(self._open.keys) if self._open else None
        if self._sums.is_sum(one.line, len(one.keys), usual) or self._heads_another(one):
            self._close()
            self._stopped = bool(self._rows)
        elif one.keys or not self._key_headings:
            if not self._stopped or self._like_the_last(one):
                self._stopped = False
                self._numbers(one)
        elif not self._stopped:
            self._tail.append(one)

    def _heads_another(self, one: SetLine) -> bool:
        """Whether the line looks like another table's header, which is no row and goes on with none."""
        if not self._rows and not self._open:
            return False
        if self._rows and self._rows[-1].keys <= one.keys:
            return False
        wordy = [cell for _, cell in one.cells if self._sums.has_letter(cell) and not self._sums.has_digit(cell)]
        if len(wordy) >= FEWEST_CELLS and len(wordy) == len(one.cells) and not one.keys:
            return True
        return sum(1 for cell in wordy if self._names_a_column(cell)) >= FEWEST_NAMES

    def _names_a_column(self, cell: Cell) -> bool:
        mark = self._wanted.headers.opening(self._wanted.text, cell.span)
        return mark is not None and mark.span == cell.span

    def _like_the_last(self, one: SetLine) -> bool:
        """Whether the line is filled like the row before, with text where text stands."""
        worded = not self._free or any(self._sums.has_letter(cell) for number, cell in one.cells if number in self._free)
        return worded and bool(self._rows) and self._rows[-1].keys <= one.keys

    def _numbers(self, one: SetLine) -> None:
        """A line with numbers goes on with the open row where that has none of them, else it begins a row."""
        row = self._open
        if row is None or self._repeats(row, one) or not self._goes_on(row, one):
            above = self._take_above(one)
            self._close()
            self._open = row = Row(one.line.top, one.line.bottom, one.line.height)
            self._tail = above
        self._take_tail(row)
        row.add(one)

    def _repeats(self, row: Row, one: SetLine) -> bool:
        """Whether the line has a number that the row has already; in a table without numbers, whether it fills the first column."""
        if self._key_headings:
            return not one.keys.isdisjoint(row.keys)
        return any(number == self._header.leftmost for number, _ in one.cells)

    def _goes_on(self, row: Row, one: SetLine) -> bool:
        """Whether the line stands close enough below the row's last line, and below its numbers."""
        last = self._tail[-1].line if self._tail else None
        bottom = last.bottom if last else row.bottom
        return one.line.top - bottom <= CLOSE * row.height and row.lines + len(self._tail) - row.key_line < TALLEST

    def _take_above(self, one: SetLine) -> list[SetLine]:
        """Takes the lines of text right above that belong to the numbers below rather than to the row above."""
        lines = [*self._tail, one]
        gaps = [below.line.top - above.line.bottom for above, below in pairwise(lines)]
        if not gaps or gaps[-1] > CLOSE_ABOVE * one.line.height:
            return []
        first = len(gaps) - 1
        while first > 0 and gaps[first - 1] <= gaps[-1] + WIDER * one.line.height:
            first -= 1
        before = lines[first].line.top - self._open.bottom if first == 0 and self._open else None
        if before is not None and before <= gaps[-1] + WIDER * one.line.height:
            return []
        above, self._tail = self._tail[first:], self._tail[:first]
        return above

    def _take_tail(self, row: Row) -> None:
        """Gives the row the lines of text below it, as far as they stand close."""
        for one in self._tail:
            if one.line.top - row.bottom > CLOSE * row.height:
                break
            row.add(one)
        self._tail = []

    def _close(self) -> None:
        if self._open is not None:
            self._take_tail(self._open)
            self._rows.append(self._open)
        self._open, self._tail = None, []
