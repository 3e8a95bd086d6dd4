"""PDF: passwords, the readers after pdfium, text recognition, and files built to do harm."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pypdf
import pytest

from assay.document import Document
from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.ocr.base import Recognised, Recogniser, Scan, SeenWord
from ingest.pdf import plumber
from ingest.pdf import pypdf as last_reader
from ingest.pdf.inflation import check_inflation
from ingest.pdf.junk import is_junk
from ingest.pdf.nested_forms import check_forms
from ingest.upload import upload_of

MakePdf = Callable[..., bytes]

HELLO = "BT /F1 12 Tf 20 300 Td (Total due) Tj ET"
DRAWN = "20 290 100 30 re f"


def read(data: bytes, *, password: str | None = None, recognise: Recogniser | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    return read_document(upload_of("file.pdf", data, password=password), recognise=recognise, limits=limits)


def locked(data: bytes, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_password_opens_the_file(make_pdf: MakePdf) -> None:
    data = locked(make_pdf(HELLO), "secret")
    assert read(data, password="secret").visible_text == "Total due"
    for reader in (plumber, last_reader):
        assert reader.pages(data, DEFAULT_LIMITS, password="secret")[0].text == "Total due"


@pytest.mark.parametrize("password", [None, "wrong"])
def test_without_its_password_a_file_is_refused(make_pdf: MakePdf, password: str | None) -> None:
    data = locked(make_pdf(HELLO), "secret")
    reads: list[Callable[[], object]] = [
        lambda: read(data, password=password),
        lambda: plumber.pages(data, DEFAULT_LIMITS, password=password),
        lambda: last_reader.pages(data, DEFAULT_LIMITS, password=password),
    ]
    for attempt in reads:
        with pytest.raises(DocumentError) as caught:
            attempt()
        assert caught.value.code == "encrypted"


def test_pages_say_who_read_them(make_pdf: MakePdf) -> None:
    assert [page.read_by for page in read(make_pdf(HELLO)).parts[0].pages] == ["pdfium"]


def test_the_last_reader_has_text_and_no_places(make_pdf: MakePdf) -> None:
    page = last_reader.pages(make_pdf(HELLO, page="/Rotate 90"), DEFAULT_LIMITS)[0]
    assert (page.text, page.words, page.width, page.height) == ("Total due", None, 400, 300)


def test_slow_readers_leave_files_alone_that_they_count_otherwise(make_pdf: MakePdf) -> None:
    data = make_pdf(HELLO, HELLO)
    for reader in (plumber, last_reader):
        assert reader.pages(data, DEFAULT_LIMITS, of=3) == {}
        assert [*reader.pages(data, DEFAULT_LIMITS, wanted=[1], of=2)] == [1]


def seen(scan: Scan) -> Recognised:
    """Finds one word in the lower right quarter of whatever it is shown."""
    box = (scan.width * 0.5, scan.height * 0.5, scan.width * 1.0, scan.height * 1.0)
    return Recognised(engine="eyes 1.0", words=(SeenWord(text="Stamped", box=box, confidence=0.9, line=0),))


def test_a_page_without_text_that_shows_something_is_recognised(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO, DRAWN, ""), recognise=seen)
    pages = document.parts[0].pages
    assert [document.quote(page.span) for page in pages] == ["Total due", "Stamped", ""]
    assert [page.read_by for page in pages[:2]] == ["pdfium", "eyes 1.0"]
    assert [notice.code for notice in document.notices] == ["read_by"]
    words = pages[1].words
    assert words is not None
    box = words[0].box
    assert [round(side) for side in (box.left, box.top, box.right, box.bottom)] == [150, 200, 300, 400]


UNMAPPED = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7F> <E000> endbfrange endcmap end end"""


def test_text_that_cannot_be_read_is_recognised_instead(make_pdf: MakePdf) -> None:
    data = make_pdf(HELLO, to_unicode=UNMAPPED)
    assert read(data, recognise=seen).visible_text == "Stamped"
    assert [notice.code for notice in read(data).notices] == ["not_recognised"]


def test_without_text_recognition_it_is_said_that_text_may_be_missing(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO, DRAWN))
    assert [notice.code for notice in document.notices] == ["not_recognised"]


def test_no_more_pages_are_recognised_than_the_limit(make_pdf: MakePdf) -> None:
    document = read(make_pdf(DRAWN, DRAWN), recognise=seen, limits=Limits(recognition_pages=1))
    assert document.visible_text.split() == ["Stamped"]
    assert [notice.code for notice in document.notices] == ["read_by", "not_recognised"]


def failing(_: Scan) -> Recognised:
    raise DocumentError("timeout")


def test_a_page_that_takes_too_long_to_recognise_does_not_harm_the_others(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO, DRAWN), recognise=failing)
    assert document.visible_text.strip() == "Total due"
    assert [notice.code for notice in document.notices] == ["recognition_failed"]
    with pytest.raises(DocumentError) as caught:
        read(make_pdf(DRAWN), recognise=failing)
    assert caught.value.code == "timeout"


def test_a_stamp_on_a_scan_does_not_keep_it_from_being_recognised(make_pdf: MakePdf) -> None:
    picture = "q 300 0 0 400 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    stamp = "BT /F1 12 Tf 20 20 Td (p. 1) Tj ET"
    assert read(make_pdf(f"{picture} {stamp}"), recognise=seen).visible_text == "Stamped"
    assert read(make_pdf(stamp), recognise=seen).visible_text == "p. 1"


@pytest.mark.parametrize(
    ("text", "junk"),
    [
        ("Total due 12.50", False),
        ("Σύνολο 12,50 €", False),
        ("合计：一二三四五", False),
        ("\uf0b7 first item of the list\n\uf0b7 second item of the list", False),
        ("\ue001\ue002\ue003 \ue004\ue005 12", True),
        ("\ufffd\ufffd\ufffd\ufffd due", True),
        ("(cid:3)(cid:17)(cid:4) (cid:5)", True),
    ],
)
def test_text_of_unmapped_glyphs_is_junk(text: str, junk: bool) -> None:
    assert is_junk(text) is junk


def stream(data: bytes) -> bytes:
    return b"%%PDF-1.7\n4 0 obj << /Length %d >>\nstream\n%s\nendstream\nendobj" % (len(data), data)


@pytest.mark.parametrize("layers", [1, 2])
def test_streams_that_explode_are_refused_before_they_are_unpacked(layers: int) -> None:
    data = bytes(30_000_000)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    bomb = stream(data) if len(data) > 1_000 else stream(data + bytes(1_000))
    check_inflation(bomb, Limits(unpacked_bytes=40_000_000))
    with pytest.raises(DocumentError) as caught:
        check_inflation(bomb, Limits(unpacked_bytes=20_000_000))
    assert caught.value.code == "too_large_uncompressed"


def forms(levels: int, draws: int) -> bytes:
    """Forms each of which draws the next so many times."""
    form = "{} 0 obj << /Type /XObject /Subtype /Form /Resources << /XObject << /X {} 0 R >> >> >>\nstream\n{}\nendstream endobj\n"
    return "".join(form.format(level, level + 1, "/X Do " * draws) for level in range(10, 10 + levels)).encode()


def test_forms_that_draw_each_other_without_end_are_refused() -> None:
    check_forms(forms(levels=3, draws=10))
    check_forms(forms(levels=30, draws=1))
    for bomb in (forms(levels=8, draws=10), forms(levels=3, draws=2).replace(b"/X 13 0 R", b"/X 10 0 R")):
        with pytest.raises(DocumentError) as caught:
            check_forms(bomb)
        assert caught.value.code == "too_complex"
