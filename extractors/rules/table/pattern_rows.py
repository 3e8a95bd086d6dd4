"""The rung `row`: rows of a table without headers, each a line that the schema's pattern describes, with a group for each column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assay.candidate import Candidate
from assay.finding import Signal
from assay.span import Span
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.reading import Reading
from schemas.pattern import Hit as Match
from schemas.schema import Field, Rung

_BY_PATTERN = Signal(name="pattern_hit", strength=1.0, says="The line matches the rule's pattern for rows.")


def read_rows_by_pattern(table: Field, rung: Rung, reading: Reading) -> Iterator[Candidate]:
    """The groups of the pattern, row by row; a group that its column's type refuses is left out, the rest of the row stays."""
    row = 0
    for line in _lines(reading):
        for match in rung.pattern.finditer(reading.document.quote(line)) if rung.pattern else ():
            cells = list(_cells(table, rung, match, line.start, reading))
            yield from (replace(cell, path=cell.path.replace("*", str(row), 1)) for cell in cells)
            row += bool(cells)


def _lines(reading: Reading) -> Iterator[Span]:
    for part in reading.document.visible_parts():
        start = part.span.start
        for content in reading.document.quote(part.span).split("\n"):
            yield Span(start, start + len(content))
            start += len(content) + 1


def _cells(table: Field, rung: Rung, match: Match, offset: int, reading: Reading) -> Iterator[Candidate]:
    """The cells of one match in a line that starts at `offset`, their rows not yet counted."""
    for column in table.columns:
        group = match.group(column.name)
        if group is None or column.type is None:
            continue
        span = Span(*group).shifted(offset)
        parsed = column.type.parse(reading.document.quote(span), reading.locale)
        if parsed.value is not None:
            hit = Hit(span=span, value=parsed.value, findings=parsed.findings, signals=(_BY_PATTERN,))
            yield claim(Claimant(field=column, rung=rung, type=column.type), column.path, hit, reading.document.text)
