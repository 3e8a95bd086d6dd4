"""A page as a picture, for people: as it is displayed, with crop box and rotation."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.media import PDF, PICTURES, sniff
from ingest.pdf.pdfium import ONE_AT_A_TIME
from ingest.picture import pictures
from ingest.upload import Upload

LEAST_WIDTH, MOST_WIDTH = 50, 3000
MOST_PIXELS = 24_000_000  # a page may be a thousand times as high as it is wide
QUALITY = 80  # encoding dominates: JPEG takes a tenth of the time of PNG or lossless WebP, at the size of a scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG, its size in pixels, and the displayed page's size in points."""

    data: bytes
    size: tuple[int, int]
    page_size: tuple[float, float]


def draw(upload: Upload, page: int, width: int) -> Picture:
    """The page (from 1) of a PDF or of a picture, `width` pixels wide or less where it would have too many.

    Raises DocumentError: `not_drawable` for what has no such page, or what the reader says of a file that is none.
    """
    media_type = sniff(upload, DEFAULT_LIMITS)
    width = min(max(width, LEAST_WIDTH), MOST_WIDTH)
    if media_type in PICTURES:
        return _of_picture(upload, media_type, page, width)
    if media_type != PDF:
        raise DocumentError("not_drawable")
    with ONE_AT_A_TIME:
        return _of_pdf(upload, page, width)


def _of_picture(upload: Upload, media_type: str, number: int, width: int) -> Picture:
    """As text recognition sees it: the right way up, in grey."""
    wanted = next(islice(pictures(upload.data, media_type, DEFAULT_LIMITS), max(0, number - 1), None), None)
    if wanted is None or number < 1:
        raise DocumentError("not_drawable")
    image = wanted.image
    scale = min(width / image.width, (MOST_PIXELS / (image.width * image.height)) ** 0.5)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return _encoded(image.resize(size), wanted.points)


def _of_pdf(upload: Upload, number: int, width: int) -> Picture:
    try:
        document = pdfium.PdfDocument(upload.data, password=upload.password)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise DocumentError("encrypted" if locked else "not_drawable") from error
    try:
        if not 1 <= number <= len(document):
            raise DocumentError("not_drawable")
        return _picture(document[number - 1], width)
    except pdfium.PdfiumError as error:
        raise DocumentError("not_drawable") from error
    finally:
        document.close()


def _picture(page: pdfium.PdfPage, width: int) -> Picture:
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        raise DocumentError("not_drawable")
    scale = min(width / wide, (MOST_PIXELS / (wide * high)) ** 0.5)
    return _encoded(page.render(scale=scale).to_pil().convert("RGB"), (wide, high))


def _encoded(image: Image.Image, page_size: tuple[float, float]) -> Picture:
    target = io.BytesIO()
    image.save(target, format="JPEG", quality=QUALITY)
    return Picture(data=target.getvalue(), size=image.size, page_size=page_size)
