"""The pages on which a table may stand: as they are laid out, and each table that the format itself gives as a page of its own."""

from __future__ import annotations

from itertools import groupby

from assay.document import Table, TableCell
from extractors.rules.layout import COLUMN, Cell, Line
from extractors.rules.reading import Reading

Page = tuple[Line, ...]


def given_tables(reading: Reading) -> tuple[Page, ...]:
    """Tables of HTML, DOCX, XLSX and CSV, each as a page, for `Reading.once`. A row is a line one unit high."""
    return tuple(_page(table) for table in reading.document.tables if table.found_by == "format")


def _page(table: Table) -> Page:
    cells = sorted((cell for cell in table.cells if len(cell.span)), key=lambda cell: (cell.row, cell.column))
    rows = groupby(cells, key=lambda cell: cell.row)
    return tuple(Line(tuple(map(_cell, row)), float(number), number + 1.0) for number, row in rows)


def _cell(cell: TableCell) -> Cell:
    return Cell(cell.span, COLUMN * cell.column, COLUMN * (cell.column + cell.columns) - 1)
