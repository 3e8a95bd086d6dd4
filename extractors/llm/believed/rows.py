"""Ground the rows of a table and the items of a list: each printed place is claimed once, row numbers stay dense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.llm.answer import Cell
from extractors.llm.believed.ground import Ground, Grounded
from schemas.schema import Field

Row = Mapping[str, Cell | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundedRow:
    """The cells of a row that were read again, by column, and the columns whose answer was dropped."""

    cells: Mapping[str, Grounded]
    dropped: tuple[str, ...]


def ground_rows(rows: Sequence[Row], table: Field, ground: Ground) -> Iterator[GroundedRow]:
    """The rows that stand in the text, in the order of the answer.

    A row of which nothing is found gives no cells; neither does one whose every cell was already read for an earlier row, or its line
    and its longest cell: one printed line is one row, however often a model repeats it, in however many overlapping chunks.
    """
    columns = {column.name: column for column in table.columns if not column.private}
    for row in rows:
        given = {name: cell for name, cell in row.items() if cell is not None and cell.value is not None and name in columns}
        line = _line_of(given, ground)
        again = line is not None and ground.is_read(line)
        cells, new = _cells(given, columns, ground, line)
        if line is not None:
            ground.lines.add(line)
        kept = cells if new and (not again or _longest(cells) in new) else {}
        yield GroundedRow(cells=kept, dropped=tuple(name for name in given if name not in kept))


def _cells(
    given: Mapping[str, Cell], columns: Mapping[str, Field], ground: Ground, line: Span | None
) -> tuple[dict[str, Grounded], set[str]]:
    """The cells of one row that were read again, and which of them stand where nothing was read before."""
    cells: dict[str, Grounded] = {}
    new: set[str] = set()
    for name, cell in given.items():
        one = ground.cell(cell, columns[name], near=line)
        if one is None:
            continue
        cells[name] = one
        if one.span is not None and one.span not in ground.taken:
            new.add(name)
            ground.taken.add(one.span)
    return cells, new


def _longest(cells: Mapping[str, Grounded]) -> str | None:
    """The column whose cell tells the row from others: a short one may be read on any line near by."""
    return max(cells, key=lambda name: len(cells[name].raw), default=None)


def ground_items(items: Sequence[Cell | None], wanted: Field, ground: Ground) -> Iterator[Grounded | None]:
    """Each item as the text has it; None for one that is not there, or that repeats a place already read."""
    for cell in items:
        if cell is None or cell.value is None:
            continue
        one = ground.cell(cell, wanted)
        repeated = one is not None and one.span in ground.taken
        if one is not None and one.span is not None:
            ground.taken.add(one.span)
        yield None if repeated else one


def _line_of(given: Mapping[str, Cell], ground: Ground) -> Span | None:
    """Where the row stands: the place of its longest quote, the next one when an earlier row stands on the first."""
    quoted = sorted(given.items(), key=lambda named: -len(named[1].quote or ""))
    for _, cell in quoted:
        first = hits = ground.hits(cell.quote or "")
        while hits:
            free = next((hit.span for hit in hits if not ground.is_read(hit.span)), None)
            if free is not None:
                return free
            hits = ground.hits(cell.quote or "", hits[-1].span.end)  # a long table may print the same line hundreds of times
        if first:
            return first[0].span
    return None
