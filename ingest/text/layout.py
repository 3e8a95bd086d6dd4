"""Tables as text: cells padded to common starts, so that a value stands below its header by character column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from assay.document import TableCell
from assay.errors import DocumentError
from assay.span import Span
from ingest.limits import DEFAULT_LIMITS
from ingest.readers.base import no_progress

_BETWEEN = 2  # spaces at least between two cells
_TOLD_EVERY = 2_000  # rows
_WIDEST = 100  # a longer cell runs on and does not push the whole column


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, of one or more lines, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A table as text, and where its cells stand in it; spans count from the text's start.

    A cell whose lines stand beside those of others is one `TableCell` a line, all of the same row and column: a span holds the
    text of no other cell.
    """

    text: str
    cells: tuple[TableCell, ...]


def laid_out(rows: Iterable[Sequence[Cell]], *, places: bool = True) -> LaidTable:
    """The rows as text; a row has as many lines as its tallest cell. Rows without text are counted and left out of the text."""
    return laid_grid(_grid(rows), places=places)


def laid_grid(
    grid: Iterable[Mapping[int, Cell]],
    *,
    places: bool = True,
    start: int = 0,
    at_most: int = DEFAULT_LIMITS.text_chars,
    progress: Callable[[], None] = no_progress,
) -> LaidTable:
    """As `laid_out`, of rows that hold their cells by column; without the `cells` where their `places` are not wanted.

    Spans count from where the text is `start` characters into another. Raises `DocumentError` `too_large_uncompressed` where padding
    would make that one longer than `at_most`.
    """
    filled = [(number, row) for number, row in enumerate(grid) if any(cell.text for cell in row.values())]
    starts = _starts([row for _, row in filled])
    lines: list[str] = []
    cells: list[TableCell] = []
    end = start
    for number, row in filled:
        if number % _TOLD_EVERY == 0:
            progress()
        for line, spans in _lines(row, starts):
            if places:
                cells.extend(_placed(row[column], number, column, Span(end + first, end + last)) for column, first, last in spans)
            lines.append(line)
            end += len(line) + 1
            if end > at_most + 1:
                raise DocumentError("too_large_uncompressed", f"Laid out in columns, the tables have more than {at_most:,} characters.")
    return LaidTable("\n".join(lines), tuple(cells))


def _placed(cell: Cell, row: int, column: int, span: Span) -> TableCell:
    return TableCell(span=span, row=row, column=column, rows=cell.rows, columns=cell.columns)


def tabbed(text: str) -> str:
    """The text with each run of lines that hold tabs laid out as a table."""
    if "\t" not in text:
        return text
    laid: list[str] = []
    for has_tabs, group in groupby(text.split("\n"), key=lambda line: "\t" in line):
        lines = list(group)
        laid.extend(_columns(lines) if has_tabs else lines)
    return "\n".join(laid)


def _columns(lines: Sequence[str]) -> list[str]:
    text = laid_out(([Cell(cell) for cell in line.split("\t")] for line in lines), places=False).text
    return [text] if text else []


def _grid(rows: Iterable[Sequence[Cell]]) -> Iterator[dict[int, Cell]]:
    """Each row's cells by the column that they start in; columns that a taller cell covers stay free."""
    covered: dict[int, int] = {}
    for row in rows:
        placed: dict[int, Cell] = {}
        column = 0
        for cell in row:
            while covered.get(column, 0) > 0:
                column += 1
            placed[column] = cell
            column += cell.columns
        covered = _covered(covered, placed)
        yield placed


def _covered(covered: dict[int, int], placed: dict[int, Cell]) -> dict[int, int]:
    """How many of the rows to come are covered, by column, once this row is placed."""
    left = {column: rows - 1 for column, rows in covered.items() if rows > 1}
    for start, cell in placed.items():
        if cell.rows > 1:
            left.update(dict.fromkeys(range(start, start + cell.columns), cell.rows - 1))
    return left


def _starts(grid: Sequence[Mapping[int, Cell]]) -> list[int]:
    """Where each column starts, in characters."""
    widths: dict[int, int] = {}
    for row in grid:
        for column, cell in row.items():
            width = max(map(len, cell.text.split("\n")))
            if cell.columns == 1 and width <= _WIDEST:
                widths[column] = max(width, widths.get(column, 0))
    starts = [0]
    for column in range(max((column for row in grid for column in row), default=0)):
        # A column without text of its own takes no room.
        width = widths.get(column, 0)
        starts.append(starts[-1] + (width + _BETWEEN if width else 0))
    return starts


def _lines(row: Mapping[int, Cell], starts: list[int]) -> Iterator[tuple[str, list[tuple[int, int, int]]]]:
    """The lines of a row, and in each the columns of its cells with the start and end of their text."""
    columns = [column for column, cell in row.items() if cell.text]
    for pieces in zip_longest(*(row[column].text.split("\n") for column in columns), fillvalue=""):
        line, places = "", []
        for column, piece in zip(columns, pieces, strict=True):
            if piece.strip():
                # After a cell that ran on, the next one still stands apart.
                line = line.ljust(max(starts[column], len(line) + _BETWEEN if line else 0)) + piece
                places.append((column, len(line) - len(piece.lstrip()), len(line.rstrip())))
        yield line.rstrip(), places
