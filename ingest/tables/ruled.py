"""Tables that lines are drawn around: the lines' grid, cells that cover several fields of it, and the words in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.document import Words
from assay.geometry import Box
from ingest.readers.base import RawTable
from ingest.tables.cells import Slot, cells_of
from ingest.tables.rulings import Rulings, covers, crossing

_LEAST_SIDE = 2  # rows and columns of a table
_MOST_FIELDS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the lines stand, from the left and from the top, and which cell each field between them belongs to."""

    lefts: Sequence[float]
    tops: Sequence[float]
    slots: Mapping[tuple[int, int], Slot]

    def slot(self, across: float, down: float) -> Slot | None:
        """The cell around a place on the page."""
        return self.slots.get((bisect_right(self.tops, down) - 1, bisect_right(self.lefts, across) - 1))


def ruled_tables(words: Words, rulings: Rulings) -> Iterator[RawTable]:
    """The tables with words in at least two columns and at least two rows."""
    for group in crossing(rulings):
        grid = grid_of(group)
        if grid is not None:
            yield from _table(words, grid)


def grid_of(rulings: Rulings) -> Grid | None:
    """The grid of lines that cross; None where they make no table."""
    tops = sorted({ruling.at for ruling in rulings.lying})
    lefts = sorted({ruling.at for ruling in rulings.standing})
    rows, columns = len(tops) - 1, len(lefts) - 1
    if min(rows, columns) < _LEAST_SIDE or rows * columns > _MOST_FIELDS:
        return None
    slots: dict[tuple[int, int], Slot] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in slots:
                slot = _slot(rulings, tops, lefts, row, column)
                fields = ((row + down, column + across) for down in range(slot.rows) for across in range(slot.columns))
                slots.update((field, slot) for field in fields if field not in slots)
    return Grid(lefts=lefts, tops=tops, slots=slots)


def _slot(rulings: Rulings, tops: Sequence[float], lefts: Sequence[float], row: int, column: int) -> Slot:
    """The cell whose upper left field this is: it goes on to the next line that parts it from its neighbour."""
    down, across = (tops[row] + tops[row + 1]) / 2, (lefts[column] + lefts[column + 1]) / 2
    right = column + 1
    while right < len(lefts) - 1 and not covers(rulings.standing, lefts[right], down):
        right += 1
    bottom = row + 1
    while bottom < len(tops) - 1 and not covers(rulings.lying, tops[bottom], across):
        bottom += 1
    return Slot(row, column, bottom - row, right - column)


def _table(words: Words, grid: Grid) -> Iterator[RawTable]:
    slots = [(index, slot) for index, word in enumerate(words) if (slot := grid.slot(*_middle(word.box))) is not None]
    filled = {slot for _, slot in slots}
    if min(len({slot.column for slot in filled}), len({slot.row for slot in filled})) >= _LEAST_SIDE:
        box = Box(grid.lefts[0], grid.tops[0], grid.lefts[-1], grid.tops[-1])
        yield RawTable(found_by="lines", cells=tuple(cells_of(words, slots)), box=box)


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2
