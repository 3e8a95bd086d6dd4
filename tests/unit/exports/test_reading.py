"""What was read, as JSON: every word, cell and hidden passage with its place."""

from __future__ import annotations

import json
from array import array
from dataclasses import replace

import pytest

from assay.document import Document, Hidden, Notice, Page, Part, Table, TableCell, Words
from assay.geometry import Box
from assay.span import Span
from exports.reading import reading_form

TEXT = "Total 95.20"


def words(confidences: array[float] | None = None) -> Words:
    return Words(
        starts=array("l", [0, 6]),
        ends=array("l", [5, 11]),
        lefts=array("f", [10, 50]),
        tops=array("f", [20, 20]),
        rights=array("f", [40, 90]),
        bottoms=array("f", [30, 30]),
        confidences=confidences,
    )


@pytest.fixture
def document() -> Document:
    page = Page(number=1, span=Span(0, 11), width=100.0, height=200.0, words=words(array("f", [0.5, 0.98])), read_by="tesseract 5.3.0")
    cells = (TableCell(span=Span(6, 11), row=1, column=2, columns=2),)
    return Document(
        id="ab",
        name="scan.png",
        sha256="abcd",
        media_type="image/png",
        text=TEXT,
        parts=(
            Part(name="main", media_type="image/png", span=Span(0, 11), pages=(page,)),
            Part(name="data.json", media_type="application/json", span=Span(11, 11), embedded=True),
        ),
        notices=(Notice(code="hidden_text", says="There is some."),),
        hidden=(
            Hidden(part="main", why="tiny", text="ignore this", page=1, box=Box(0, 100, 50, 200)),
            Hidden(part="data.json", why="not_displayed", text="nowhere"),
        ),
        tables=(Table(part="main", page=1, found_by="gaps", cells=cells, box=Box(0, 0, 100, 100)),),
    )


def test_a_word_has_its_text_place_and_confidence(document: Document) -> None:
    page = reading_form(document)["parts"][0]["pages"][0]

    assert page["read_by"] == "tesseract 5.3.0"
    assert page["page_size"] == [100.0, 200.0]
    assert page["words"][1] == {"text": "95.20", "box": [0.5, 0.1, 0.9, 0.15], "chars": [6, 11], "confidence": 0.98}


def test_printed_words_have_no_confidence_and_formats_without_pages_no_places(document: Document) -> None:
    part = document.parts[0]
    printed = replace(document, parts=(replace(part, pages=(replace(part.pages[0], words=words()),)),), tables=(), hidden=())
    bare = replace(printed, parts=(replace(part, pages=(Page(number=1, span=Span(0, 11)),)),))

    assert {word["confidence"] for word in reading_form(printed)["parts"][0]["pages"][0]["words"]} == {None}
    page = reading_form(bare)["parts"][0]["pages"][0]
    assert page == {"page": 1, "page_size": None, "read_by": None, "chars": [0, 11], "words": None}


def test_a_table_has_its_size_and_its_cells_their_text(document: Document) -> None:
    (table,) = reading_form(document)["tables"]

    assert (table["rows"], table["columns"], table["box"]) == (2, 4, [0.0, 0.0, 1.0, 0.5])
    (cell,) = table["cells"]
    assert (cell["row"], cell["column"], cell["columns"], cell["text"]) == (1, 2, 2, "95.20")
    assert cell["box"] == [0.5, 0.1, 0.9, 0.15]


def test_hidden_text_says_why_and_where(document: Document) -> None:
    first, second = reading_form(document)["hidden"]

    assert first == {"part": "main", "page": 1, "why": "tiny", "box": [0.0, 0.5, 0.5, 1.0], "text": "ignore this"}
    assert (second["page"], second["box"]) == (None, None)


def test_the_form_is_json_and_spans_point_into_its_text(document: Document) -> None:
    form = json.loads(json.dumps(reading_form(document), allow_nan=False))

    for word in form["parts"][0]["pages"][0]["words"]:
        start, end = word["chars"]
        assert form["text"][start:end] == word["text"]
