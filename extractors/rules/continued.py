"""Text values of several lines: what goes on below its first line, set in from its label, up to the next label."""

from __future__ import annotations

from dataclasses import replace

from assay.span import Span
from extractors.rules.hit import Hit
from extractors.rules.layout import Cell, Line
from extractors.rules.sheet import Place
from extractors.rules.sought import LONGEST_CELL, SEPARATORS, Sought

# Names and codes have one line.
LONG_TYPES = frozenset({"text", "address"})

# In line heights: lines of one paragraph follow closely, and begin at one place.
CLOSE = 0.9
ALIGNED = 0.4


def continued(sought: Sought, place: Place, cell: Cell, hit: Hit) -> Hit:
    """The hit with the lines that go on below it; itself where none do, or where they are not one piece of the text."""
    if sought.claimant.type.name not in LONG_TYPES or cell is place.cell or hit.span.start != cell.span.start:
        return hit
    end = hit.span.end
    last = place.line
    for number in range(place.line_number + 1, len(place.sheet.lines)):
        line = place.sheet.lines[number]
        following = _next_line(place, line, number, last, cell)
        if following is None or following.span.end - hit.span.start > LONGEST_CELL:
            break
        if sought.text[end : following.span.start].strip(SEPARATORS):
            break
        end, last = following.span.end, line
    return _longer(sought, hit, Span(hit.span.start, end)) if end > hit.span.end else hit


def _next_line(place: Place, line: Line, number: int, last: Line, above: Cell) -> Cell | None:
    """The line's only cell right of the label, when it begins under the value and nothing stands under the label."""
    if line.top - last.bottom > CLOSE * last.height:
        return None
    under_label = any(cell.left < place.cell.right for cell in line.cells)
    found = next((index for index, cell in enumerate(line.cells) if abs(cell.left - above.left) <= ALIGNED * last.height), None)
    if found is None or under_label or place.sheet.marks[number][found]:
        return None
    return line.cells[found]


def _longer(sought: Sought, hit: Hit, span: Span) -> Hit:
    parsed = sought.claimant.type.parse(sought.text[span.start : span.end], sought.locale)
    return replace(hit, span=span, value=parsed.value, findings=parsed.findings) if parsed.value is not None else hit
