"""PDF: the text, where each word stands on the displayed page, what is embedded, and what cannot be read."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.document import Document
from assay.errors import DocumentError
from assay.geometry import Box
from assay.span import Span
from ingest.assemble import read_document
from ingest.limits import Limits
from ingest.upload import upload_of
from tests.unit.ingest.read_parts import pieces_of

MakePdf = Callable[..., bytes]

HELLO = "BT /F1 12 Tf 20 300 Td (Total due) Tj ET"
CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
{} endcmap end end"""


def read(data: bytes, **limits: int) -> Document:
    return read_document(upload_of("file.pdf", data), limits=Limits(**limits))


def boxes(document: Document) -> dict[str, Box]:
    return {document.quote(word.span): word.box for page in document.parts[0].pages for word in page.words or ()}


def assert_box(box: Box, left: float, top: float, right: float, bottom: float) -> None:
    for got, wanted in zip((box.left, box.top, box.right, box.bottom), (left, top, right, bottom), strict=True):
        assert math.isclose(got, wanted, abs_tol=1.5), box


def test_words_have_boxes_in_points_from_the_top_left(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO))
    assert document.visible_text == "Total due"
    page = document.parts[0].pages[0]
    assert (page.width, page.height) == (300, 400)
    assert_box(boxes(document)["Total"], 20, 89, 47, 103)
    assert_box(boxes(document)["due"], 50, 89, 70, 103)


@pytest.mark.parametrize(
    ("rotation", "size", "box"),
    [
        (0, (280, 380), (10, 79, 37, 93)),
        (90, (380, 280), (287, 10, 301, 37)),
        (180, (280, 380), (243, 287, 270, 301)),
        (270, (380, 280), (79, 243, 93, 270)),
    ],
)
def test_the_crop_box_and_the_rotation_of_the_page_are_applied(
    make_pdf: MakePdf, rotation: int, size: tuple[float, float], box: tuple[float, float, float, float]
) -> None:
    document = read(make_pdf(HELLO, page=f"/CropBox [10 10 290 390] /Rotate {rotation}"))
    page = document.parts[0].pages[0]
    assert (page.width, page.height) == size
    assert_box(boxes(document)["Total"], *box)


def test_pages_are_parted_and_counted(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO, "", "BT /F1 12 Tf 20 300 Td (Third) Tj ET"))
    assert document.visible_text == "Total due\n\f\n\n\f\nThird"
    assert document.page_count == 3
    third = Span(document.visible_text.index("Third"), len(document.visible_text))
    page = document.page_at(third)
    assert page is not None
    assert page.number == 3
    box = page.box(third)
    assert box is not None
    assert_box(box, 20, 89, 46, 103)


def test_a_word_broken_at_the_end_of_a_line_stays_as_printed(make_pdf: MakePdf) -> None:
    document = read(make_pdf("BT /F1 12 Tf 20 300 Td (Rechnungs-) Tj 0 -14 Td (nummer 5) Tj ET"))
    assert document.visible_text == "Rechnungs-\nnummer 5"
    assert list(boxes(document)) == ["Rechnungs-", "nummer", "5"]
    assert boxes(document)["nummer"].top > boxes(document)["Rechnungs-"].top + 10


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000"])
@pytest.mark.parametrize("between", ["_", "_ ", "__"])
def test_words_are_parted_by_every_blank(make_pdf: MakePdf, blank: str, between: str) -> None:
    signs = CMAP.format(f"2 beginbfrange <20> <5E> <0020> <60> <7E> <0060> endbfrange 1 beginbfchar <5F> <{ord(blank):04X}> endbfchar")
    document = read(make_pdf(f"BT /F1 12 Tf 20 300 Td (Total{between}due) Tj 0 -20 Td (below) Tj ET", to_unicode=signs))
    found = boxes(document)
    assert list(found) == ["Total", "due", "below"]
    assert found["Total"].right < found["due"].left
    assert found["below"].left == pytest.approx(20)


def test_a_wide_gap_parts_words_and_letterspacing_does_not(make_pdf: MakePdf) -> None:
    document = read(make_pdf("BT /F1 12 Tf 20 300 Td [(Total) -5000 (5.00)] TJ 0 -20 Td 6 Tc (WIDE) Tj ET"))
    assert document.visible_text == "Total 5.00\nWIDE"
    assert boxes(document)["5.00"].left > 100


@pytest.mark.parametrize(("gap", "text"), [(2.0, "88802 Spielkreis"), (1.0, "88802Spielkreis")])
def test_a_narrow_gap_between_digits_and_letters_parts_words(make_pdf: MakePdf, gap: float, text: str) -> None:
    width = 33.36  # of five digits in 12-point Helvetica
    address = f"BT /F1 12 Tf 20 300 Td (88802) Tj {width + gap} 0 Td (Spielkreis) Tj ET"
    document = read(make_pdf(f"{address} BT /F1 12 Tf 20 200 Td (Total due) Tj ET"))
    assert document.visible_text == f"{text}\nTotal due"
    words = text.split()
    assert list(boxes(document)) == [*words, "Total", "due"]
    assert boxes(document)[words[0]].left == pytest.approx(20)
    assert len(words) == 1 or boxes(document)["Spielkreis"].left == pytest.approx(20 + width + gap, abs=0.1)


def test_spaced_out_letters_stay_one_word(make_pdf: MakePdf) -> None:
    assert read(make_pdf("BT /F1 12 Tf 2 Tc 20 300 Td (88802Spielkreis) Tj ET")).visible_text == "88802Spielkreis"


def test_a_page_may_hold_any_number_of_words(make_pdf: MakePdf) -> None:
    lines = " ".join("(a b c d e f g h) Tj T*" for _ in range(150))
    document = read(make_pdf(f"BT /F1 2 Tf 2.5 TL 20 390 Td {lines} ET"))
    words = list(document.parts[0].pages[0].words or ())
    assert [document.quote(word.span) for word in words] == list("abcdefgh") * 150
    assert [word.box.left for word in words[:8]] == [word.box.left for word in words[-8:]]
    assert words[-1].box.top - words[0].box.top == pytest.approx(2.5 * 149, abs=0.1)


def test_text_that_runs_the_other_way_has_whole_boxes(make_pdf: MakePdf) -> None:
    document = read(make_pdf("BT /F1 12 Tf -1 0 0 -1 200 300 Tm (Total) Tj ET BT /F1 12 Tf 0 1 -1 0 100 100 Tm (Upwards) Tj ET"))
    assert_box(boxes(document)["Total"], 173, 97, 200, 111)
    assert_box(boxes(document)["Upwards"], 89, 253, 103, 300)


def test_signs_beyond_the_basic_plane_and_unprintable_ones_shift_no_box(make_pdf: MakePdf) -> None:
    cmap = CMAP.format("4 beginbfchar <41> <D83DDE00> <42> <00660069> <43> <0002> <45> <D83D> endbfchar")
    document = read(make_pdf("BT /F1 12 Tf 20 300 Td (A xBy C E Total) Tj ET", to_unicode=cmap))
    plain = read(make_pdf("BT /F1 12 Tf 20 300 Td (A xBy C E Total) Tj ET"))
    assert document.visible_text.split() == ["😀", "xfiy", "\ufffd", "Total"]
    assert boxes(document)["Total"] == boxes(plain)["Total"]


def test_embedded_xml_becomes_a_part_that_nobody_sees(make_pdf: MakePdf) -> None:
    xml = b"<Invoice><Total>12.50</Total></Invoice>"
    document = read(make_pdf(HELLO, attached={"factur-x.xml": xml, "photo.png": b"\x89PNG\r\n\x1a\n"}))
    part = document.parts[1]
    assert (part.name, part.media_type, part.embedded, part.pages) == ("factur-x.xml", "application/xml", True, ())
    assert document.quote(part.leaves["/Invoice/Total"]) == "12.50"
    assert part.data == xml.decode()
    assert [notice.code for notice in document.notices] == ["attachment_not_read"]
    assert document.visible_parts() == document.parts[:1]


def test_broken_embedded_xml_does_not_harm_the_page(make_pdf: MakePdf) -> None:
    document = read(make_pdf(HELLO, attached={"factur-x.xml": b"<Invoice>"}))
    assert document.visible_text == "Total due"
    assert [notice.code for notice in document.notices] == ["attachment_failed"]


def test_a_scan_with_embedded_data_can_be_read(make_pdf: MakePdf) -> None:
    document = read(make_pdf("", attached={"factur-x.xml": b"<Invoice><Total>12.50</Total></Invoice>"}))
    assert [part.embedded for part in pieces_of(document)] == [False, True]
    assert [notice.code for notice in document.notices] == ["no_text"]


@pytest.mark.parametrize("content", ["", "0 0 100 100 re f", "BT /F1 12 Tf 20 300 Td (   ) Tj ET"])
def test_pages_without_text_are_no_success(make_pdf: MakePdf, content: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_pdf(content))
    assert caught.value.code == "no_text"
    assert "`ocr` extra" in caught.value.fix


def test_a_password_is_asked_for(make_pdf: MakePdf) -> None:
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00> <00>]"
    with pytest.raises(DocumentError) as caught:
        read(make_pdf(HELLO, trailer=encrypt))
    assert caught.value.code == "encrypted"


def test_a_page_that_cannot_be_loaded_keeps_its_number(make_pdf: MakePdf) -> None:
    whole = make_pdf(HELLO, HELLO.replace("Total", "Other"))
    document = read(whole.replace(b"/Kids [6 0 R 8 0 R]", b"/Kids [5 0 R 8 0 R]"))
    assert [document.quote(page.span) for page in document.parts[0].pages] == ["", "Other due"]


def test_too_many_pages_are_refused(make_pdf: MakePdf) -> None:
    with pytest.raises(DocumentError) as caught:
        read(make_pdf(HELLO, HELLO, HELLO), pdf_pages=2)
    assert caught.value.code == "too_many_pages"


def test_a_damaged_file_says_so() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"%PDF-1.7\nnothing that follows makes sense")
    assert caught.value.code == "corrupt_document"


def test_lines_before_the_header_are_no_harm(make_pdf: MakePdf) -> None:
    assert read(b"X-Gateway: scanned\r\n\r\n" + make_pdf(HELLO)).visible_text == "Total due"


def test_what_pdfium_cannot_open_is_read_by_pdfplumber(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pdf.pdfium.content", lambda *_, **__: None)
    document = read(make_pdf(HELLO + " BT /F1 12 Tf 20 200 Td (5.00) Tj ET", page="/CropBox [10 10 290 390]"))
    assert document.visible_text == "Total due\n5.00"
    assert [notice.code for notice in document.notices] == ["read_by"]
    assert_box(boxes(document)["Total"], 10, 80, 38, 92)


def test_nothing_is_left_open_at_exit(make_pdf: MakePdf, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(make_pdf(HELLO, HELLO))
    code = (
        "import sys, pathlib; from ingest.assemble import read_document; from ingest.upload import open_upload;"
        "print(read_document(open_upload(pathlib.Path(sys.argv[1]))).page_count)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code, str(file)], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("2\n", "")
