"""How a page is set: lines from top to bottom, each of cells from left to right, whatever the format.

Coordinates only serve to compare places on one page. Where words have boxes they are points. Elsewhere the page is
taken as typed: a line is one unit high, a character half a unit wide, and a tab jumps to the next column of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.document import Document, Page, Words
from assay.span import Span

# A space between words is about a quarter of the font's height, a wide one in justified text a half.
GAP = 0.8
# Two words stand on one line when they share at least half of the lower one's height.
SHARED = 0.5
# A word that is less than half as high as its line (an index, a dash) does not say where the line is.
SMALL = 0.5

CHARACTER = 0.5
COLUMN = 20.0

_TYPED_CELL = re.compile(r"[^\s]+(?:[^\S\t\n][^\s]+)*")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that belong together on one line; the span is contiguous in the document's text."""

    span: Span
    left: float
    right: float

    def part(self, span: Span) -> Cell:
        """A part of the cell, with its place as if all letters were equally wide."""
        width = (self.right - self.left) / max(1, len(self.span))
        left = self.left + width * (span.start - self.span.start)
        return Cell(span, left, left + width * len(span))


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, left to right; never empty."""

    cells: tuple[Cell, ...]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """The line's height in points, at least one: the measure for every distance around it. Broken fonts have none."""
        return max(self.bottom - self.top, 1.0)


def lay_out(document: Document) -> tuple[tuple[Line, ...], ...]:
    """The lines of each page that a person would see, in reading order; a part without pages counts as one page."""
    return tuple(lines_of(page, document.text) for page in visible_pages(document))


def visible_pages(document: Document) -> Iterator[Page]:
    """The pages that a person would see; a part without pages counts as one."""
    for part in document.visible_parts():
        yield from part.pages or (Page(number=1, span=part.span),)


def lines_of(page: Page, text: str) -> tuple[Line, ...]:
    """The lines of one page; `text` is the whole document's."""
    return tuple(_printed(page.words)) if page.words else tuple(_typed(page.span, text))


def _printed(words: Words) -> Iterator[Line]:
    for row in _rows(words):
        row.sort(key=words.lefts.__getitem__)
        top, bottom = min(map(words.tops.__getitem__, row)), max(map(words.bottoms.__getitem__, row))
        yield Line(tuple(_cells(words, row)), top, bottom)


def _rows(words: Words) -> Iterator[list[int]]:
    """Indexes of the words of each line: one sweep from top to bottom, by the words' middles."""
    order = sorted(range(len(words)), key=lambda index: (words.tops[index] + words.bottoms[index], words.lefts[index]))
    row: list[int] = []
    top = bottom = 0.0
    for index in order:
        above, below = words.tops[index], words.bottoms[index]
        if row and min(bottom, below) - max(top, above) < SHARED * min(bottom - top, below - above):
            yield row
            row = []
        if not row or SMALL * (bottom - top) <= below - above < bottom - top:
            top, bottom = above, below
        row.append(index)
    if row:
        yield row


def _cells(words: Words, row: list[int]) -> Iterator[Cell]:
    """A cell ends at a wide gap, and where the words do not follow each other in the text."""
    first = last = row[0]
    for index in row[1:]:
        height = words.bottoms[last] - words.tops[last]
        if index != last + 1 or words.lefts[index] - words.rights[last] > GAP * height:
            yield _cell(words, first, last)
            first = index
        last = index
    yield _cell(words, first, last)


def _cell(words: Words, first: int, last: int) -> Cell:
    return Cell(Span(words.starts[first], words.ends[last]), words.lefts[first], words.rights[last])


def _typed(span: Span, text: str) -> Iterator[Line]:
    start = span.start
    for number, content in enumerate(text[span.start : span.end].split("\n")):
        place = _by_tabs if "\t" in content else _by_characters
        cells = tuple(place(content, start))
        if cells:
            yield Line(cells, float(number), number + 1.0)
        start += len(content) + 1


def _by_characters(content: str, start: int) -> Iterator[Cell]:
    for match in _TYPED_CELL.finditer(content):
        yield Cell(Span(start + match.start(), start + match.end()), CHARACTER * match.start(), CHARACTER * match.end())


def _by_tabs(content: str, start: int) -> Iterator[Cell]:
    """Cells of a table row: the n-th cell stands in the n-th column, however long the cells before it are."""
    for column, piece in enumerate(content.split("\t")):
        for match in _TYPED_CELL.finditer(piece):
            left = COLUMN * column + min(COLUMN - 1, CHARACTER * match.start())
            right = COLUMN * (column + 1) - CHARACTER
            yield Cell(Span(start + match.start(), start + match.end()), left, right)
        start += len(piece) + 1
