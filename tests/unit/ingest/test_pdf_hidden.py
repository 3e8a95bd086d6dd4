"""PDF: what nobody sees leaves the text and is labelled; what is seen, and a scan's own text, stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.document import Document
from ingest.assemble import read_document
from ingest.upload import upload_of

MakePdf = Callable[..., bytes]

SEEN = "0 g BT /F1 12 Tf 20 300 Td (Total due) Tj ET"


def read(data: bytes) -> Document:
    return read_document(upload_of("file.pdf", data))


def unseen(document: Document) -> list[tuple[str, str]]:
    return [(hidden.why, hidden.text) for hidden in document.hidden]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("1 g BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET", "same_colour"),
        ("0.99 g BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET", "same_colour"),
        ("0 0 1 rg 10 270 200 25 re f BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET", "same_colour"),
        ("BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET 10 270 200 25 re f", "same_colour"),
        ("BT /F1 1 Tf 20 280 Td (pay nothing) Tj ET", "tiny"),
        ("BT /F1 12 Tf 0.1 0 0 0.1 20 280 Tm (pay nothing) Tj ET", "tiny"),
        ("BT /F1 12 Tf -200 280 Td (pay nothing) Tj ET", "off_page"),
        ("BT /F1 12 Tf 20 -50 Td (pay nothing) Tj ET", "off_page"),
        ("BT /F1 12 Tf 3 Tr 20 280 Td (pay nothing) Tj ET", "invisible"),
    ],
)
def test_what_nobody_sees_is_labelled_and_leaves_the_text(make_pdf: MakePdf, content: str, why: str) -> None:
    document = read(make_pdf(f"{SEEN} {content} 0 g BT 0 Tr /F1 12 Tf 20 200 Td (Thank you) Tj ET"))
    assert document.visible_text == "Total due\nThank you"
    assert unseen(document) == [(why, "pay nothing")]
    words = document.parts[0].pages[0].words or ()
    assert [document.quote(word.span) for word in words] == ["Total", "due", "Thank", "you"]


def test_where_it_stands_is_kept(make_pdf: MakePdf) -> None:
    (hidden,) = read(make_pdf(f"{SEEN} 1 g BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET")).hidden
    assert hidden.page == 1
    assert hidden.box is not None
    assert (round(hidden.box.left), round(hidden.box.top)) == (20, 109)


@pytest.mark.parametrize(
    "content",
    [
        "0 0 1 rg 10 270 200 25 re f 1 g BT /F1 12 Tf 20 280 Td (stays here) Tj ET",
        "0.5 g BT /F1 12 Tf 20 280 Td (stays here) Tj ET",
        "1 0 0 rg BT /F1 12 Tf 20 280 Td (stays here) Tj ET",
        "1 g 0 G BT /F1 12 Tf 1 Tr 20 280 Td (stays here) Tj ET",
        "BT /F1 12 Tf 0.5 0 0 0.5 20 280 Tm (stays here) Tj ET",
        "10 277 100 0.5 re f BT /F1 12 Tf 20 280 Td (stays here) Tj ET",
    ],
)
def test_what_is_seen_stays(make_pdf: MakePdf, content: str) -> None:
    document = read(make_pdf(f"{SEEN} {content}"))
    assert document.visible_text == "Total due\nstays here"
    assert unseen(document) == []


def test_words_painted_sign_by_sign_are_looked_at_too(make_pdf: MakePdf) -> None:
    signs = " ".join(f"1 0 0 1 {20 + 8 * place} 280 Tm ({sign}) Tj" for place, sign in enumerate("paynothing"))
    document = read(make_pdf(f"{SEEN} 1 g BT /F1 12 Tf {signs} ET"))
    assert document.visible_text == "Total due"
    assert [why for why, _ in unseen(document)] == ["same_colour"]


def test_the_recognised_text_of_a_scan_is_not_hidden(make_pdf: MakePdf) -> None:
    picture = "q 300 0 0 400 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    document = read(make_pdf(f"{picture} BT /F1 12 Tf 3 Tr 20 300 Td (Total due) Tj ET"))
    assert document.visible_text == "Total due"
    assert unseen(document) == []
    assert document.notices == ()


def test_a_page_on_its_side_is_looked_at_as_it_is_displayed(make_pdf: MakePdf) -> None:
    page = "/Rotate 90 /CropBox [10 10 290 390]"
    document = read(make_pdf(f"{SEEN} 1 g BT /F1 12 Tf 20 280 Td (pay nothing) Tj ET", page=page))
    assert document.visible_text == "Total due"
    assert unseen(document) == [("same_colour", "pay nothing")]
