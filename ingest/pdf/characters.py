"""A page's characters as pdfium counts them: their codes, boxes and the objects that they are painted by.

Every PDF passes here, so the calls that are made for each word go to pdfium without declared arguments, whose conversion costs as
much as the call itself: each has to be given what its comment says. A character is a UTF-16 unit; boxes are left, top, right,
bottom in the page's own points, y upwards.
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from ctypes import PYFUNCTYPE, byref, c_float, c_int, c_uint, c_ushort, c_void_p, cast, memset
from itertools import repeat
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium_c

# A page, the text of a page or an object on it, as ctypes hands it over.
Handle: TypeAlias = Any

BOX_FLOATS = 4
_BOX_BYTES = 4 * BOX_FLOATS
# `FPDFText_GetLooseCharBox(text page as a parameter, int, byref of FS_RECTF)`, `FPDFText_GetTextObject(text page as a parameter, int)`
_box = PYFUNCTYPE(None)(cast(pdfium_c.FPDFText_GetLooseCharBox, c_void_p).value or 0)
_object = PYFUNCTYPE(c_void_p)(cast(pdfium_c.FPDFText_GetTextObject, c_void_p).value or 0)
# Rarely called, this declares what it takes: the address of a text page, and a number.
_unicode = PYFUNCTYPE(c_uint, c_void_p, c_int)(cast(pdfium_c.FPDFText_GetUnicode, c_void_p).value or 0)
# pdfium writes here; made once, because making a target costs as much as a call, and an array of a new length far more.
_AT_ONCE = 1024
_BUFFER = (c_float * (BOX_FLOATS * _AT_ONCE))()
_BYTES = memoryview(_BUFFER).cast("B")
_UNITS = (c_ushort * 65_536)()
_TARGETS = [byref(_BUFFER, start) for start in range(0, _BOX_BYTES * _AT_ONCE, _BOX_BYTES)]


def address(handle: Handle) -> int:
    """Where the object lies: two handles of one object have the same."""
    return cast(handle, c_void_p).value or 0


def _parameter(text_page: Handle) -> Any:
    return c_void_p.from_param(address(text_page))


def characters(text_page: Handle) -> str:
    """One code point for each of pdfium's characters, so that an index into the one is an index into the other."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    units = _UNITS if 2 * count < len(_UNITS) else (c_ushort * (2 * count + 1))()
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, units)
    text = bytes(memoryview(units).cast("B")[: 2 * (written - 1)]).decode("utf-16-le", "ignore")
    if len(text) == count:
        return text
    # The text leaves out what cannot be printed; the characters themselves are all there.
    codes = map(_unicode, repeat(address(text_page)), range(count))
    return "".join([chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes])


def painted_by(text_page: Handle, numbers: Sequence[int]) -> Iterator[int | None]:
    """The address of the object that paints each of the characters; None for those that pdfium made up, blanks mostly."""
    return map(_object, repeat(_parameter(text_page)), numbers)


def boxes(text_page: Handle, numbers: Sequence[int]) -> array[float]:
    """Four floats for each of the characters; zeros where pdfium knows no box."""
    found = array("f")
    of_page = _parameter(text_page)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        memset(_BUFFER, 0, _BOX_BYTES * len(some))
        deque(map(_box, repeat(of_page), some, _TARGETS), maxlen=0)
        found.frombytes(_BYTES[: _BOX_BYTES * len(some)])
    return found
