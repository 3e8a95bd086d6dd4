"""Rows of cells under headings -> a candidate for each column of each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assay.candidate import Candidate, Evidence
from assay.finding import Signal
from assay.span import Span
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.table.heading import Header
from extractors.rules.table.plan import Plan, plan_of
from extractors.rules.table.row import Piece, Row
from extractors.rules.table.wanted import Wanted
from extractors.rules.table.wrapped import Wrapping, lines_of_text
from schemas.schema import Rung

# How sure a place makes us: a number that fills its cell; text in one line, and where further lines may belong to it; a word behind
# a number; a value behind a label of its own.
IN_NUMBERS = 1.0
IN_TEXT = 0.8
IN_LINES = 0.4
BEHIND_A_NUMBER = 0.5
LABELLED = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were read under one header."""

    header: Header
    rows: tuple[Row, ...]


def candidates_of(found: Iterable[Found], rung: Rung, wanted: Wanted) -> Iterator[Candidate]:
    """The cells of all rows, numbered from 0."""
    number = 0
    for one in found:
        filling = _filling_of(one, rung, wanted)
        for row in one.rows:
            yield from filling.cells(row, number)
            number += 1


def _filling_of(found: Found, rung: Rung, wanted: Wanted) -> _Filling:
    plan = plan_of(found.header, found.rows, wanted)
    wrapping = {heading: Wrapping.of(found.rows, heading, wanted.text) for heading in plan.headings}
    return _Filling(plan, wrapping, rung, wanted)


@dataclass(frozen=True, slots=True)
class _Filling:
    """Reads the rows below one header."""

    plan: Plan
    wrapping: Mapping[int, Wrapping]
    rung: Rung
    wanted: Wanted

    def cells(self, row: Row, number: int) -> Iterator[Candidate]:
        """Every cell of a row, of each column the surest first."""
        for column in self.wanted.columns.values():
            if column.type:
                claimant = Claimant(field=column, rung=self.rung, type=column.type)
                yield from self._cell(claimant, column.path.replace("*", str(number), 1), row)

    def _cell(self, claimant: Claimant, path: str, row: Row) -> Iterator[Candidate]:
        name = claimant.field.name
        if name in self.plan.units:
            yield from self._unit(claimant, path, row)
        elif name not in self.plan.columns:
            yield from self._labelled(claimant, path, row)
        elif name in self.wanted.free:
            yield from self._text(claimant, path, row)
        else:
            yield from self._value(claimant, path, row)

    def _value(self, claimant: Claimant, path: str, row: Row) -> Iterator[Candidate]:
        """The first cell under the column's heading that is a value of its type."""
        column = claimant.field.name
        hits = (self.wanted.read(column, piece.cell.span) for piece in self.plan.pieces(column, row))
        hit = next((hit for hit in hits if hit), None)
        if hit:
            yield self._claim(claimant, path, hit, IN_NUMBERS, self._place(column))

    def _unit(self, claimant: Claimant, path: str, row: Row) -> Iterator[Candidate]:
        """The word behind the number that the column's words stand behind."""
        number = self.plan.units[claimant.field.name]
        for piece in self.plan.pieces(number, row):
            hit = self.wanted.read(number, piece.cell.span)
            word = self.wanted.unit_in(piece.cell.span, hit.span) if hit else None
            found = self.wanted.read(claimant.field.name, word) if word else None
            if found:
                yield self._claim(claimant, path, found, BEHIND_A_NUMBER, "It stands behind the number in its cell.")
                return

    def _labelled(self, claimant: Claimant, path: str, row: Row) -> Iterator[Candidate]:
        """The value behind the column's name in another cell, for columns without a heading."""
        column = claimant.field.name
        hit = self.plan.labelled_value(column, row, self.wanted) if column not in self.wanted.free else None
        if hit:
            yield self._claim(claimant, path, hit, LABELLED, "It stands in its row behind a label of its own.")

    def _claim(self, claimant: Claimant, path: str, hit: Hit, strength: float, says: str) -> Candidate:
        signal = Signal(name="in_column", strength=strength, says=says)
        return claim(claimant, path, replace(hit, signals=(*hit.signals, signal)), self.wanted.text)

    def _place(self, column: str) -> str:
        return f"It stands in its row under “{self.wanted.quote(self.plan.header.headings[self.plan.columns[column]].span)}”."

    # Text of several lines

    def _text(self, claimant: Claimant, path: str, row: Row) -> Iterator[Candidate]:
        """The first lines that are one text, and what else may be meant: the first line alone, all lines."""
        column = claimant.field.name
        pieces = self.plan.texts(column, row, self.wanted)
        chosen = lines_of_text(pieces, self.wrapping[self.plan.columns[column]], self.wanted.text)
        sure = IN_TEXT if len(pieces) == 1 else IN_LINES
        for count in dict.fromkeys((chosen, min(1, chosen), len(pieces))):
            if count:
                yield from self._spelled(claimant, path, pieces[:count], sure if count == chosen else 0.0)

    def _spelled(self, claimant: Claimant, path: str, pieces: Sequence[Piece], sure: float) -> Iterator[Candidate]:
        """The candidate whose text stands in these pieces."""
        spans = self._spans(pieces)
        raw = "\n".join(self.wanted.quote(span) for span in spans)
        parsed = claimant.type.parse(raw, self.wanted.locale)
        if parsed.value is None:
            return
        yield Candidate(
            path=path,
            raw=raw,
            value=parsed.value,
            evidence=tuple(Evidence(span=span) for span in spans),
            source=claimant.source,
            findings=parsed.findings,
            signals=(Signal(name="in_column", strength=sure, says=self._place(claimant.field.name)),),
        )

    def _spans(self, pieces: Sequence[Piece]) -> list[Span]:
        """Where the pieces stand: one span where nothing else stands between them."""
        kept: list[Span] = []
        for span in (piece.cell.span for piece in pieces):
            if kept and kept[-1].end <= span.start and not self.wanted.text[kept[-1].end : span.start].strip():
                kept[-1] = Span(kept[-1].start, span.end)
            else:
                kept.append(span)
        return kept
