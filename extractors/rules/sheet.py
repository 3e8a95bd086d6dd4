"""A page with its labels: where each cell names a field.

A label counts only where it opens a phrase. `Date` names the day in `Date: 5 May` and in `No. 7, date: 5 May`, but not in
`Order date: 5 May`, which is a longer name. Two labels side by side (`Total VAT`, when only `Total` and `VAT` are known) are a name
that the schema does not know, and count for nothing. A row that heads a table's columns names no single values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.vocabulary import Mark, Vocabulary

# What may stand before a label in its cell: bullets, numbers and a rate; the end of another phrase; a value.
_NO_WORDS = re.compile(r"(?:[^\w%]|\d+(?:[.,]\d+)?(?:\s*%)?)*")
_PHRASE_ENDS = re.compile(r"(?:[:;,|(/•·●>]|\s[–—-]|\d\S*(?:\s*(?:[€$£%]|[A-Z]{3}))?)\s*$")
_LEAST_HEADERS = 2
# Code points before a label that tell whether a phrase ends there.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page; `marks[line][cell]` are the labels in that cell, left to right."""

    lines: tuple[Line, ...]
    marks: tuple[tuple[tuple[Mark, ...], ...], ...]

    def places(self) -> Iterator[Place]:
        """Every label of the page, in reading order."""
        for number, row in enumerate(self.marks):
            for column, marks in enumerate(row):
                yield from (Place(self, number, column, index) for index in range(len(marks)))


@dataclass(frozen=True, slots=True)
class Place:
    """A label on a sheet: the numbers of its line, its cell on that line, and itself in that cell."""

    sheet: Sheet
    line_number: int
    cell_number: int
    mark_number: int

    @property
    def line(self) -> Line:
        """The label's line."""
        return self.sheet.lines[self.line_number]

    @property
    def cell(self) -> Cell:
        """The label's cell."""
        return self.line.cells[self.cell_number]

    @property
    def mark(self) -> Mark:
        """The label."""
        return self.marks[self.mark_number]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All labels of the label's cell."""
        return self.sheet.marks[self.line_number][self.cell_number]


def sheets_of(pages: Iterable[tuple[Line, ...]], text: str, vocabulary: Vocabulary) -> tuple[Sheet, ...]:
    """The pages with their labels; `text` is the whole document's."""
    return tuple(_sheet(lines, text, vocabulary) for lines in pages)


def places_by_field(sheets: Iterable[Sheet]) -> Mapping[str, list[Place]]:
    """The labels of each field that has any, in reading order."""
    places: dict[str, list[Place]] = {}
    for sheet in sheets:
        for place in sheet.places():
            for name in place.mark.fields:
                places.setdefault(name, []).append(place)
    return places


def _sheet(lines: tuple[Line, ...], text: str, vocabulary: Vocabulary) -> Sheet:
    rows = (tuple(tuple(_phrases(text, cell.span, vocabulary.marks(text, cell.span))) for cell in line.cells) for line in lines)
    return Sheet(lines, tuple(_without_headers(row) for row in rows))


def _phrases(text: str, cell: Span, marks: Iterable[Mark]) -> list[Mark]:
    """The marks that open a phrase."""
    kept: list[Mark] = []
    start = cell.start
    for mark in marks:
        before = text[start : mark.span.start]
        touches = start > cell.start and not before.strip()
        if touches and kept and kept[-1].span.end == start:
            kept.pop()
        if not touches and (_NO_WORDS.fullmatch(before) or _PHRASE_ENDS.search(before[-NEAR:])):
            kept.append(mark)
        start = mark.span.end
    return kept


def _without_headers(row: tuple[tuple[Mark, ...], ...]) -> tuple[tuple[Mark, ...], ...]:
    """The row's marks that name single values: in a table's header row whatever may be a column is one."""
    columns = frozenset().union(*(mark.columns for marks in row for mark in marks))
    heads_table = _most_of_one_table(columns) >= _LEAST_HEADERS
    return tuple(tuple(mark for mark in marks if mark.fields and not (mark.columns and heads_table)) for marks in row)


def _most_of_one_table(columns: Iterable[str]) -> int:
    tables = Counter(name.rpartition(".")[0] for name in columns)
    return max(tables.values(), default=0)
