"""Pages of a PDF as scans for text recognition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import pypdfium2 as pypdfium
import pypdfium2.raw as pdfium_c

from ingest.ocr.base import Scan
from ingest.pdf import pdfium
from ingest.pdf.painting import GREY, painted

_DPI = 300.0
_LEAST_DPI = 50.0
_MOST_PIXELS = 16_000_000
_POINTS_PER_INCH = 72.0


def scans(data: bytes, password: str | None, wanted: Iterable[int]) -> Iterator[tuple[int, Scan]]:
    """The wanted pages that show something, by their index. Raises `DocumentError`: `encrypted`."""
    with pdfium.ONE_AT_A_TIME:
        document = pdfium.opened(data, password)
    if document is None:
        return
    try:
        for index in wanted:
            with pdfium.ONE_AT_A_TIME:
                scan = _scan(document, index)
            if scan is not None:
                yield index, scan
    finally:
        with pdfium.ONE_AT_A_TIME:
            document.close()


def _scan(document: pypdfium.PdfDocument, index: int) -> Scan | None:
    with pdfium.loaded(document, index) as page:
        if page is None:
            return None
        width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
        dpi = min(_DPI, _POINTS_PER_INCH * math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
        if dpi < _LEAST_DPI:
            return None  # a page as large as a house: no letter would be left
        picture = painted(page, (0.0, 0.0, width, height), dpi / _POINTS_PER_INCH, GREY)
    return None if picture.is_plain else Scan(width=picture.width, height=picture.height, pixels=picture.pixels, dpi=dpi)
