"""Lines that stand together: cells under each other with one edge, as an address is set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.party.heading import Part, Role, announced

# Edges of one block differ by less than a letter or two, in line heights.
ALIGNED = 0.8
# Some set an empty line between the street and the town, or under the name, in line heights.
LOOSE = 2.2
# Within an address is less paper than between paragraphs, in line heights: in typed text a paragraph ends at a gap of 1.
TOGETHER = 0.9
# More lines are running text or a list.
MOST_ROWS = 40

# An address is of words and codes; amounts and signs between them are passed over.
_WORD_OR_CODE = re.compile(r"[^\W\d_]{2}|[^\W\d_]\.|\d{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a block: what stands in it behind a heading, and where.

    `role` is whose address the heading announces, `part` which part of it a label does; `beside` is the cell to its right.
    `outer` is where the heading begins, `left` where the rest does.
    """

    span: Span
    left: float
    outer: float
    right: float
    top: float
    bottom: float
    role: Role | None = None
    part: Part | None = None
    beside: Cell | None = None

    @property
    def height(self) -> float:
        """At least one: the measure for every distance around it."""
        return max(self.bottom - self.top, 1.0)

    def gap(self, below: Row) -> float:
        """How much empty paper is between the two, in line heights."""
        return (below.top - self.bottom) / self.height


@dataclass(slots=True)
class Block:
    """Rows from top to bottom; `page` counts from 0."""

    page: int
    rows: list[Row] = field(default_factory=list)

    def takes(self, row: Row) -> bool:
        """Whether the row goes on with the block: it begins where a row of it does, or ends or is centred so."""
        if len(self.rows) >= MOST_ROWS or (last := self.rows[-1]).top == row.top:
            return False
        near = ALIGNED * last.height
        return (
            abs(row.left - last.left) <= near
            or abs(row.left - last.outer) <= near
            or abs(row.outer - last.outer) <= near
            or abs(row.right - last.right) <= near
            or abs(row.left + row.right - last.left - last.right) <= near
        )


def blocks_of(pages: Sequence[Sequence[Line]], text: str) -> list[Block]:
    """The blocks of the pages, in the order of their first lines."""
    return [block for number, lines in enumerate(pages) for block in _on_page(number, lines, text)]


def _on_page(page: int, lines: Sequence[Line], text: str) -> Iterator[Block]:
    open_blocks: list[Block] = []
    for line in lines:
        open_blocks = [block for block in open_blocks if line.top - block.rows[-1].bottom <= LOOSE * line.height]
        for cell, beside in zip(line.cells, (*line.cells[1:], None), strict=True):
            if not _WORD_OR_CODE.search(text, cell.span.start, cell.span.end):
                continue
            row = _row(line, cell, beside, text)
            block = _nearest(row, open_blocks)
            if block is None:
                block = Block(page)
                open_blocks.append(block)
                yield block
            block.rows.append(row)


def _nearest(row: Row, blocks: Sequence[Block]) -> Block | None:
    """The block that the row goes on with; one with the same left edge before others."""
    taking = [block for block in blocks if block.takes(row)]
    return min(taking, key=lambda block: abs(block.rows[-1].left - row.left), default=None)


def _row(line: Line, cell: Cell, beside: Cell | None, text: str) -> Row:
    found = announced(text[cell.span.start : cell.span.end])
    content = cell.part(Span(cell.span.start + found.length, cell.span.end)) if found.length else cell
    return Row(
        span=content.span,
        left=content.left if len(content.span) else cell.left,
        outer=cell.left,
        right=cell.right,
        top=line.top,
        bottom=line.bottom,
        role=found.role,
        part=found.part,
        beside=beside,
    )
