"""Separated values: every field where it was written, whatever parts them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.text.dialect import SEPARATORS, records, separator_of
from ingest.upload import upload_of

FIELDS = st.text(alphabet='ab 1.,;|\t"\n', max_size=6)


@settings(deadline=None)
@given(st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(SEPARATORS))
def test_what_a_program_wrote_is_read_back(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    assert list(records(out.getvalue().removesuffix("\n").split("\n"), separator)) == rows


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a;b;c\n1;2;3,5\n4;5;6,5\n", ";"),
        ("name\tprice\nHose, red\t1,50\nGloves\t2,50\n", "\t"),
        ('name,note\nHose,"red; long"\nGloves,"blue; short; warm"\n', ","),
        ("a|b,c\n1|2\n3|4\n", "|"),
    ],
)
def test_the_separator_is_what_parts_all_lines_alike(content: str, separator: str) -> None:
    assert separator_of(content.split("\n")) == separator


def test_cells_are_found_where_tables_are_wanted() -> None:
    document = read_document(upload_of("list.csv", b'Item;Amount\n"Hose;\nred";1,50\n;2,50\n'), tables=True)
    [table] = document.tables
    assert [(cell.row, cell.column, document.quote(cell.span)) for cell in table.cells] == [
        (0, 0, "Item"),
        (0, 1, "Amount"),
        (1, 0, "Hose;"),
        (1, 1, "1,50"),
        (1, 0, "red"),
        (2, 1, "2,50"),
    ]


def test_the_encoding_of_a_spreadsheet_program_is_told() -> None:
    assert read_document(upload_of("liste.csv", "Größe;Preis\nSchläuche;1,50 €\n".encode("cp1252"))).visible_text == (
        "Größe      Preis\nSchläuche  1,50 €"
    )


@pytest.mark.parametrize("limits", [{"table_rows": 9}, {"table_cells": 19}, {"text_chars": 59}])
def test_more_than_the_limits_is_refused(limits: dict[str, int]) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(upload_of("list.csv", b"abc,def\n" * 10), limits=Limits(**limits))
    assert caught.value.code == "too_large_uncompressed"


def test_a_reader_of_many_rows_shows_that_it_works() -> None:
    steps: list[None] = []
    read_document(upload_of("list.csv", b"a,b\n" * 30_000), progress=lambda: steps.append(None))
    assert len(steps) > 5
