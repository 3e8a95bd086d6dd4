"""Values beside their labels: right of it on the same line, else below it in its column.

Precision counts more than recall: a wrong value with a label beside it convinces everybody, an open field is asked for.
So a label whose own cell goes on with words that are no value is taken for a longer name than the schema knows; a
value below must fill its cell; and of a row or column of amounts none is taken, because the label then heads a table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from assay.finding import Signal
from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from extractors.rules.layout import Cell, Line
from extractors.rules.reading import Reading, sheets_in
from extractors.rules.sheet import Place, Sheet, places_by_field
from extractors.rules.sought import Sought

# Distances in line heights.
FAR = 20.0
FARTHEST_TEXT = 12.0
FARTHEST_BELOW = 2.5
NEXT_LINE = 1.5


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit with its place in the order: right before below, then as the schema lists the labels, then the near before the far."""

    hit: Hit
    order: tuple[bool, int, bool]


def read_by_label(claimant: Claimant, reading: Reading) -> list[Hit]:
    """One hit for each place of the field's labels that has a value beside it; equal in order, they stay as in the document."""
    sought = Sought(claimant, reading.document.text, reading.locale)
    places = reading.once(_places).get(claimant.field.name, ())
    found = [one for place in places if (one := _beside(sought, place))]
    found.sort(key=lambda one: one.order)
    return [one.hit for one in found]


def _places(reading: Reading) -> Mapping[str, list[Place]]:
    return places_by_field(reading.once(sheets_in))


def _beside(sought: Sought, place: Place) -> _Found | None:
    own = _rest(place)
    inside = sought.first(own) if _may_follow(sought, own) else None
    if inside is None and not sought.filler(own):
        return None
    segments = list(_segments(place, own))
    right = inside or _in_next_cells(sought, segments)
    if right is not None:
        return _found_right(sought, place, segments, right)
    return _found_below(sought, place) if _alone(sought, place) else None


def _rest(place: Place) -> Span:
    """From the label to the next label of its cell, or to the cell's end."""
    last = place.mark_number + 1 == len(place.marks)
    end = place.cell.span.end if last else place.marks[place.mark_number + 1].span.start
    return Span(place.mark.span.end, end)


def _may_follow(sought: Sought, own: Span) -> bool:
    """Free text in the label's own cell is its value only behind a colon or leaders; without, it is more of the label."""
    return not sought.free or sought.introduced(own)


def _in_next_cells(sought: Sought, segments: list[tuple[Cell, Span]]) -> Hit | None:
    """The value of the first cell after the label's own that holds more than filler."""
    if sought.name and not _introduced(sought, segments):
        return None
    for _, span in segments[1:]:
        hit = sought.in_cell(span)
        if hit or not sought.filler(span):
            return hit
    return None


def _introduced(sought: Sought, segments: list[tuple[Cell, Span]]) -> bool:
    return any(sought.introduced(span) for _, span in segments[:2])


def _found_right(sought: Sought, place: Place, segments: list[tuple[Cell, Span]], hit: Hit) -> _Found | None:
    if sought.number and _several(sought, segments):
        return None
    cell = next(cell for cell, span in segments if span.contains(hit.span))
    distance = max(0.0, cell.left - place.cell.right) / place.line.height
    if sought.free and distance > FARTHEST_TEXT and not _introduced(sought, segments):
        return None
    return _found(sought, place, hit, distance=distance, below=False)


def _several(sought: Sought, segments: Iterable[tuple[Cell, Span]]) -> bool:
    return sum(1 for _, span in segments for _ in sought.readings(span)) > 1


def _segments(place: Place, own: Span) -> Iterator[tuple[Cell, Span]]:
    """What stands right of the label up to the next one: the rest of its cell, then the cells after it."""
    yield place.cell, own
    if own.end < place.cell.span.end:
        return
    marks = place.sheet.marks[place.line_number]
    for number in range(place.cell_number + 1, len(marks)):
        cell = place.line.cells[number]
        end = marks[number][0].span.start if marks[number] else cell.span.end
        yield cell, Span(cell.span.start, end)
        if marks[number]:
            return


def _alone(sought: Sought, place: Place) -> bool:
    """Whether the cell is nothing but this label: only then its column is the label's. Words above it may be the header's first line."""
    if len(place.marks) > 1 or not sought.filler(Span(place.cell.span.start, place.mark.span.start)):
        return False
    return not (sought.number and _words_above(sought, place))


def _words_above(sought: Sought, place: Place) -> bool:
    if place.line_number == 0:
        return False
    line = place.sheet.lines[place.line_number - 1]
    if place.line.top - line.bottom > NEXT_LINE * place.line.height:
        return False
    return any(sought.words(line.cells[index].span) for index in _over(line, place.cell))


def _found_below(sought: Sought, place: Place) -> _Found | None:
    under = next(_column_below(place.sheet, place.line_number, place.cell), None)
    if under is None or place.sheet.marks[under.line][under.cell]:
        return None
    line = place.sheet.lines[under.line]
    hit = sought.under(line.cells[under.cell].span)
    if hit is None or (sought.number and _goes_on(sought, place.sheet, under)):
        return None
    return _found(sought, place, hit, distance=max(0.0, line.top - place.line.bottom) / place.line.height, below=True)


@dataclass(frozen=True, slots=True)
class _Under:
    line: int
    cell: int


def _column_below(sheet: Sheet, line_number: int, above: Cell) -> Iterator[_Under]:
    """The first cell under a cell on each line closely below."""
    line = sheet.lines[line_number]
    deepest = line.bottom + FARTHEST_BELOW * line.height
    for number in range(line_number + 1, len(sheet.lines)):
        if sheet.lines[number].top > deepest:
            return
        yield from (_Under(number, index) for index in islice(_over(sheet.lines[number], above), 1))


def _over(line: Line, cell: Cell) -> Iterator[int]:
    """Indexes of the line's cells that share a column with the cell, wherever the two lines are."""
    for index in range(bisect_right(line.cells, cell.left, key=lambda one: one.right), len(line.cells)):
        if line.cells[index].left >= cell.right:
            return
        yield index


def _goes_on(sought: Sought, sheet: Sheet, under: _Under) -> bool:
    """Whether a further number follows below: then it is a column, and the label its header."""
    line = sheet.lines[under.line]
    following = next(_column_below(sheet, under.line, line.cells[under.cell]), None)
    return following is not None and sought.whole(sheet.lines[following.line].cells[following.cell].span) is not None


def _found(sought: Sought, place: Place, hit: Hit, *, distance: float, below: bool) -> _Found:
    label = sought.text[place.mark.span.start : place.mark.span.end]
    if below:
        far = distance > NEXT_LINE
        signal = Signal(name="beside_label", strength=0.5 if far else 0.7, says=f"Below its label “{label}”.")
    else:
        far = distance > FAR
        signal = Signal(name="beside_label", strength=0.8 if far else 1.0, says=f"Right of its label “{label}”.")
    return _Found(replace(hit, signals=(signal,)), (below, place.mark.fields[sought.claimant.field.name], far))
