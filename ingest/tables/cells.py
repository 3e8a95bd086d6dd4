"""From words that were given their row and column to the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assay.document import TableCell, Words
from assay.span import Span


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a cell in its table."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


def cells_of(words: Words, slots: Iterable[tuple[int, Slot]]) -> Iterator[TableCell]:
    """The cells in text order. `slots` has the indices of words in text order and where each belongs.

    Words of one cell between which others stand in the text become one `TableCell` a run: a span holds the text of no other cell.
    """
    runs = groupby(enumerate(slots), key=lambda one: (one[1][1], one[1][0] - one[0]))
    for (slot, _), run in runs:
        indices = [index for _, (index, _) in run]
        yield TableCell(
            span=Span(words.starts[indices[0]], words.ends[indices[-1]]),
            row=slot.row,
            column=slot.column,
            rows=slot.rows,
            columns=slot.columns,
        )
