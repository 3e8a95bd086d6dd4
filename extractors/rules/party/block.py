"""Lines that stand together: cells under each other with one left edge, as an address is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assay.span import Span
from extractors.rules.layout import Cell, Line

# Edges of one block differ by less than a letter or two, in line heights.
ALIGNED = 0.8
# Between two lines of a block is at most one empty line's worth of paper less than a paragraph's, in line heights.
TOGETHER = 1.1
# More lines are running text or a list.
MOST_ROWS = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a block."""

    span: Span
    left: float
    top: float
    bottom: float


@dataclass(slots=True)
class Block:
    """Rows from top to bottom; `page` counts from 0, `number` of the first line counts from the page's top."""

    page: int
    number: int
    rows: list[Row] = field(default_factory=list)

    def takes(self, row: Row) -> bool:
        """Whether the row goes on with the block."""
        last = self.rows[-1]
        height = max(last.bottom - last.top, 1.0)
        return abs(row.left - last.left) <= ALIGNED * height and len(self.rows) < MOST_ROWS


def blocks_of(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """The blocks of the pages, in the order of their first lines."""
    return [block for number, lines in enumerate(pages) for block in _on_page(number, lines)]


def _on_page(page: int, lines: Sequence[Line]) -> Iterator[Block]:
    open_blocks: list[Block] = []
    for number, line in enumerate(lines):
        open_blocks = [block for block in open_blocks if _near(block, line)]
        for cell in line.cells:
            row = _row(line, cell)
            block = next((one for one in reversed(open_blocks) if one.takes(row)), None)
            if block is None:
                block = Block(page, number)
                open_blocks.append(block)
                yield block
            block.rows.append(row)


def _near(block: Block, line: Line) -> bool:
    return line.top - block.rows[-1].bottom <= TOGETHER * line.height


def _row(line: Line, cell: Cell) -> Row:
    return Row(cell.span, cell.left, line.top, line.bottom)
