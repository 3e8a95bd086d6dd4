"""Labels and values of text that has lost its columns, line by line: a run of labels above a run of values, or a value before its label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assay.span import Span
from extractors.rules.hit import Hit
from extractors.rules.layout import Line, visible_pages
from extractors.rules.reading import Reading, pages_of
from extractors.rules.sought import Sought
from extractors.rules.vocabulary import Mark, vocabulary_of

# A label is no sentence.
LONGEST_LINE = 60
# A page of text has a few runs of labels; a list of words has thousands.
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and where its value may stand."""

    mark: Mark
    value: Span


def pairs_in(reading: Reading) -> tuple[Pair, ...]:
    """What stands for what on pages without columns, for `Reading.once`."""
    pages = zip(visible_pages(reading.document), reading.once(pages_of), strict=True)
    typed = (lines for page, lines in pages if page.words is None)
    return tuple(pair for lines in typed for pair in _pairs(lines[:MOST_LINES], reading))


def read_in_runs(sought: Sought, reading: Reading) -> Iterator[tuple[Mark, Hit]]:
    """For each of the field's labels the value in the same place of the run of values, or before it on its line."""
    for pair in reading.once(pairs_in):
        if sought.claimant.field.name in pair.mark.fields:
            hit = sought.whole(pair.value)
            if hit is not None:
                yield pair.mark, hit


def _pairs(lines: tuple[Line, ...], reading: Reading) -> Iterator[Pair]:
    vocabulary, text = vocabulary_of(reading.schema), reading.document.text
    run: list[Mark] = []
    for number, line in enumerate(lines):
        span = Span(line.cells[0].span.start, line.cells[-1].span.end)
        marks = tuple(islice(vocabulary.marks(text, span), 2)) if len(span) <= LONGEST_LINE else ()
        if len(marks) == 1 and not _letters(text, span.end, marks[0].span.end):
            if marks[0].span.start == span.start:
                run.append(marks[0])
                continue
            yield Pair(marks[0], Span(span.start, marks[0].span.start))
        if len(run) > 1:
            values = lines[number : number + len(run)]
            yield from (Pair(mark, Span(one.cells[0].span.start, one.cells[-1].span.end)) for mark, one in zip(run, values, strict=False))
        run = []


def _letters(text: str, end: int, start: int) -> bool:
    return any(sign.isalnum() for sign in text[start:end])
