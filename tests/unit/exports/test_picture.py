"""A page as it was seen: each mark stands where its text stands, and what a stranger wrote stays text."""

from __future__ import annotations

import io
from array import array
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from assay.document import Document, Hidden, Page, Part, Table, TableCell, Words
from assay.geometry import Box
from assay.span import Span
from exports.picture import COLOURS, Mark, Sheet, marks, png, svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert("1")</script>\x00\ufffe'


def document_of(page: Page) -> Document:
    cells = (TableCell(span=Span(6, 11), row=0, column=1),)
    return Document(
        id="ab",
        name="a.pdf",
        sha256="abcd",
        media_type="application/pdf",
        text="Total 95.20",
        parts=(Part(name="main", media_type="application/pdf", span=Span(0, 11), pages=(page,)),),
        hidden=(
            Hidden(part="main", why="tiny", text="unseen", page=1, box=Box(0, 0, 5, 1)),
            Hidden(part="main", why="tiny", text="elsewhere", page=2, box=Box(0, 0, 5, 1)),
            Hidden(part="main", why="vanish", text="without a place", page=1),
        ),
        tables=(Table(part="main", page=1, found_by="lines", cells=cells),),
    )


@pytest.fixture
def page() -> Page:
    words = Words(
        starts=array("l", [0, 6]),
        ends=array("l", [5, 11]),
        lefts=array("f", [10, 50]),
        tops=array("f", [20, 20]),
        rights=array("f", [40, 90]),
        bottoms=array("f", [30, 30]),
        confidences=array("f", [1.0, 0.5]),
    )
    return Page(number=1, span=Span(0, 11), width=100.0, height=200.0, words=words)


def test_words_cells_and_hidden_text_of_that_page_are_marked(page: Page) -> None:
    seen = list(marks(document_of(page), "main", page))

    assert [(mark.kind, mark.says) for mark in seen] == [
        ("cell", "row 1, column 2: 95.20"),
        ("word", "Total (1.00)"),
        ("word", "95.20 (0.50)"),
        ("hidden", "hidden (tiny): unseen"),
    ]
    assert seen[0].box == seen[2].box


def test_without_geometry_there_is_nothing_to_mark(page: Page) -> None:
    bare = replace(page, words=None, width=None, height=None)

    assert not [mark for mark in marks(document_of(bare), "main", bare) if mark.kind != "hidden"]


@pytest.mark.parametrize("text", [HOSTILE, "a & b < c", "\ud800"])
def test_an_svg_holds_text_as_text(text: str) -> None:
    sheet = Sheet(width=100, height=200, marks=(Mark(kind="word", box=Box(1, 2, 3, 4), says=text),))

    root = ElementTree.fromstring(svg(sheet))  # noqa: S314  what the product made

    assert [element.tag for element in root] == [f"{SVG}style", f"{SVG}rect", f"{SVG}rect"]
    (title,) = root.iter(f"{SVG}title")
    assert (title.text or "").startswith(text[:5].strip("\ud800"))


def test_an_svg_carries_the_page_and_fetches_nothing() -> None:
    sheet = Sheet(width=100, height=200, marks=(), jpeg=_jpeg())

    root = ElementTree.fromstring(svg(sheet))  # noqa: S314  what the product made

    (image,) = root.iter(f"{SVG}image")
    assert (image.get("href") or "").startswith("data:image/jpeg;base64,")
    assert root.get("viewBox") == "0 0 100 200"


@pytest.mark.parametrize("jpeg", [True, False])
def test_a_png_shows_each_mark_in_its_colour_where_it_stands(jpeg: bool) -> None:
    sheet = Sheet(
        width=100,
        height=200,
        marks=(Mark(kind="word", box=Box(10, 20, 40, 30), says="a"), Mark(kind="hidden", box=Box(60, 20, 90, 30), says="b")),
        jpeg=_jpeg() if jpeg else None,
    )

    with Image.open(io.BytesIO(png(sheet)), formats=["PNG"]) as drawn:
        assert drawn.size == (200, 400)
        assert [drawn.getpixel((x, 50)) for x in (20, 120)] == [COLOURS["word"], COLOURS["hidden"]]


def test_a_box_that_is_upside_down_or_off_the_page_breaks_nothing() -> None:
    odd = (Mark(kind="word", box=Box(40, 30, 10, 20), says="a"), Mark(kind="word", box=Box(-500, -500, 9e6, 9e6), says="b"))
    sheet = Sheet(width=100, height=200, marks=odd)

    assert png(sheet)
    assert ElementTree.fromstring(svg(sheet)) is not None  # noqa: S314  what the product made


def _jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (200, 400), "white").save(target, format="JPEG")
    return target.getvalue()
