"""Cells by row and column to a page: what stands together is laid out together, as one table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.document import TableCell
from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.readers.base import Desk, RawPage, RawTable
from ingest.text.clean import clean
from ingest.text.layout import Cell, laid_grid

Row = Mapping[int, Cell]  # the cells with text, by column
_BETWEEN = "\n\n"
_CELLS_A_STEP = 10_000


def cell_text(text: str) -> str:
    """A cell's text fit to be laid out: clean, without white space around it and without tabs."""
    return (text if text.isprintable() else clean(text).replace("\t", " ")).strip()


@dataclass(slots=True, eq=False)
class Budget:
    """What a file's tables may still hold. Each method raises `DocumentError` `too_large_uncompressed` when that is spent."""

    limits: Limits
    progress: Callable[[], None]
    rows: int = 0
    cells: int = 0
    chars: int = 0

    def row(self) -> None:
        """One more row with text."""
        self.rows += 1
        if self.rows > self.limits.table_rows:
            raise DocumentError("too_large_uncompressed", f"The tables have more than {self.limits.table_rows:,} rows.")

    def cell(self, text: str) -> None:
        """One more cell, with or without text."""
        self.cells += 1
        self.chars += len(text)
        if self.cells % _CELLS_A_STEP == 0:
            self.progress()
        if self.cells > self.limits.table_cells:
            raise DocumentError("too_large_uncompressed", f"The tables have more than {self.limits.table_cells:,} cells.")
        if self.chars > self.limits.text_chars:
            raise DocumentError("too_large_uncompressed", f"The tables hold more than {self.limits.text_chars:,} characters.")


def page_of(rows: Iterable[tuple[int, Row]], desk: Desk, *, above: str = "", below: str = "") -> RawPage:
    """A page of numbered rows in order, between the texts above and below them.

    An empty row parts one table from the next; tables are named where they are wanted. Raises `DocumentError` `too_large_uncompressed`.
    """
    texts = [above] if above else []
    tables: list[RawTable] = []
    end = len(above) + len(_BETWEEN) if above else 0
    for run in _runs(rows):
        laid = laid_grid(_dense(run), places=desk.tables, start=end, at_most=desk.limits.text_chars, progress=desk.progress)
        if _is_table(laid.cells):
            tables.append(RawTable(found_by="format", cells=laid.cells))
        texts.append(laid.text)
        end += len(laid.text) + len(_BETWEEN)
        desk.progress()
    if below:
        texts.append(below)
    return RawPage(text=_BETWEEN.join(texts), tables=tuple(tables))


def _runs(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Rows that follow each other without an empty one between."""
    run: list[tuple[int, Row]] = []
    for number, row in rows:
        if not row:
            continue
        if run and number > run[-1][0] + 1:
            yield run
            run = []
        run.append((number, row))
    if run:
        yield run


def _dense(run: Sequence[tuple[int, Row]]) -> list[dict[int, Cell]]:
    """The rows without the columns that none of them uses, and spans that count what is left."""
    columns = sorted({column for _, row in run for column in row})
    places = {column: place for place, column in enumerate(columns)}
    numbers = [number for number, _ in run]
    return [{places[column]: _spanning(row[column], number, column, numbers, columns) for column in sorted(row)} for number, row in run]


def _spanning(cell: Cell, number: int, column: int, numbers: Sequence[int], columns: Sequence[int]) -> Cell:
    if cell.rows == cell.columns == 1:
        return cell
    return Cell(cell.text, columns=_within(columns, column, cell.columns), rows=_within(numbers, number, cell.rows))


def _within(used: Sequence[int], start: int, count: int) -> int:
    return bisect_left(used, start + count) - bisect_left(used, start)


def _is_table(cells: Sequence[TableCell]) -> bool:
    """At least two rows and two columns: less is a line or a list."""
    return any(cell.row for cell in cells) and any(cell.column for cell in cells)
