"""Segments and pages over several pages, and of tables: what a single page of the cases cannot show."""

from __future__ import annotations

import pytest

from assay.candidate import Candidate, Evidence, Source
from assay.span import Span
from extractors.region import Region
from extractors.rules.segment import rows_inside
from tests.unit.extractors_rules.pages import found_in, paged, schema_of

CODES = "codes: {{type: list, of: code, from: [{{regex: '[A-Z]\\d'}}]{more}}}"


def codes(document_pages: tuple[str, ...], more: str, segments: str = "{}") -> list[str]:
    schema = schema_of(CODES.format(more=more), segments=segments)
    return [candidate.raw for candidate in found_in(paged(*document_pages), schema)]


PAGES = ("A1\nSum\nA2", "B1\nB2", "C1\nSum\nC2")


@pytest.mark.parametrize(
    ("page", "found"),
    [("first", ["A1", "A2"]), ("last", ["C1", "C2"]), ("2", ["B1", "B2"]), ("[1, 3]", ["A1", "A2", "C1", "C2"]), ("9", [])],
)
def test_a_field_is_looked_for_on_its_pages(page: str, found: list[str]) -> None:
    assert codes(PAGES, f", page: {page}") == found


def test_a_segment_ends_with_its_page() -> None:
    assert codes(PAGES, ", in: sums", "sums: {start: Sum}") == ["A2", "C2"]


def test_a_segment_may_go_on_over_pages() -> None:
    assert codes(PAGES, ", in: sums", "sums: {start: Sum, across_pages: true}") == ["A2", "B1", "B2", "C1", "C2"]


def test_a_segment_begins_only_on_its_pages() -> None:
    assert codes(PAGES, ", in: sums", "sums: {start: Sum, pages: last}") == ["C2"]


def test_a_segment_without_a_start_begins_with_the_page() -> None:
    assert codes(PAGES, ", in: head", "head: {end: Sum}") == ["A1", "B1", "B2", "C1"]


def test_a_segment_and_a_page_must_both_hold() -> None:
    assert codes(PAGES, ", in: sums, page: first", "sums: {start: Sum}") == ["A2"]


def cell(row: int, start: int) -> Candidate:
    source = Source(kind="rule", id="t", extractor="t@1")
    return Candidate(path=f"/rows/{row}/name", raw="x", value="x", evidence=(Evidence(span=Span(start, start + 1)),), source=source)


def test_the_rows_of_a_table_outside_of_its_segment_are_left_out_and_the_others_counted_anew() -> None:
    table = schema_of("rows: {type: table, columns: {name: {type: text, headers: [Name]}}, from: [table]}").fields[0]
    kept = rows_inside(table, [cell(0, 5), cell(1, 15), cell(2, 25)], Region((Span(10, 30),)))
    assert [(one.path, one.evidence[0].span.start) for one in kept] == [("/rows/0/name", 15), ("/rows/1/name", 25)]
