"""A piece of a packet is as it would have been as a file of its own."""

from array import array

import pytest

from assay.document import BREAK, Document, Hidden, Page, Part, Table, TableCell, Words
from assay.geometry import Box
from assay.span import Span
from ingest.excerpt import excerpt

PAGES = ("", "Invoice 1", "more of 1", "Invoice 2")
XML = "total 95.20"
TEXT = BREAK.join((*PAGES, XML))


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def page(number: int) -> Page:
    start = sum(len(one) + len(BREAK) for one in PAGES[: number - 1])
    span = Span(start, start + len(PAGES[number - 1]))
    words = Words(
        starts=array("l", [span.start]),
        ends=array("l", [span.end]),
        lefts=array("f", [10]),
        tops=array("f", [20]),
        rights=array("f", [30]),
        bottoms=array("f", [40]),
    )
    return Page(number=number, span=span, width=595, height=842, words=words)


def table(number: int, words: str, part: str = "main") -> Table:
    return Table(part=part, page=number, found_by="lines", cells=(TableCell(span=span_of(words), row=0, column=0),))


@pytest.fixture
def packet() -> Document:
    pages = tuple(page(number) for number in range(1, len(PAGES) + 1))
    main = Part(name="main", media_type="application/pdf", span=Span(0, pages[-1].span.end), pages=pages)
    xml = Part(name="x.xml", media_type="application/xml", span=span_of(XML), embedded=True, data="<x/>", leaves={"/t": span_of("95.20")})
    return Document(
        id="packet",
        name="packet.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        text=TEXT,
        parts=(main, xml),
        hidden=(
            Hidden(part="main", why="tiny", text="a", page=3, box=Box(1, 2, 3, 4)),
            Hidden(part="main", why="tiny", text="b", page=4),
            Hidden(part="x.xml", why="tiny", text="c"),
        ),
        tables=(table(3, "more"), table(4, "Invoice 2"), table(1, "95.20", "x.xml")),
    )


def test_pages_count_from_one_and_their_words_move_with_the_text(packet: Document) -> None:
    piece = excerpt(packet, 3, 4)
    assert piece.text == "more of 1" + BREAK + "Invoice 2"
    assert [(one.number, piece.quote(one.span)) for one in piece.parts[0].pages] == [(1, "more of 1"), (2, "Invoice 2")]
    for one in piece.parts[0].pages:
        assert one.words is not None
        assert [piece.quote(word.span) for word in one.words] == [piece.quote(one.span)]
        assert one.box(one.span) == Box(10, 20, 30, 40)


def test_hidden_text_and_tables_keep_to_their_page(packet: Document) -> None:
    piece = excerpt(packet, 3, 3)
    assert [(one.text, one.page, one.box) for one in piece.hidden] == [("a", 1, Box(1, 2, 3, 4))]
    assert [(one.page, piece.quote(one.cells[0].span)) for one in piece.tables] == [(1, "more")]


def test_what_is_embedded_goes_with_the_first_piece_only(packet: Document) -> None:
    first, second = excerpt(packet, 2, 3), excerpt(packet, 4, 4)
    xml = first.parts[1]
    assert (first.quote(xml.span), first.quote(xml.leaves["/t"]), xml.data) == (XML, "95.20", "<x/>")
    assert [first.quote(one.cells[0].span) for one in first.tables] == ["more", "95.20"]
    assert [one.text for one in first.hidden] == ["a", "c"]
    assert [part.name for part in second.parts] == ["main"]
    assert (second.text, second.page_count) == ("Invoice 2", 1)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (4, 5)])
def test_pages_that_are_not_there_are_refused(packet: Document, first: int, last: int) -> None:
    with pytest.raises(ValueError, match="no pages"):
        excerpt(packet, first, last)
