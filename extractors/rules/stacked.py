"""Labels set over several lines, as in narrow columns: `Balance` above `Due`, `Date de` above `livraison`.

The lines of such a label stand in one column, close together and in one size, and together they are a label that the
schema knows. Only where at most one of the lines has a number right of it: two with numbers are two labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractors.rules.layout import Cell, Line
from extractors.rules.vocabulary import Mark, Vocabulary, label_key

Cells = tuple[int, int]
"""The number of a line and of a cell on it."""

# In line heights: lines of one label follow closely, with a value's line between them where the value is centred.
CLOSE = 0.8
MOST_LINES = 3
LINES_AHEAD = 2
# Lines of one size: the ratio of their heights, where one may hold a cell that stands half a line lower.
SAME_SIZE = 1.55
# A label is short, and a cell with more code points is no piece of one.
LONGEST_PIECE = 40

_DIGIT = re.compile(r"\d")
# What may follow a label's last word: a colon, or the currency of what it names.
_AFTER = re.compile(r"\s*(?:[(\[]?[A-Z]{3}[)\]]?)?\s*:?\s*$")


@dataclass(frozen=True, slots=True)
class Stack:
    """A label and the cells of its lines, from top to bottom."""

    mark: Mark
    cells: tuple[Cells, ...]


def stacks_in(lines: tuple[Line, ...], text: str, vocabulary: Vocabulary) -> Iterator[Stack]:
    """The labels of several lines on a page."""
    page = _Stacking(lines, text, vocabulary)
    taken: set[Cells] = set()
    for number, line in enumerate(lines):
        for index in range(len(line.cells)):
            stack = page.longest((number, index)) if (number, index) not in taken else None
            if stack:
                taken.update(stack.cells)
                yield stack


@dataclass(frozen=True, slots=True)
class _Stacking:
    lines: tuple[Line, ...]
    text: str
    vocabulary: Vocabulary

    def longest(self, first: Cells) -> Stack | None:
        """The longest label that begins with all of this cell and goes on below it."""
        key = self._key(first)
        if not key or key not in self.vocabulary.stems:
            return None
        cells, found = [first], None
        while len(cells) < MOST_LINES and (below := self._below(cells[-1])):
            cells.append(below)
            whole, more = self._key(below, last=True), self._key(below)
            found = (self._stack(tuple(cells), key + whole) if whole else None) or found
            key += more
            if not more or key not in self.vocabulary.stems:
                break
        return found

    def _stack(self, cells: tuple[Cells, ...], key: str) -> Stack | None:
        fields: Mapping[str, int] = self.vocabulary.fields.get(key, {})
        columns: frozenset[str] = self.vocabulary.columns.get(key, frozenset())
        if not (fields or columns) or sum(self._answered(cell) for cell in cells) > 1:
            return None
        return Stack(Mark(self._cell(cells[-1]).span, fields, columns), cells)

    def _cell(self, at: Cells) -> Cell:
        return self.lines[at[0]].cells[at[1]]

    def _key(self, at: Cells, *, last: bool = False) -> str:
        span = self._cell(at).span
        content = self.text[span.start : span.end] if len(span) <= LONGEST_PIECE else ""
        if _DIGIT.search(content):
            return ""
        return label_key(_AFTER.sub("", content) if last else content)

    def _below(self, above: Cells) -> Cells | None:
        """The cell in the same column on the next line that has one."""
        line, cell = self.lines[above[0]], self._cell(above)
        for number in range(above[0] + 1, min(len(self.lines), above[0] + 1 + LINES_AHEAD)):
            under = self.lines[number]
            if under.top - line.bottom > CLOSE * line.height:
                return None
            index = next((index for index, one in enumerate(under.cells) if one.left < cell.right and cell.left < one.right), None)
            if index is not None:
                return (number, index) if _one_size(line, under) else None
        return None

    def _answered(self, at: Cells) -> bool:
        """Whether a number follows in the next cell of the line."""
        cells = self.lines[at[0]].cells[at[1] + 1 : at[1] + 2]
        return any(_DIGIT.search(self.text, one.span.start, one.span.end) for one in cells)


def _one_size(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= SAME_SIZE * min(one.height, other.height)
