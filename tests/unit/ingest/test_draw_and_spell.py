"""What a person sees of a page: its picture as displayed, and its words at the same places."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.draw import MOST_PIXELS, draw
from ingest.spell import spell
from ingest.upload import Upload, upload_of

WIDE, HIGH = 400, 600
MARGIN = 0.02  # of the page: a word has the height of its font, its ink less


def pdf(*, rotation: int = 0, crop: tuple[float, float, float, float] | None = None, size: tuple[float, float] = (WIDE, HIGH)) -> Upload:
    """One page with a black bar and the word `Total` above it, near the lower left corner of the sheet."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(*size)
    text = pdfium_c.FPDFPageObj_NewTextObj(document, b"Helvetica", 24)
    pdfium_c.FPDFText_SetText(text, _wide("Total"))
    pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, 60, 130)
    pdfium_c.FPDFPage_InsertObject(page, text)
    bar = pdfium_c.FPDFPageObj_CreateNewRect(60, 60, 100, 40)
    pdfium_c.FPDFPageObj_SetFillColor(bar, 0, 0, 0, 255)
    pdfium_c.FPDFPath_SetDrawMode(bar, pdfium_c.FPDF_FILLMODE_ALTERNATE, False)
    pdfium_c.FPDFPage_InsertObject(page, bar)
    pdfium_c.FPDFPage_GenerateContent(page)
    if crop:
        page.set_cropbox(*crop)
    page.set_rotation(rotation)
    target = io.BytesIO()
    document.save(target)
    return upload_of("a.pdf", target.getvalue())


def _wide(text: str) -> object:
    encoded = (text + "\0").encode("utf-16-le")
    return (pdfium_c.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)


def ink(picture: bytes) -> tuple[float, float, float, float]:
    """The box around everything dark, as fractions of the picture."""
    image = Image.open(io.BytesIO(picture)).convert("L").point(lambda grey: 255 if grey < 128 else 0)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    return left / image.width, top / image.height, right / image.width, bottom / image.height


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 40, 300, 500)])
def test_words_stand_where_the_picture_shows_them(rotation: int, crop: tuple[float, float, float, float] | None) -> None:
    upload = pdf(rotation=rotation, crop=crop)
    picture = draw(upload, 1, 800)
    (page,) = spell(read_document(upload))
    ((text, box, _),) = page.words
    assert text == "Total"
    assert box is not None
    left, top, right, bottom = ink(picture.data)
    assert left - MARGIN <= box[0] < box[2] <= right + MARGIN
    assert top - MARGIN <= box[1] < box[3] <= bottom + MARGIN
    assert page.page_size == pytest.approx(picture.page_size)


def test_a_picture_is_as_wide_as_was_asked_for() -> None:
    picture = draw(pdf(), 1, 500)
    assert picture.size[0] == 500
    assert picture.page_size == (WIDE, HIGH)


def test_a_page_of_absurd_proportions_is_drawn_smaller() -> None:
    picture = draw(pdf(size=(100, 14_000)), 1, 3000)
    assert picture.size[0] * picture.size[1] <= MOST_PIXELS * 1.01


@pytest.mark.parametrize("page", [0, 2, 10_000])
def test_a_page_that_is_not_there_is_said(page: int) -> None:
    with pytest.raises(DocumentError) as met:
        draw(pdf(), page, 500)
    assert met.value.code == "not_drawable"


def test_what_has_no_pages_is_not_drawn_but_spelled_by_lines() -> None:
    upload = upload_of("a.txt", b"Total: 5\nTax: 1\n")
    with pytest.raises(DocumentError) as met:
        draw(upload, 1, 500)
    assert met.value.code == "not_drawable"
    (page,) = spell(read_document(upload))
    assert page.page_size is None
    assert [(text, box) for text, box, _ in page.words] == [("Total: 5", None), ("Tax: 1", None)]
