"""Rows of cells under headings -> a candidate for each column of each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from schemas.schema import Field, Rung

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
        plan = plan_of(one.header, one.rows, wanted)
        wrapping = {heading: Wrapping.of(one.rows, heading) for heading in plan.headings}
        for row in one.rows:
            for column in wanted.columns.values():
                yield from (_placed(claimed, column, number) for claimed in _cell(column, row, plan, rung, wanted, wrapping))
            number += 1


def _placed(one: Candidate, column: Field, row: int) -> Candidate:
    return replace(one, path=column.path.replace("*", str(row), 1))


def _cell(column: Field, row: Row, plan: Plan, rung: Rung, wanted: Wanted, wrapping: dict[int, Wrapping]) -> Iterator[Candidate]:
    """What stands in a column of a row, the surest first."""
    if column.type is None:
        return
    claimant = Claimant(field=column, rung=rung, type=column.type)
    heading = plan.heading_of(column.name)
    if heading is None:
        yield from _without_heading(claimant, row, plan, wanted)
        return
    pieces = plan.pieces(column.name, row)
    words = plan.words_of(column.name)
    if column.name in wanted.free:
        if plan.behind_number(column.name):
            yield from _unit(claimant, row, plan, wanted)
        else:
            texts = [piece for piece in pieces if not plan.labelled(piece, wanted)]
            yield from _text(claimant, texts, wrapping[heading], wanted, words)
        return
    hits = (wanted.read(column.name, piece.cell.span) for piece in pieces)
    hit = next((hit for hit in hits if hit), None)
    if hit:
        yield _claimed(claimant, hit, IN_NUMBERS, f"It stands in its row under “{words}”.", wanted)


def _without_heading(claimant: Claimant, row: Row, plan: Plan, wanted: Wanted) -> Iterator[Candidate]:
    if plan.behind_number(claimant.field.name):
        yield from _unit(claimant, row, plan, wanted)
    elif claimant.field.name not in wanted.free:
        hit = plan.labelled_value(claimant.field.name, row, wanted)
        if hit:
            yield _claimed(claimant, hit, LABELLED, "It stands in its row behind a label of its own.", wanted)


def _unit(claimant: Claimant, row: Row, plan: Plan, wanted: Wanted) -> Iterator[Candidate]:
    number = plan.number_before(claimant.field.name)
    if number is None:
        return
    for piece in plan.pieces(number, row):
        hit = wanted.read(number, piece.cell.span)
        if hit:
            word = wanted.unit_in(piece.cell.span, hit.span)
            found = wanted.read(claimant.field.name, word) if word else None
            if found:
                yield _claimed(claimant, found, BEHIND_A_NUMBER, "It stands behind the number in its cell.", wanted)
            return


def _claimed(claimant: Claimant, hit: Hit, strength: float, says: str, wanted: Wanted) -> Candidate:
    signal = Signal(name="in_column", strength=strength, says=says)
    return claim(claimant, "", replace(hit, signals=(*hit.signals, signal)), wanted.text)


# Text of several lines


def _text(claimant: Claimant, pieces: Sequence[Piece], wrapping: Wrapping, wanted: Wanted, words: str) -> Iterator[Candidate]:
    """The first lines that are one text, and what else they may be: the first line alone, all lines."""
    chosen = lines_of_text(pieces, wrapping, wanted.text)
    readings = [pieces[:chosen], pieces[:1], pieces]
    sure = IN_TEXT if len(pieces) < 2 else IN_LINES
    seen: list[int] = []
    for one in readings:
        if one and len(one) not in seen:
            seen.append(len(one))
            yield from _spelled(claimant, one, sure if len(seen) == 1 else 0.0, words, wanted)


def _spelled(claimant: Claimant, pieces: Sequence[Piece], sure: float, words: str, wanted: Wanted) -> Iterator[Candidate]:
    """The candidate whose text stands in these pieces: one span where nothing else stands between them."""
    spans = _joined([piece.cell.span for piece in pieces], wanted)
    raw = "\n".join(wanted.quote(span) for span in spans)
    parsed = claimant.type.parse(raw, wanted.locale)
    if parsed.value is None:
        return
    signal = Signal(name="in_column", strength=sure, says=f"It stands in its row under “{words}”.")
    yield Candidate(
        path="",
        raw=raw,
        value=parsed.value,
        evidence=tuple(Evidence(span=span) for span in spans),
        source=claimant.source,
        findings=parsed.findings,
        signals=(signal,),
    )


def _joined(spans: Sequence[Span], wanted: Wanted) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if kept and kept[-1].end <= span.start and not wanted.text[kept[-1].end : span.start].strip():
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept
