"""A page as a picture, for people: as it is displayed, with crop box and rotation."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2 as pdfium

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.media import PDF, sniff
from ingest.pdfium import ONE_AT_A_TIME
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
    """The page (from 1) of a PDF, `width` pixels wide or less where it would have too many.

    Raises DocumentError: `not_drawable` for what has no such page, or what the reader says of a file that is none.
    """
    if sniff(upload, DEFAULT_LIMITS) != PDF:
        raise DocumentError("not_drawable")
    with ONE_AT_A_TIME:
        return _drawn(upload.data, page, min(max(width, LEAST_WIDTH), MOST_WIDTH))


def _drawn(data: bytes, number: int, width: int) -> Picture:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise DocumentError("not_drawable") from error
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
    image = page.render(scale=scale).to_pil().convert("RGB")
    target = io.BytesIO()
    image.save(target, format="JPEG", quality=QUALITY)
    return Picture(data=target.getvalue(), size=image.size, page_size=(wide, high))
