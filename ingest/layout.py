"""Tables as text: cells padded to common starts, so that a value stands below its header by character column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

_BETWEEN = 2  # spaces at least between two cells
_WIDEST = 100  # a longer cell runs on and does not push the whole column


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, of one or more lines, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def table_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """The rows as lines; a row has as many lines as its tallest cell. Rows without text are left out."""
    grid = [row for row in _grid(rows) if any(cell.text for cell in row.values())]
    starts = _starts(grid)
    return [line for row in grid for line in _lines(row, starts)]


def tabbed(text: str) -> str:
    """The text with each run of lines that hold tabs laid out as a table."""
    laid: list[str] = []
    for has_tabs, group in groupby(text.split("\n"), key=lambda line: "\t" in line):
        lines = list(group)
        laid.extend(table_lines([[Cell(cell) for cell in line.split("\t")] for line in lines]) if has_tabs else lines)
    return "\n".join(laid)


def _grid(rows: Iterable[Sequence[Cell]]) -> list[dict[int, Cell]]:
    """Each row's cells by the column that they start in; columns that a taller cell covers stay free."""
    grid: list[dict[int, Cell]] = []
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
        grid.append(placed)
    return grid


def _covered(covered: dict[int, int], placed: dict[int, Cell]) -> dict[int, int]:
    """How many of the rows to come are covered, by column, once this row is placed."""
    left = {column: rows - 1 for column, rows in covered.items() if rows > 1}
    for start, cell in placed.items():
        if cell.rows > 1:
            left.update(dict.fromkeys(range(start, start + cell.columns), cell.rows - 1))
    return left


def _starts(grid: list[dict[int, Cell]]) -> list[int]:
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


def _lines(row: dict[int, Cell], starts: list[int]) -> Iterator[str]:
    columns = [column for column, cell in row.items() if cell.text]
    for pieces in zip_longest(*(row[column].text.split("\n") for column in columns), fillvalue=""):
        line = ""
        for column, piece in zip(columns, pieces, strict=True):
            if piece:
                # After a cell that ran on, the next one still stands apart.
                line = line.ljust(max(starts[column], len(line) + _BETWEEN if line else 0)) + piece
        yield line.rstrip()
