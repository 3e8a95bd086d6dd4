"""A page as pixels: what pdfium paints of it. Callers hold pdfium's lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_ubyte
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium_c

from ingest.pdf.characters import Handle

_WHITE = 0xFFFFFFFF
GREY, COLOUR = 1, 3  # bytes a pixel
_FORMATS = {GREY: pdfium_c.FPDFBitmap_Gray, COLOUR: pdfium_c.FPDFBitmap_BGR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """`height` rows of `width` pixels of `depth` bytes."""

    width: int
    height: int
    depth: int
    pixels: bytes = field(repr=False)

    @property
    def is_plain(self) -> bool:
        """Whether all of it has one colour."""
        return self.pixels == self.pixels[: self.depth] * (self.width * self.height)


def painted(page: Handle, box: tuple[float, float, float, float], scale: float, depth: int = GREY) -> Painted:
    """The part of the displayed page within the box (left, top, right, bottom in points), on white. At least one pixel."""
    left, top, right, bottom = box
    width, height = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    stride = -(-width * depth // 4) * 4
    buffer = (c_ubyte * (stride * height))()
    whole = [max(1, round(size * scale)) for size in (pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page))]
    with _bitmap(width, height, _FORMATS[depth], buffer, stride) as bitmap:
        pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, -round(left * scale), -round(top * scale), *whole, 0, pdfium_c.FPDF_ANNOT)
    return Painted(width=width, height=height, depth=depth, pixels=_rows(bytes(buffer), stride, width * depth))


@contextmanager
def _bitmap(width: int, height: int, kind: int, buffer: object, stride: int) -> Iterator[Handle]:
    bitmap = pdfium_c.FPDFBitmap_CreateEx(width, height, kind, buffer, stride)
    if not bitmap:
        raise MemoryError
    try:
        yield bitmap
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)


def _rows(pixels: bytes, stride: int, length: int) -> bytes:
    """The rows without what pads them."""
    if stride == length:
        return pixels
    return b"".join([pixels[start : start + length] for start in range(0, len(pixels), stride)])
