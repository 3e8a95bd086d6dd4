"""Pages of a PDF through pdfium: text in pdfium's reading order, words with boxes, embedded files.

Built for speed, since every PDF passes here: a page's text is taken once, then two calls a word for the boxes of its
first and last character, which pdfium writes straight into one buffer. Words end at white space, which pdfium
generates where a gap on the page is wide. A gap that it finds too narrow is looked at again where the kind of sign
changes (`88802Spielkreis`): see `_glued`.
"""

from __future__ import annotations

import re
import sys
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import PYFUNCTYPE, byref, c_float, c_int, c_uint, c_void_p, cast, memset
from dataclasses import dataclass
from itertools import accumulate, compress, count, groupby, pairwise, repeat
from operator import gt, lt, sub
from typing import TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assay.document import Words
from assay.errors import DocumentError
from ingest.clean import INVISIBLE, clean
from ingest.glued import changes, gaps, may_part
from ingest.limits import Limits
from ingest.readers.base import RawPage

# pdfium keeps global state: one call at a time in a process.
ONE_AT_A_TIME = threading.Lock()

# `FPDFText_GetLooseCharBox(text page, character, FS_RECTF*)` without declared arguments, whose conversion costs as much as the call
# itself: it has to be given a `c_void_p`, an int and a `byref`. `FPDFText_GetUnicode(text page, character)` is rarely called.
_char_box = PYFUNCTYPE(None)(cast(pdfium_c.FPDFText_GetLooseCharBox, c_void_p).value or 0)
_unicode = PYFUNCTYPE(c_uint, c_void_p, c_int)(cast(pdfium_c.FPDFText_GetUnicode, c_void_p).value or 0)
_FLOATS = 4  # left, top, right, bottom, as FS_RECTF has them; y grows upwards
_BOX_BYTES = 4 * _FLOATS
# pdfium writes boxes here, so many at once; made once, because making a target costs as much as a call.
_AT_ONCE = 1024
_BUFFER = (c_float * (_FLOATS * _AT_ONCE))()
_TARGETS = [byref(_BUFFER, start) for start in range(0, _BOX_BYTES * _AT_ONCE, _BOX_BYTES)]

# pdfium writes U+FFFE for a hyphen that ends a line, and takes the line break away.
_HYPHEN = "\ufffe"
_BLANKS = re.compile(r"(\s+)")
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
    with ONE_AT_A_TIME:
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
    text = _sign_by_sign(raw, text_page) if _ODD.search(raw) else _taken_over(raw)
    glued = list(_glued(raw, text, text_page))
    return _parted(text, glued) if glued else text


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
    broken = _HYPHEN in raw
    # Words and the blanks between them, in turn; a hyphen that ends a line ends its word too.
    pieces = _BLANKS.split(raw.replace(_HYPHEN, f"{_HYPHEN}\n") if broken else raw)
    lengths = [*map(len, pieces)]
    characters = [0, *accumulate(lengths)]
    shown = {blanks: len(_shown(blanks)) for blanks in set(pieces[1::2])}
    lengths[1::2] = [shown[blanks] for blanks in pieces[1::2]]
    places = [0, *accumulate(lengths)]
    firsts, afters = characters[0::2], characters[1::2]
    if broken:
        added = [0, *accumulate(word.endswith(_HYPHEN) for word in pieces[0::2])]
        firsts, afters = [*map(sub, firsts, added)], [*map(sub, afters, added)]
    words = slice(not pieces[0], len(firsts) - (not pieces[-1]))
    return _Text(
        text=_shown(raw.replace(_HYPHEN, "-\n")),
        starts=places[0::2][words],
        ends=places[1::2][words],
        firsts=firsts[words],
        lasts=[after - 1 for after in afters[words]],
    )


def _shown(raw: str) -> str:
    """pdfium's text with `\n` line ends and no blanks before them."""
    text = raw.replace("\r\n", "\n")
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


def _glued(raw: str, text: _Text, text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Where two words are written as one: the place in the text, and the character that begins the second."""
    asked = changes(raw)
    pairs = _boxes(text_page, [character for place in asked for character in (place - 1, place)])
    wide = compress(asked, may_part(pairs))  # of which there are none on most pages
    for word, places in groupby(wide, key=lambda place: bisect_right(text.firsts, place) - 1):
        first, last, start = text.firsts[word], text.lasts[word], text.starts[word]
        if text.ends[word] - start != last + 1 - first:
            continue  # not one sign a character
        inside = [place - first for place in places if first < place <= last]
        if inside:
            yield from ((start + gap, first + gap) for gap in gaps(_boxes(text_page, range(first, last + 1)), inside))


def _parted(text: _Text, glued: Sequence[tuple[int, int]]) -> _Text:
    """The text with a space at each of those places."""
    places, characters = [place for place, _ in glued], [character for _, character in glued]
    return _Text(
        text=" ".join(text.text[start:end] for start, end in pairwise([0, *places, len(text.text)])),
        starts=[start + bisect_right(places, start) for start in sorted([*text.starts, *places])],
        ends=[end + bisect_left(places, end) for end in sorted([*text.ends, *places])],
        firsts=sorted([*text.firsts, *characters]),
        lasts=sorted([*text.lasts, *(character - 1 for character in characters)]),
    )


def _boxes(text_page: pdfium.PdfTextPage, characters: Sequence[int]) -> array[float]:
    """Four floats a character: left, top, right, bottom in the page's own points; zeros where pdfium knows no box."""
    boxes = array("f")
    for start in range(0, len(characters), _AT_ONCE):
        some = characters[start : start + _AT_ONCE]
        memset(_BUFFER, 0, _BOX_BYTES * len(some))
        deque(map(_char_box, repeat(text_page.raw), some, _TARGETS), maxlen=0)
        boxes.frombytes(memoryview(_BUFFER).cast("B")[: _BOX_BYTES * len(some)])
    return boxes


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
    lows = _with(firsts[low::_FLOATS], lasts[low::_FLOATS], gt)
    return lows, _with(lasts[high::_FLOATS], firsts[high::_FLOATS], lt)


def _with(usual: array[float], other: array[float], off: Callable[[float, float], bool]) -> array[float]:
    """The usual edges, with the other one in the few places where the usual one is off."""
    if usual.tobytes() != other.tobytes():
        for place in compress(count(), map(off, usual, other)):
            usual[place] = other[place]
    return usual


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
