"""What paints a PDF page: its objects, those in its forms too, and how each is painted. Callers hold pdfium's lock."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from ctypes import PYFUNCTYPE, byref, c_float, c_int, c_uint, c_void_p, cast, memset
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import not_
from typing import TypeAlias

import pypdfium2.raw as pdfium_c

from ingest.pdf.characters import Handle
from ingest.pdf.placed import View

_DEEPEST = 20  # forms in forms
_MOST_OF_IT = 0.5  # of a page, under a picture

SHADES = 4
Fill: TypeAlias = "tuple[int, int, int, int]"

_OBJECT = pdfium_c.FPDF_PAGEOBJECT
# Without declared arguments, as in `ingest.pdf.characters`: `FPDFPage_GetObject(page, int)`, `FPDFFormObj_GetObject(form, int)`,
# `FPDFPageObj_GetType(object)`, `FPDFTextObj_GetTextRenderMode(object)` (-1 for what is no text), and
# `FPDFPageObj_GetFillColor(object, four byrefs of c_uint)`.
_on_page = PYFUNCTYPE(_OBJECT)(cast(pdfium_c.FPDFPage_GetObject, c_void_p).value or 0)
_in_form = PYFUNCTYPE(_OBJECT)(cast(pdfium_c.FPDFFormObj_GetObject, c_void_p).value or 0)
_kind = PYFUNCTYPE(c_int)(cast(pdfium_c.FPDFPageObj_GetType, c_void_p).value or 0)
_mode = PYFUNCTYPE(c_int)(cast(pdfium_c.FPDFTextObj_GetTextRenderMode, c_void_p).value or 0)
_fill = PYFUNCTYPE(c_int)(cast(pdfium_c.FPDFPageObj_GetFillColor, c_void_p).value or 0)
_AT_ONCE = 512
_FILLS = (c_uint * (4 * _AT_ONCE))()
_FILL_BYTES = memoryview(_FILLS).cast("B")
_FILL_TARGETS = [[byref(_FILLS, place) for place in range(4 * shade, 16 * _AT_ONCE, 16)] for shade in range(4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Painters:
    """The objects that paint a page, those in its forms too.

    `modes` has the way in which each of the texts is painted; `pictures` the page's own objects that pictures belong to.
    """

    texts: list[Handle] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    paths: list[Handle] = field(default_factory=list)
    pictures: list[Handle] = field(default_factory=list)


def painters_of(page: Handle) -> Painters:
    """What paints the page, in no special order."""
    found = Painters()
    _sort(map(_on_page, repeat(page), range(pdfium_c.FPDFPage_CountObjects(page))), None, found, 0)
    return found


def _sort(objects: Iterable[Handle], root: Handle | None, found: Painters, depth: int) -> None:
    some = [*objects]
    modes = modes_of(some)
    texts = [mode >= 0 for mode in modes]
    found.texts.extend(compress(some, texts))
    found.modes.extend(compress(modes, texts))
    for one in compress(some, map(not_, texts)):
        kind = _kind(one)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            found.paths.append(one)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append(root or one)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            _sort(map(_in_form, repeat(one), range(pdfium_c.FPDFFormObj_CountObjects(one))), root or one, found, depth + 1)


def modes_of(texts: Iterable[Handle]) -> list[int]:
    """How each of the texts is painted: one of `FPDF_TEXTRENDERMODE_*`."""
    return [*map(_mode, texts)]


def is_mostly_picture(page: Handle, view: View) -> bool:
    """Whether one picture covers most of the page, and its text is not the picture's own, as recognised by whoever made the file."""
    there = painters_of(page)
    if there.modes and all(mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE for mode in there.modes):
        return False
    width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
    boxes = (view.shown(*bounds(picture)) for picture in there.pictures)
    sides = ((min(right, width) - max(left, 0.0), min(bottom, height) - max(top, 0.0)) for left, top, right, bottom in boxes)
    return any(max(0.0, across) * max(0.0, down) > _MOST_OF_IT * width * height for across, down in sides)


def fills_of(objects: Sequence[Handle]) -> array[int]:
    """Red, green, blue and opacity of each, one after the other, from 0 to 255."""
    values = array("I")
    for start in range(0, len(objects), _AT_ONCE):
        some = objects[start : start + _AT_ONCE]
        memset(_FILLS, 0, 16 * len(some))  # a pattern is no colour: taken for transparent, so that it is looked at
        deque(map(_fill, some, *_FILL_TARGETS), maxlen=0)
        values.frombytes(_FILL_BYTES[: 16 * len(some)])
    return values


def colours_in(fills: array[int]) -> set[Fill]:
    """The different ones of them."""
    one = fills[:SHADES]
    # As it is on most pages.
    if fills.tobytes() == one.tobytes() * (len(fills) // SHADES):
        fills = one
    return {*by_object(fills)}


def by_object(fills: array[int]) -> Iterator[Fill]:
    """Red, green, blue and opacity of each."""
    shades = iter(fills)
    return zip(shades, shades, shades, shades, strict=True)


def bounds(one: Handle) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of an object, in the points of what holds it."""
    sides = [c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(one, *map(byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def is_filled(path: Handle) -> bool:
    """Whether the area of the path is painted, not its edges alone."""
    mode, stroked = c_int(), c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(path, byref(mode), byref(stroked))) and mode.value != pdfium_c.FPDF_FILLMODE_NONE
