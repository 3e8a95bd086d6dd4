"""One sheet of a workbook: what its cells show, which of them are displayed, and which are merged.

What a sheet says about its own size is not believed: the cells are counted as they come.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.document import Why
from assay.errors import DocumentError
from ingest.office import Package, local_name
from ingest.spreadsheet.cell_range import CellRange, column_of, range_of
from ingest.spreadsheet.cell_value import value_of
from ingest.spreadsheet.workbook import Workbook, is_true, unescaped
from ingest.text.grid import Budget, cell_text
from ingest.text.layout import Cell

_ELEMENTS = ("sheetFormatPr", "col", "c", "row", "mergeCell", "conditionalFormatting", "tablePart", "oddHeader", "oddFooter")
_LAST_COLUMN = 16_384
_LONGEST_NUMBER = 10  # digits; Python refuses to read very long ones
# `&L`, `&C` and `&R` begin the left, middle and right of a header; the rest sets its type, or stands for what a printer knows.
_HEADER_PARTS = re.compile("&[LCR]")
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|[A-Za-z]|(&))')

Cells = dict[int, dict[int, Cell]]


@dataclass(slots=True, eq=False)
class Sheet:
    """Cells by row and column, both counted from 1. `unseen` holds what nobody sees, by the reason.

    `hidden_rows` are in order. `header` and `footer` are printed above and below. `without_value` counts the formulas that no program
    has calculated.
    """

    seen: Cells = field(default_factory=dict)
    unseen: dict[Why, Cells] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    header: str = ""
    footer: str = ""
    without_value: int = 0

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The displayed rows in order, numbered as if the hidden ones were not there."""
        return ((number - bisect_left(self.hidden_rows, number), row) for number, row in sorted(self.seen.items()))

    def put(self, row: int, column: int, cell: Cell, why: Why | None = None) -> bool:
        """Another cell, seen unless there is a reason; whether it is the first of its row."""
        rows = self.seen if why is None else self.unseen.setdefault(why, {})
        is_first = row not in rows
        rows.setdefault(row, {})[column] = cell
        return is_first

    def merge(self, merged: CellRange, numbers: Sequence[int]) -> None:
        """Give the range's first cell the range, and drop what it covers. `numbers` are the rows with text in the range."""
        for number in numbers:
            row = self.seen[number]
            for column in [column for column in row if merged.left <= column <= merged.right]:
                if (number, column) != (merged.top, merged.left):
                    del row[column]
        first = self.seen.get(merged.top, {}).get(merged.left)
        if first is not None:
            hidden = bisect_left(self.hidden_rows, merged.bottom + 1) - bisect_left(self.hidden_rows, merged.top)
            rows = merged.bottom - merged.top + 1 - hidden
            self.seen[merged.top][merged.left] = Cell(first.text, columns=merged.right - merged.left + 1, rows=rows)


def read_sheet(package: Package, part: str, book: Workbook, budget: Budget) -> Sheet:
    """The sheet in this part. Raises `DocumentError`: `too_large_uncompressed`, `too_complex`, `corrupt_document`."""
    reading = _Reading(book, budget)
    for element in package.elements(part, *_ELEMENTS):
        reading.take(local_name(element), element)
    return reading.done()


class _Reading:
    """A sheet while its elements come by, in the order of the file: columns, then rows of cells, then the rest."""

    def __init__(self, book: Workbook, budget: Budget) -> None:
        self._sheet = Sheet()
        self._book = book
        self._budget = budget
        self._row = 0
        self._column = 0
        self._in_row = False
        self._hidden = False
        self._hides_rows = False
        self._hidden_columns: set[int] = set()
        self._merged: list[CellRange] = []
        # Cells in the colour of their background, unless the sheet has colours that no style of a cell tells of.
        self._suspects: list[tuple[int, int]] = []
        self._is_coloured = False

    def take(self, name: str, element: Any) -> None:
        """The next element, as it ends."""
        if name == "c":
            self._cell(element)
        elif name == "row":
            # A row ends after its cells; one without any has not begun yet.
            self._begin_row(element)
            self._in_row = False
        elif name == "col":
            self._hide_columns(element)
        elif name == "sheetFormatPr":
            self._hides_rows = is_true(element.get("zeroHeight"))
        else:
            self._around_cells(name, element)

    def done(self) -> Sheet:
        """The sheet, once all of its elements have come by."""
        self._sheet.hidden_rows.sort()
        self._merge()
        for row, column in () if self._is_coloured else self._suspects:
            cell = self._sheet.seen.get(row, {}).pop(column, None)
            if cell is not None:
                self._sheet.put(row, column, cell, "same_colour")
        return self._sheet

    def _begin_row(self, row: Any) -> None:
        if self._in_row:
            return
        written = row.get("r", "")
        self._row = int(written) if _is_number(written) else self._row + 1
        self._column = 0
        self._in_row = True
        hidden, height = row.get("hidden"), row.get("ht")
        self._hidden = is_true(hidden) or height == "0" or (self._hides_rows and hidden is None and height is None)
        if self._hidden:
            self._sheet.hidden_rows.append(self._row)

    def _hide_columns(self, column: Any) -> None:
        first, last = column.get("min", ""), column.get("max", "")
        hidden = is_true(column.get("hidden")) or column.get("width") == "0"
        if hidden and _is_number(first) and _is_number(last):
            self._hidden_columns.update(range(int(first), min(int(last), _LAST_COLUMN) + 1))

    def _cell(self, cell: Any) -> None:
        self._begin_row(cell.getparent())
        self._column = column_of(cell.get("r", "")) or self._column + 1
        value, style = value_of(cell, self._book), cell.get("s", "0")
        self._sheet.without_value += not value.calculated
        shown = cell_text(value.shown(self._book.format_code(style), since_1904=self._book.since_1904)) if value.text else ""
        if shown:
            hidden = self._hidden or self._column in self._hidden_columns
            self._put(shown, "not_displayed" if hidden else self._book.unseen.get(style))
        elif value.text.strip() in ("", "0"):
            self._budget.cell("")
        else:
            # The format shows nothing; of a zero nobody wants to know.
            self._put(cell_text(value.text), "not_displayed")

    def _put(self, text: str, why: Why | None) -> None:
        self._budget.cell(text)
        if why == "same_colour":
            self._suspects.append((self._row, self._column))
            why = None
        if self._sheet.put(self._row, self._column, Cell(text), why):
            self._budget.row()

    def _around_cells(self, name: str, element: Any) -> None:
        if name == "mergeCell":
            merged = range_of(element.get("ref", ""))
            self._merged.extend([merged] if merged else [])
        elif name == "oddHeader":
            self._sheet.header = _printed(element.text or "")
        elif name == "oddFooter":
            self._sheet.footer = _printed(element.text or "")
        else:
            self._is_coloured = True

    def _merge(self) -> None:
        numbers = sorted(self._sheet.seen)
        looked_at = 0
        for merged in self._merged:
            first, last = bisect_left(numbers, merged.top), bisect_left(numbers, merged.bottom + 1)
            looked_at += last - first
            if looked_at > self._budget.limits.table_cells:
                raise DocumentError("too_complex", "The sheet merges far more cells than it has.")
            self._sheet.merge(merged, numbers[first:last])


def _printed(code: str) -> str:
    """A header or footer without the codes in it, its left, middle and right one below the other."""
    parts = (_HEADER_CODES.sub(lambda found: found[1] or "", part) for part in _HEADER_PARTS.split(code))
    return "\n".join(text for text in map(cell_text, map(unescaped, parts)) if text)


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) < _LONGEST_NUMBER
