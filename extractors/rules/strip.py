"""Values in a line below a line of labels, in text that has lost its columns: `Nominal Kurs` above `STK 0,05 EUR 129,45`.

Where columns are lost only the order is left. It is counted from the right, since what stands left of numbers is often a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assay.document import Page
from assay.span import Span
from extractors.rules.hit import Hit
from extractors.rules.layout import Line, visible_pages
from extractors.rules.reading import Reading, pages_of
from extractors.rules.runs import read_in_runs
from extractors.rules.sought import NUMBER_TYPES, Sought
from extractors.rules.vocabulary import Mark, vocabulary_of
from schemas.types.date import DateType

# A header is no sentence.
LONGEST_LINE = 160
# The values follow on the next line, or behind further lines of the header.
LINES_BELOW = 5
# Of so many columns one may be empty: no fee was charged.
LEAVES_BLANK = 4
# A page of text has a few such lines; a table of labels has thousands.
MOST_STRIPS = 50

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Strip:
    """The labels of the line `header`, left to right, and the lines with digits below it."""

    header: Span
    marks: tuple[Mark, ...]
    below: tuple[Span, ...]

    @property
    def telling(self) -> bool:
        """Whether it has several labels, or ends with its only one: then it is the end of the line below that counts."""
        if len(self.marks) != 1:
            return len(self.marks) > 1
        return self.header.start < self.marks[0].span.start and self.marks[0].span.end == self.header.end


def strips_in(reading: Reading) -> tuple[Strip, ...]:
    """The lines of labels on pages without columns, for `Reading.once`."""
    typed = (lines for page, lines in _pages(reading) if page.words is None)
    return tuple(islice((strip for lines in typed for strip in _strips(lines, reading)), MOST_STRIPS))


def read_in_order(sought: Sought, reading: Reading) -> Iterator[tuple[Mark, Hit]]:
    """For each line of labels that has the field's, the value below that stands in the same place, counted from the right."""
    kind = _kind(sought.claimant.type.name)
    if kind is None or sought.claimant.field.direction == "right":
        return
    for strip in reading.once(strips_in):
        alike = [mark for mark in strip.marks if _names(mark, kind, reading)]
        for place, mark in enumerate(alike):
            if sought.claimant.field.name in mark.fields:
                yield from ((mark, hit) for hit in _value(sought, strip, len(alike), place))
    yield from read_in_runs(sought, reading)


def _pages(reading: Reading) -> Iterator[tuple[Page, tuple[Line, ...]]]:
    return zip(visible_pages(reading.document), reading.once(pages_of), strict=True)


def _strips(lines: tuple[Line, ...], reading: Reading) -> Iterator[Strip]:
    vocabulary, text = vocabulary_of(reading.schema), reading.document.text
    for number, line in enumerate(lines[:-1]):
        header = _whole(line)
        # Several cells are columns that were not lost.
        if len(line.cells) > 1 or len(header) > LONGEST_LINE or _digits(text, header):
            continue
        marks = tuple(mark for mark in vocabulary.marks(text, header) if mark.fields)
        below = (_whole(one) for one in lines[number + 1 : number + 1 + LINES_BELOW]) if marks else ()
        strip = Strip(header, marks, tuple(one for one in below if len(one) <= LONGEST_LINE and _digits(text, one)))
        if strip.telling:
            yield strip


def _digits(text: str, span: Span) -> bool:
    return _DIGIT.search(text, span.start, span.end) is not None


def _value(sought: Sought, strip: Strip, labels: int, place: int) -> Iterator[Hit]:
    """The value of the first line below that has one for each label of the kind; of a line with more, that counted from the left too."""
    for line in strip.below:
        places = _places(sought, line)
        if len(places) >= labels - (labels >= LEAVES_BLANK) and (len(strip.marks) > 1 or places[-1].end == line.end):
            at = (len(places) + place - labels, place)
            for one in dict.fromkeys(places[number] for number in at if 0 <= number < len(places)):
                yield from islice(sought.readings(one), 1)
            return


def _places(sought: Sought, line: Span) -> list[Span]:
    """Where values of the type stand on a line, whatever the field's pattern says; the numbers of a date are none."""
    content = sought.text[line.start : line.end]
    found = [Span(one.start, one.end).shifted(line.start) for one in sought.claimant.type.scan(content, sought.locale)]
    if not sought.number:
        return found
    dates = [Span(one.start, one.end).shifted(line.start) for one in DateType().scan(content, sought.locale)]
    return [place for place in found if not any(place.overlaps(date) for date in dates)]


def _whole(line: Line) -> Span:
    return Span(line.cells[0].span.start, line.cells[-1].span.end)


def _names(mark: Mark, kind: str, reading: Reading) -> bool:
    fields = (reading.schema.field(name) for name in mark.fields)
    return any(field.type is not None and _kind(field.type.name) == kind for field in fields if field)


def _kind(type_name: str) -> str | None:
    """What of a line's words can be counted: its numbers, or its dates."""
    if type_name in NUMBER_TYPES:
        return "number"
    return "date" if type_name == "date" else None
