"""Values above their labels: a line of values in large print, and in small print below it what each one is.

Rare, so it is asked last, and only where the two lines match: nothing but labels on the one, on the other a cell for each of them,
and no labels above that.
"""

from __future__ import annotations

from assay.span import Span
from extractors.rules.hit import Hit
from extractors.rules.layout import Cell, Line
from extractors.rules.sheet import Place, Sheet
from extractors.rules.sought import Sought

# In line heights of the value, which is printed larger.
CLOSE = 0.8
LEAST_LABELS = 2


def read_above(sought: Sought, place: Place) -> Hit | None:
    """The value that fills the cell above the label."""
    sheet, number = place.sheet, place.line_number
    if len(place.line.cells) < LEAST_LABELS or number == 0 or not _only_labels(sought, sheet, number):
        return None
    values = sheet.lines[number - 1]
    matches = len(values.cells) == len(place.line.cells) and not any(sheet.marks[number - 1]) and _close(values, place.line)
    if not matches or _labelled_above(sheet, number - 1, place.cell):
        return None
    return sought.whole(values.cells[place.cell_number].span) if _in_column(values.cells[place.cell_number], place.cell) else None


def _only_labels(sought: Sought, sheet: Sheet, number: int) -> bool:
    for cell, marks in zip(sheet.lines[number].cells, sheet.marks[number], strict=True):
        if len(marks) != 1 or not sought.filler(Span(cell.span.start, marks[0].span.start)):
            return False
        if not sought.filler(Span(marks[0].span.end, cell.span.end)):
            return False
    return True


def _labelled_above(sheet: Sheet, number: int, column: Cell) -> bool:
    """Whether a label stands closely above the value: then the value is that one's."""
    if number == 0 or not _close(sheet.lines[number - 1], sheet.lines[number]):
        return False
    cells = zip(sheet.lines[number - 1].cells, sheet.marks[number - 1], strict=True)
    return any(marks and _in_column(cell, column) for cell, marks in cells)


def _close(above: Line, below: Line) -> bool:
    return below.top - above.bottom <= CLOSE * above.height


def _in_column(cell: Cell, other: Cell) -> bool:
    return cell.left < other.right and other.left < cell.right
