"""Text as it runs down a page: lines, tables among them, and what was taken out because nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assay.document import TableCell, Why
from ingest.readers.base import RawHidden, RawTable
from ingest.text.grid import cell_text
from ingest.text.layout import Cell, LaidTable, laid_out

_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True, eq=False)
class Flow:
    """The lines done, and the pieces of the one being written, with their spaces as they are where it is `verbatim`."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    verbatim: bool = False
    # The number of the line on which each table begins, and its cells.
    tables: list[tuple[int, tuple[TableCell, ...]]] = field(default_factory=list)
    has_table: bool = False

    def add(self, text: str) -> None:
        """Text in which white space only parts words."""
        self.pieces.append(text)

    def add_verbatim(self, text: str) -> None:
        """Text whose spaces and line ends are meant."""
        first, *others = text.split("\n")
        self.pieces.append(first)
        self.verbatim = True
        for line in others:
            self.lines.append("".join(self.pieces).rstrip())
            self.pieces = [line]

    def add_table(self, table: LaidTable) -> None:
        """A table below what is there."""
        self.end_line()
        self.has_table = True
        if table.text:
            if table.cells:
                self.tables.append((len(self.lines), table.cells))
            self.lines.extend(table.text.split("\n"))

    def add_flow(self, inner: Flow) -> None:
        """The lines and tables of another, below what is there."""
        self.end_line()
        self.has_table = self.has_table or inner.has_table
        self.tables.extend((len(self.lines) + line, cells) for line, cells in inner.tables)
        self.lines.extend(inner.lines)

    def end_line(self) -> None:
        """Begin a new line, unless this one is empty."""
        if not self.pieces:
            return
        joined = "".join(self.pieces)
        line = joined.rstrip() if self.verbatim else _SPACES.sub(" ", joined).strip()
        if line:
            self.lines.append(line)
        self.pieces, self.verbatim = [], False

    def trim(self) -> None:
        """End it, and drop the blank lines around it."""
        self.end_line()
        lines = self.lines
        while lines and not lines[-1]:
            lines.pop()
        if lines and not lines[0]:
            blank = next(number for number, line in enumerate(lines) if line)
            del lines[:blank]
            self.tables = [(line - blank, cells) for line, cells in self.tables]

    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def raw_tables(self) -> Iterator[RawTable]:
        """The tables, with their places in the text."""
        if not self.tables:
            return
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        for line_number, cells in self.tables:
            start = starts[line_number]
            yield RawTable(found_by="format", cells=tuple(replace(cell, span=cell.span.shifted(start)) for cell in cells))


class Place(NamedTuple):
    """Where a cell stands in a table: its row, and its number in the row."""

    row: int
    number: int


@dataclass(slots=True, eq=False, kw_only=True)
class TableFlow:
    """A table on its way: its cells row by row.

    One that holds other tables, or a cell of more than `longest_cell` characters, arranges a page and is read cell by cell.
    """

    places: bool = True  # whether anybody asks where the cells stand
    longest_cell: int | None = None
    arranges_page: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def add_row(self) -> None:
        """A row below the others."""
        self.rows.append([])

    def add(self, content: Flow, *, columns: int = 1, rows: int = 1) -> Place:
        """A cell at the end of the row, with a flow that is complete; where it stands."""
        text = cell_text(content.text())
        if not self.rows:
            self.add_row()
        self.flows.append(content)
        too_long = self.longest_cell is not None and len(text) > self.longest_cell
        self.arranges_page = self.arranges_page or too_long or content.has_table
        self.rows[-1].append(Cell(text, columns=columns, rows=rows))
        return Place(len(self.rows) - 1, len(self.rows[-1]) - 1)

    def heighten(self, place: Place) -> None:
        """Let a cell cover one row more."""
        cell = self.rows[place.row][place.number]
        self.rows[place.row][place.number] = replace(cell, rows=cell.rows + 1)

    def lay_into(self, flow: Flow) -> None:
        """The table's text, below what is there."""
        if self.arranges_page:
            for inner in self.flows:
                flow.add_flow(inner)
        else:
            flow.add_table(laid_out(self.rows, places=self.places))


@dataclass(slots=True, eq=False)
class Unseen:
    """The passages that nobody sees, in order; neighbours with one reason are one passage."""

    passages: list[tuple[Why, list[str]]] = field(default_factory=list)
    _ended: bool = True

    def add(self, why: Why, text: str) -> None:
        """Text at this place, hidden for this reason; blank text is none."""
        if not text or text.isspace():
            return
        if self._ended or self.passages[-1][0] != why:
            self.passages.append((why, []))
        self.passages[-1][1].append(text)
        self._ended = False

    def add_break(self) -> None:
        """What is added next stands on another line."""
        if not self._ended:
            self.passages[-1][1].append("\n")

    def end(self) -> None:
        """What is added next stands somewhere else."""
        self._ended = True

    def raw_hidden(self) -> tuple[RawHidden, ...]:
        """The passages as readers hand them over."""
        return tuple(RawHidden(why=why, text=_SPACES.sub(" ", "".join(pieces)).strip()) for why, pieces in self.passages)
