"""Pages of a PDF through pdfium: text in pdfium's reading order, words with boxes, embedded files.

Built for speed, since every PDF passes here: a page's text is taken once, then two calls a word for the boxes of its
first and last character, which pdfium writes straight into one buffer. Words end at white space, which pdfium
generates where a gap on the page is wide; it was never seen to glue words that a reader sees apart.
"""

from __future__ import annotations

import re
import sys
import threading
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import PYFUNCTYPE, addressof, c_float, c_int, c_uint, c_void_p, cast
from dataclasses import dataclass
from itertools import repeat
from operator import le
from typing import TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assay.document import Words
from assay.errors import DocumentError
from ingest.clean import INVISIBLE, clean
from ingest.limits import Limits
from ingest.readers.base import RawPage

# pdfium keeps global state: one call at a time in a process.
_ONE_AT_A_TIME = threading.Lock()

# `FPDFText_GetLooseCharBox(text page, character, FS_RECTF*)` and `FPDFText_GetUnicode(text page, character)` for plain addresses,
# which cost half of what typed pointers cost.
_char_box = PYFUNCTYPE(None, c_void_p, c_int, c_void_p)(cast(pdfium_c.FPDFText_GetLooseCharBox, c_void_p).value or 0)
_unicode = PYFUNCTYPE(c_uint, c_void_p, c_int)(cast(pdfium_c.FPDFText_GetUnicode, c_void_p).value or 0)
_FLOATS = 4  # left, top, right, bottom, as FS_RECTF has them; y grows upwards
_BOX_BYTES = 4 * _FLOATS

# pdfium writes U+FFFE for a hyphen that ends a line, and takes the line break away.
_HYPHEN = "\ufffe"
_WORD = re.compile(f"[^\\s{_HYPHEN}]+{_HYPHEN}?|{_HYPHEN}")
_PLAIN_WORD = re.compile(r"\S+")
_BLANKS_AT_END = re.compile(" +\n")
_BLANKS_BEFORE_BREAK = re.compile(" +(?=\r\n)")
# What cannot be taken over sign by sign: what the gate drops, and what takes two UTF-16 units.
_DROPPED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff" + INVISIBLE.replace(_HYPHEN, "")
_ODD = re.compile(f"[{_DROPPED}\U00010000-\U0010ffff]|\r(?!\n)")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

_Range: TypeAlias = "tuple[array[float], array[float]]"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """What pdfium found: the pages, and the embedded files by name."""

    pages: tuple[RawPage, ...]
    attachments: tuple[tuple[str, bytes], ...]


def content(data: bytes, limits: Limits) -> Content | None:
    """The pages and embedded files; None when pdfium cannot open it.

    Raises `DocumentError`: `encrypted` or `too_many_pages`.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
                raise DocumentError("encrypted") from error
            return None
        with document:
            if len(document) > limits.pdf_pages:
                raise DocumentError("too_many_pages", f"The file has {len(document):,} pages; at most {limits.pdf_pages:,} are read.")
            pages = tuple(_page(document, index) for index in range(len(document)))
            return Content(pages=pages, attachments=tuple(_attachments(document, limits)))


def _attachments(document: pdfium.PdfDocument, limits: Limits) -> Iterator[tuple[str, bytes]]:
    for index in range(min(document.count_attachments(), limits.attachments)):
        try:
            attachment = document.get_attachment(index)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except (pdfium.PdfiumError, UnicodeDecodeError):
            continue  # an entry without a readable file is no attachment
        yield name, data


def _page(document: pdfium.PdfDocument, index: int) -> RawPage:
    """One page; one that pdfium cannot load is an empty page, so that the others keep their numbers."""
    try:
        with _text_page(document, index) as (page, text_page):
            return _raw_page(page, text_page)
    except pdfium.PdfiumError:
        return RawPage(text="")


@contextmanager
def _text_page(document: pdfium.PdfDocument, index: int) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
    """A page and its text, closed children first as pdfium wants it."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            yield page, text_page
        finally:
            text_page.close()
    finally:
        page.close()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Text:
    """A page's text and its words: where each starts and ends in the text, and its first and last character in pdfium's count."""

    text: str
    starts: list[int]
    ends: list[int]
    firsts: list[int]
    lasts: list[int]


def _raw_page(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> RawPage:
    width, height = page.get_size()
    text = _text(text_page)
    words = _words(text, _boxes(text_page, text.firsts), _boxes(text_page, text.lasts), page)
    return RawPage(text=text.text, width=width, height=height, words=words)


def _text(text_page: pdfium.PdfTextPage) -> _Text:
    raw = _characters(text_page)
    return _sign_by_sign(raw, text_page) if _ODD.search(raw) else _taken_over(raw)


def _characters(text_page: pdfium.PdfTextPage) -> str:
    """One code point for each of pdfium's characters, which are UTF-16 units, so that an index into the one is an index into the other."""
    count = text_page.count_chars()
    text = text_page.get_text_range() if count else ""
    if len(text) == count:
        return text
    # The text leaves out what cannot be printed; the characters themselves are all there.
    codes = map(_unicode, repeat(_address(text_page)), range(count))
    return "".join([chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes])


def _address(text_page: pdfium.PdfTextPage) -> int | None:
    return cast(text_page.raw, c_void_p).value


def _taken_over(raw: str) -> _Text:
    usual = _HYPHEN not in raw
    spans = [word.span() for word in (_PLAIN_WORD if usual else _WORD).finditer(raw)]
    starts: list[int] = []
    removed, previous = 0, 1
    for start, end in spans:
        if not usual or start - previous != 1:  # more than the one space that nearly always parts two words
            between = raw[max(previous - 1, 0) : start] if starts else raw[:start]
            removed += len(between) - len(_shown(between))
        starts.append(start - removed)
        previous = end
    ends = [end - start + shown for (start, end), shown in zip(spans, starts, strict=True)]
    return _Text(text=_shown(raw), starts=starts, ends=ends, firsts=[start for start, _ in spans], lasts=[end - 1 for _, end in spans])


def _shown(raw: str) -> str:
    """pdfium's text with `\n` line ends, no blanks before them, and hyphens at the end of a line as printed."""
    text = raw.replace("\r\n", "\n").replace(_HYPHEN, "-\n")
    return _BLANKS_AT_END.sub("\n", text) if " \n" in text else text


def _sign_by_sign(raw: str, text_page: pdfium.PdfTextPage) -> _Text:
    """The same where some of pdfium's characters are dropped, or are halves of one code point."""
    # Blanks at the end of a line become what is dropped, which keeps every index.
    raw = _BLANKS_BEFORE_BREAK.sub(lambda blanks: "\0" * len(blanks[0]), raw)
    shown = [_sign(raw, index, text_page) for index in range(len(raw))]
    characters = [index for index, signs in enumerate(shown) for _ in signs]
    text = "".join(shown)
    spans = [word.span() for word in _PLAIN_WORD.finditer(text)]
    return _Text(
        text=text,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        firsts=[characters[start] for start, _ in spans],
        lasts=[characters[end - 1] for _, end in spans],
    )


def _sign(raw: str, index: int, text_page: pdfium.PdfTextPage) -> str:
    """What a character adds to the text."""
    sign = raw[index]
    if " " <= sign <= "~":
        return sign
    if sign == "\r":
        return "" if raw[index + 1 : index + 2] == "\n" else "\n"
    if sign == _HYPHEN or (sign < " " and pdfium_c.FPDFText_IsHyphen(text_page, index) == 1):
        return "-\n"
    if _PAIR.match(raw, index):
        return chr(0x10000 + ((ord(sign) - 0xD800) << 10) + (ord(raw[index + 1]) - 0xDC00))
    if index and _PAIR.match(raw, index - 1):
        return ""
    return clean(sign)


def _boxes(text_page: pdfium.PdfTextPage, characters: Sequence[int]) -> array[float]:
    """Four floats a character: left, top, right, bottom in the page's own points; zeros where pdfium knows no box."""
    buffer = (c_float * (_FLOATS * len(characters)))()
    start = addressof(buffer)
    targets = range(start, start + _BOX_BYTES * len(characters), _BOX_BYTES)
    deque(map(_char_box, repeat(_address(text_page)), characters, targets), maxlen=0)
    return array("f", bytes(buffer))


def _words(text: _Text, firsts: array[float], lasts: array[float], page: pdfium.PdfPage) -> Words:
    """The words in points of the displayed page: crop box and rotation applied, origin top left."""
    across = _sides(firsts, lasts, 0, 2)
    down = _sides(firsts, lasts, 3, 1)
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()
    if rotation == 90:
        horizontal, vertical = _from(bottom, down), _from(left, across)
    elif rotation == 180:
        horizontal, vertical = _to(right, across), _from(bottom, down)
    elif rotation == 270:
        horizontal, vertical = _to(top, down), _to(right, across)
    else:
        horizontal, vertical = _from(left, across), _to(top, down)
    return Words(
        starts=array("l", text.starts),
        ends=array("l", text.ends),
        lefts=horizontal[0],
        tops=vertical[0],
        rights=horizontal[1],
        bottoms=vertical[1],
    )


def _sides(firsts: array[float], lasts: array[float], low: int, high: int) -> _Range:
    """The words' extent along one axis, from their first and last characters' boxes."""
    low_first, low_last = firsts[low::_FLOATS], lasts[low::_FLOATS]
    high_first, high_last = firsts[high::_FLOATS], lasts[high::_FLOATS]
    if _never_falls(low_first, low_last) and _never_falls(high_first, high_last):  # as nearly always
        return low_first, high_last
    return array("f", map(min, low_first, low_last)), array("f", map(max, high_first, high_last))


def _never_falls(firsts: array[float], lasts: array[float]) -> bool:
    return firsts.tobytes() == lasts.tobytes() or all(map(le, firsts, lasts))


def _from(edge: float, extent: _Range) -> _Range:
    """Distances from an edge that lies below the values."""
    if edge == 0:
        return extent
    lows, highs = extent
    return array("f", [low - edge for low in lows]), array("f", [high - edge for high in highs])


def _to(edge: float, extent: _Range) -> _Range:
    """Distances to an edge that lies above the values; the order turns round."""
    lows, highs = extent
    return array("f", [edge - high for high in highs]), array("f", [edge - low for low in lows])
