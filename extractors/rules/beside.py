"""What stands right of a label, up to the next one.

On its line, as a rule. Where a label or its value runs over several lines, each is centred on the other, and the value stands
on a line of its own that is only half beside the label.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.sheet import Place
from extractors.rules.sought import Sought

# Of the lower line's height: what two lines of a centred pair share. Set lines do not even touch.
HALF_BESIDE = 0.2

Piece = tuple[Cell, Span]
"""A cell, and the span of it that is looked at."""


def rest_of(place: Place) -> Span:
    """From the label to the next label of its cell, or to the cell's end."""
    last = place.mark_number + 1 == len(place.marks)
    end = place.cell.span.end if last else place.marks[place.mark_number + 1].span.start
    return Span(place.mark.span.end, end)


def right_of(sought: Sought, place: Place) -> Iterator[Piece]:
    """The rest of the label's cell, then the cells after it."""
    own = rest_of(place)
    yield place.cell, own
    if own.end < place.cell.span.end:
        return
    following = list(_from(place, place.line_number, place.cell_number + 1))
    yield from following
    if all(len(span) and sought.filler(span) for _, span in following):
        yield from _half_beside(place)


def _from(place: Place, line: int, first: int) -> Iterator[Piece]:
    """Cells of a line from the given one on, up to the first label."""
    marks = place.sheet.marks[line]
    for number in range(first, len(marks)):
        cell = place.sheet.lines[line].cells[number]
        end = marks[number][0].span.start if marks[number] else cell.span.end
        yield cell, Span(cell.span.start, end)
        if marks[number]:
            return


def _half_beside(place: Place) -> Iterator[Piece]:
    """Cells right of the label on the lines around it, where no label has a better right to them."""
    sheet, right = place.sheet, place.cell.right
    top, bottom = sheet.lines[place.first_line].top, place.line.bottom
    for number in range(max(0, place.first_line - 1), min(len(sheet.lines), place.line_number + 2)):
        line = sheet.lines[number]
        if number == place.line_number or _shared(line, top, bottom) < HALF_BESIDE * min(line.height, bottom - top):
            continue
        first = next((index for index, cell in enumerate(line.cells) if cell.left >= right), len(line.cells))
        if not any(sheet.marks[number][:first]):
            yield from _from(place, number, first)


def _shared(line: Line, top: float, bottom: float) -> float:
    return min(line.bottom, bottom) - max(line.top, top)
