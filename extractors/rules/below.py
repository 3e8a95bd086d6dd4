"""The value below a label: on the next line in the label's column, or, of a column of amounts, its sum."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from assay.span import Span
from assay.value import Money
from extractors.rules.hit import Hit
from extractors.rules.layout import Cell, Line
from extractors.rules.sheet import Place, Sheet
from extractors.rules.sought import LONGEST_CELL, Sought

# Distances in line heights.
FARTHEST_BELOW = 2.5
# The lines of one header follow closely; a blank line ends it.
CLOSE = 0.8

# Tax breakdowns have a handful of rows; a longer column is a table of items.
LONGEST_COLUMN = 12
# In widths of the label: the lines of a header are about as wide as each other.
WIDEST_HEADER = 2.5
# A sum of rounded amounts.
CENTS = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Below:
    """A hit below its label, so many line heights away; `sums` says that it is the sum of the numbers between."""

    hit: Hit
    distance: float
    sums: bool = False


def read_below(sought: Sought, place: Place, *, wanted: bool = False) -> Below | None:
    """The value below the label; `wanted` says that the schema asks for this place, so that a header's column is no obstacle."""
    if not _alone(sought, place):
        return None
    if sought.number:
        return _of_numbers(sought, place, wanted)
    under = next(_column_below(place.sheet, place.line_number, place.column), None)
    return _read(sought, place, under) if under else None


def _alone(sought: Sought, place: Place) -> bool:
    """Whether nothing but labels stands in the cell: only then what is below is the label's."""
    before = place.marks[place.mark_number - 1].span.end if place.mark_number else place.cell.span.start
    return sought.filler(Span(before, place.mark.span.start))


def _of_numbers(sought: Sought, place: Place, wanted: bool) -> Below | None:
    """The only number of the column, or the last one when it is the sum of all before it."""
    column = list(islice(_numbers_below(sought, place), LONGEST_COLUMN + 1))
    if not column or len(column) > LONGEST_COLUMN:
        return None
    if len(column) == 1 or wanted:
        return column[0] if wanted or not _words_above(sought, place) else None
    *parts, last = column
    return Below(last.hit, last.distance, sums=True) if _adds_up([one.hit for one in parts], last.hit) else None


def _numbers_below(sought: Sought, place: Place) -> Iterator[Below]:
    above = place.line
    for under in _column_below(place.sheet, place.line_number, place.column):
        line = place.sheet.lines[under.line]
        apart = line.top - above.bottom > CLOSE * above.height
        found = None if apart and _labelled(place.sheet, under) else _read(sought, place, under)
        if found is None:
            return
        yield found
        above = line


def _labelled(sheet: Sheet, under: _Under) -> bool:
    """Whether a label stands left of the cell: a sum in a row of its own."""
    return any(sheet.marks[under.line][: under.cell]) or sheet.within_label(under.line)


def _adds_up(parts: list[Hit], last: Hit) -> bool:
    amounts = [_amount(hit) for hit in parts]
    return abs(sum(amounts, Decimal(0)) - _amount(last)) <= CENTS


def _amount(hit: Hit) -> Decimal:
    match hit.value:
        case Money(amount=amount):
            return amount
        case Decimal() | int():
            return Decimal(hit.value)
        case _:
            return Decimal("NaN")


@dataclass(frozen=True, slots=True)
class _Under:
    line: int
    cell: int


def _column_below(sheet: Sheet, line_number: int, above: Cell) -> Iterator[_Under]:
    """The first cell in the column on each line below, as long as the lines with one follow closely."""
    last = sheet.lines[line_number]
    for number in range(line_number + 1, len(sheet.lines)):
        line = sheet.lines[number]
        if line.top > last.bottom + FARTHEST_BELOW * last.height:
            return
        for index in islice(_over(line, above), 1):
            last = line
            yield _Under(number, index)


def _over(line: Line, cell: Cell) -> Iterator[int]:
    """Indexes of the line's cells that share a column with the cell, wherever the two lines are."""
    for index in range(bisect_right(line.cells, cell.left, key=lambda one: one.right), len(line.cells)):
        if line.cells[index].left >= cell.right:
            return
        yield index


def _read(sought: Sought, place: Place, under: _Under) -> Below | None:
    if place.sheet.marks[under.line][under.cell]:
        return None
    line = place.sheet.lines[under.line]
    hit = _in_cell(sought, place, line.cells[under.cell])
    return Below(hit, max(0.0, line.top - place.line.bottom) / place.line.height) if hit else None


def _in_cell(sought: Sought, place: Place, cell: Cell) -> Hit | None:
    """The value that fills the cell; of several values in a cell below several labels, the only one below this label."""
    hit = sought.under(cell.span)
    if hit or sought.free or not _is_row_of_values(sought, cell):
        return hit
    column = place.column
    below = [one for one in sought.readings(cell.span) if _share_column(column, cell.part(one.span))]
    return below[0] if len(below) == 1 else None


def _is_row_of_values(sought: Sought, cell: Cell) -> bool:
    """Whether the cell holds several values and no words: narrow columns run into one cell."""
    if len(cell.span) > LONGEST_CELL:
        return False
    words = sought.text[cell.span.start : cell.span.end].split()
    return len(words) > 1 and all(any(sign.isdigit() for sign in word) for word in words)


def _share_column(one: Cell, other: Cell) -> bool:
    return one.left < other.right and other.left < one.right


def _words_above(sought: Sought, place: Place) -> bool:
    """Whether words stand closely above: they may be the first line of a header that goes on with this label. A sentence is wider."""
    if place.line_number == 0 or place.first_line < place.line_number:
        return False
    line = place.sheet.lines[place.line_number - 1]
    if place.line.top - line.bottom > CLOSE * place.line.height:
        return False
    column = place.column
    above = (line.cells[index] for index in _over(line, column))
    return any(cell.right - cell.left <= WIDEST_HEADER * (column.right - column.left) and _heading(sought, cell) for cell in above)


def _heading(sought: Sought, cell: Cell) -> bool:
    """Whether there are words, and no number: `12.50 USD` is the value of the label before."""
    return sought.words(cell.span) and not any(sign.isdigit() for sign in sought.text[cell.span.start : cell.span.end])
