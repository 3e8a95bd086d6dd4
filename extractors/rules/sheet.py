"""A page with its labels: where each cell names a field.

A label counts only where it opens a phrase. `Date` names the day in `Date: 5 May` and in `No. 7, date: 5 May`, but not in
`Order date: 5 May`, which is a longer name. Two labels side by side (`Total VAT`, when only `Total` and `VAT` are known) are a name
that the schema does not know, and count for nothing. A row that heads a table's columns names no single values.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assay.document import Words
from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.stacked import Cells, Stack, stacks_in
from extractors.rules.vocabulary import Mark, Vocabulary

# What may stand before a label in its cell: bullets, numbers and a rate; the end of another phrase; a value.
_NO_WORDS = re.compile(r"(?:[^\w%]|\d+(?:[.,]\d+)?(?:\s*%)?)*")
_PHRASE_ENDS = re.compile(r"(?:[:;,|(/•·●>]|\s[–—-]|\d\S*(?:\s*(?:[€$£%]|[A-Z]{3}))?)\s*$")
# `Total incl. 19 % VAT` is a name of its own, `plus 19 % VAT` is not.
_INCLUDED = re.compile(r"(?i)\b(?:in[ck]l\w*|with|mit|compris\w*|avec|con|met|med|z|com)\b\W*[\d.,]+\s*%\s*$")
# Between two words of one name, the first of them perhaps shortened: `Rif. fattura`.
_JOINS = " .\t\u00a0"
_DIGIT = re.compile(r"\d")
_LEAST_HEADERS = 2
# A table with so many names of sums for each name that only a column has lists sums, not items.
_SUMS = 2
# Code points before a label that tell whether a phrase ends there.
NEAR = 40


# In line heights: more than a space between words, less than what parts cells.
APART = 0.5

Row = tuple[tuple[Mark, ...], ...]
"""The labels in each cell of one line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page; `marks[line][cell]` are the labels in that cell, left to right.

    A label of several lines stands in its last one; `begins` says on which line it begins.
    """

    lines: tuple[Line, ...]
    marks: tuple[Row, ...]
    begins: Mapping[Cells, int] = field(default_factory=dict)

    def within_label(self, line: int) -> bool:
        """Whether a label of several lines goes on below this one."""
        return any(first <= line < last for (last, _), first in self.begins.items())

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
    def first_line(self) -> int:
        """The number of the line on which the label begins: its own, but for a label of several lines."""
        return self.sheet.begins.get((self.line_number, self.cell_number), self.line_number)

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

    @property
    def column(self) -> Cell:
        """Where on the line the label stands: its cell, or with other labels in it, about its own part of the cell."""
        return self.cell if len(self.marks) == 1 else self.cell.part(self.mark.span)


def sheet_of(lines: tuple[Line, ...], text: str, vocabulary: Vocabulary, words: Words | None = None) -> Sheet:
    """A page with its labels; `text` is the whole document's, `words` the page's where it has any."""
    stacks = list(stacks_in(lines, text, vocabulary))
    found = list(_with_stacks([_row(line, text, vocabulary, words) for line in lines], stacks))
    rows = tuple(_without_headers(line, row, text) for line, row in zip(lines, found, strict=True))
    return Sheet(lines, rows, {stack.cells[-1]: stack.cells[0][0] for stack in stacks})


def _with_stacks(rows: list[Row], stacks: list[Stack]) -> Iterator[Row]:
    """The rows with the labels of several lines, instead of those that their pieces seemed to be."""
    pieces: dict[Cells, tuple[Mark, ...]] = {cell: () for stack in stacks for cell in stack.cells}
    pieces.update({stack.cells[-1]: (stack.mark,) for stack in stacks})
    for number, row in enumerate(rows):
        yield tuple(pieces.get((number, index), marks) for index, marks in enumerate(row)) if stacks else row


def places_by_field(sheets: Iterable[Sheet]) -> Mapping[str, list[Place]]:
    """The labels of each field that has any, in reading order."""
    places: dict[str, list[Place]] = {}
    for sheet in sheets:
        for place in sheet.places():
            for name in place.mark.fields:
                places.setdefault(name, []).append(place)
    return places


def _row(line: Line, text: str, vocabulary: Vocabulary, words: Words | None) -> Row:
    recognised = words is not None and words.confidences is not None
    found = (vocabulary.marks(text, cell.span, recognised=recognised) for cell in line.cells)
    return tuple(tuple(_phrases(text, cell.span, marks, words)) for cell, marks in zip(line.cells, found, strict=True))


def _phrases(text: str, cell: Span, marks: Iterable[Mark], words: Words | None) -> list[Mark]:
    """The marks that open a phrase."""
    kept: list[Mark] = []
    start = cell.start
    for mark in marks:
        before = text[start : mark.span.start]
        touches = start > cell.start and not before.strip(_JOINS) and not _apart(words, start, mark.span.start)
        if touches and kept and kept[-1].span.end == start:
            kept.pop()
        if not touches and _opens(before):
            kept.append(mark)
        start = mark.span.end
    return kept


def _apart(words: Words | None, end: int, start: int) -> bool:
    """Whether the word that ends at `end` stands clearly apart from the one that starts at `start`."""
    if words is None:
        return False
    left, right = bisect_left(words.ends, end), bisect_left(words.starts, start)
    if right >= len(words) or left + 1 != right:
        return False
    return words.lefts[right] - words.rights[left] > APART * (words.bottoms[left] - words.tops[left])


def _opens(before: str) -> bool:
    """Whether a phrase may begin after this text of the cell."""
    if _NO_WORDS.fullmatch(before):
        return True
    near = before[-NEAR:]
    return _PHRASE_ENDS.search(near) is not None and _INCLUDED.search(near) is None


def _without_headers(line: Line, row: Row, text: str) -> Row:
    """The row's marks that name single values: in a table's header row whatever may be a column is one."""
    if not any(mark.columns for marks in row for mark in marks):
        return row
    heading = [() if _answered(line, row, number, text) else marks for number, marks in enumerate(row)]
    heads_table = _heads_table([mark for marks in heading for mark in marks])
    return tuple(
        tuple(mark for mark in marks if mark.fields and not (heads_table and mark.columns and head))
        for marks, head in zip(row, heading, strict=True)
    )


def _answered(line: Line, row: Row, number: int, text: str) -> bool:
    """Whether a value follows in the label's cell or in the next: then it heads no column."""
    cell, marks = line.cells[number], row[number]
    if not marks:
        return False
    if _DIGIT.search(text, marks[-1].span.end, cell.span.end):
        return True
    following = number + 1
    if following == len(row) or row[following]:
        return False
    span = line.cells[following].span
    return _DIGIT.search(text, span.start, span.end) is not None


def _heads_table(marks: Iterable[Mark]) -> bool:
    """Whether at least two columns of one table are named, some by names that only columns have.

    In the header of a table of taxes (`Rate`, `Net`, `VAT`, `Total`) most names are sums', too.
    """
    heads = [mark for mark in marks if mark.columns]
    tables = Counter(name.rpartition(".")[0] for name in frozenset().union(*(mark.columns for mark in heads)))
    only = sum(not mark.fields for mark in heads)
    return max(tables.values(), default=0) >= _LEAST_HEADERS and len(heads) - only < _SUMS * only
