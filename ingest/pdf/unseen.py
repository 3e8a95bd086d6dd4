"""What nobody sees of the text of a PDF page: words in the colour of what lies behind them, too small, off the page, or not painted.

Cheap looks first. The objects that paint the page are counted and asked for their colours, which on most pages leaves nothing to
doubt. Words in doubt are taken away and the page is painted without them: where that changes nothing, nobody sees them.
Text that is not painted over a picture is how scans carry their recognised text, and is not hidden.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_void_p, cast
from dataclasses import dataclass
from operator import sub

import pypdfium2.raw as pdfium_c

from assay.document import Why, Words
from assay.geometry import Box
from ingest.pdf.characters import Handle, address, painted_by
from ingest.pdf.painters import Fill, Painters, bounds, by_object, colours_in, fills_of, is_filled, modes_of, painters_of
from ingest.pdf.painting import COLOUR, Painted, painted
from ingest.pdf.placed import WORD_FLOATS, View
from ingest.pdf.printed import Printed

LEAST_SIZE = 2.0  # points of type that can be read
_LOW_BOX = 2 * LEAST_SIZE  # the box of a character is up to twice as high as its type
_LIGHT = 0xA0  # of each colour: text that is lighter may be hard to see on white
_SIGN = 3 if sys.byteorder == "little" else 0  # the byte of a float that has its sign
_FAINT = 0x80  # opacity
_BAR = 4.0  # points that a painted area has at least that can hide a word
_DIFFERENCE = 12  # of 255, between the page with a word and without it
_SCALE = 2.0  # pixels a point
_MOST_PIXELS = 8_000_000

_Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A page and its words; `ends` has the boxes of their first and last characters as `ingest.pdf.placed.outer` has them."""

    page: Handle
    text_page: Handle
    text: Printed
    words: Words
    ends: array[float]
    view: View


def unseen(sheet: Sheet) -> dict[int, Why]:
    """The words that nobody sees, by their index, and why."""
    page, words = sheet.page, sheet.words
    found: dict[int, Why] = dict.fromkeys(_off_page(page, words), "off_page")
    found |= dict.fromkeys(_tiny(sheet), "tiny")
    # Some programs paint sign by sign: such a page is asked by word, and not for its bars and pictures.
    by_word = pdfium_c.FPDFPage_CountObjects(page) > len(words)
    there = _painters_of_words(sheet) if by_word else painters_of(page)
    unpainted, doubtful = _in_doubt(there)
    if unpainted or doubtful:
        painter = [*painted_by(sheet.text_page, sheet.text.firsts)]
        found |= dict.fromkeys(_unpainted(sheet, painter, unpainted), "invisible")
        asked = [word for word, one in enumerate(painter) if one in doubtful and word not in found]
        found |= dict.fromkeys(_without_effect(page, words, asked, list(doubtful.values())), "same_colour")
    return found


def _painters_of_words(sheet: Sheet) -> Painters:
    """The texts that paint the first characters of words, and nothing else."""
    texts = [*map(c_void_p, filter(None, dict.fromkeys(painted_by(sheet.text_page, sheet.text.firsts))))]
    return Painters(texts=texts, modes=modes_of(texts))


def _off_page(page: Handle, words: Words) -> Iterator[int]:
    width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
    beyond = max(words.lefts, default=0) >= width or max(words.tops, default=0) >= height
    if not beyond and not _any_below_zero(words.rights) and not _any_below_zero(words.bottoms):
        return
    for index, (left, top, right, bottom) in enumerate(zip(words.lefts, words.tops, words.rights, words.bottoms, strict=True)):
        outside = right <= 0 or bottom <= 0 or left >= width or top >= height
        # pdfium knows no box for some signs.
        if outside and right > left and bottom > top:
            yield index


def _any_below_zero(values: array[float]) -> bool:
    """Told from the bit that is the sign: a tenth of the time that comparing takes."""
    return not values.tobytes()[_SIGN::4].isascii()


def _tiny(sheet: Sheet) -> Iterator[int]:
    tops, bottoms = sheet.ends[1::WORD_FLOATS], sheet.ends[3::WORD_FLOATS]
    if min(map(sub, tops, bottoms), default=_LOW_BOX) >= _LOW_BOX:
        return
    for index, height in enumerate(map(sub, tops, bottoms)):
        if 0 < height < _LOW_BOX and _size(sheet.text_page, sheet.text.firsts[index]) < LEAST_SIZE:
            yield index


def _size(text_page: Handle, number: int) -> float:
    """The size of the character's type in points, as painted."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(text_page, number, byref(matrix)):
        return LEAST_SIZE
    return float(abs(pdfium_c.FPDFText_GetFontSize(text_page, number)) * math.hypot(matrix.c, matrix.d))


def _in_doubt(there: Painters) -> tuple[set[int], dict[int, Handle]]:
    """The text objects that are not painted, and those that are painted in a way that may not be seen, by address."""
    fills = fills_of(there.texts)
    colours = colours_in(fills)
    bars = _bars(there.paths, colours) if there.paths else set()
    faint = {fill for fill in colours if min(fill[:3]) >= _LIGHT or fill[3] < _FAINT or fill[:3] in bars}
    if not faint and not any(there.modes):
        return set(), {}
    unpainted: set[int] = set()
    doubtful: dict[int, Handle] = {}
    for text, mode, fill in zip(there.texts, there.modes, by_object(fills), strict=True):
        if mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
            unpainted.add(address(text))
        elif mode or fill in faint:
            doubtful[address(text)] = text
    return unpainted, doubtful


def _bars(paths: Sequence[Handle], of_texts: set[Fill]) -> set[_Colour]:
    """The colours of texts in which an area is painted too that is large enough to hide a word."""
    fills, wanted = fills_of(paths), {fill[:3] for fill in of_texts}
    if not any(fill[:3] in wanted for fill in colours_in(fills)):
        return set()
    found: set[_Colour] = set()
    for path, fill in zip(paths, by_object(fills), strict=True):
        colour = fill[:3]
        if colour in wanted and colour not in found and _is_bar(path):
            found.add(colour)
    return found


def _is_bar(path: Handle) -> bool:
    left, bottom, right, top = bounds(path)
    return right - left >= _BAR and top - bottom >= _BAR and is_filled(path)


def _unpainted(sheet: Sheet, painter: Sequence[int | None], objects: set[int]) -> Iterator[int]:
    """The words of those objects that lie over no picture."""
    if not objects:
        return
    pictures = [Box(*sheet.view.shown(*bounds(picture))) for picture in painters_of(sheet.page).pictures]
    for index, one in enumerate(painter):
        if one in objects and not any(_holds(picture, sheet.words[index].box) for picture in pictures):
            yield index


def _holds(picture: Box, word: Box) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return picture.left <= across <= picture.right and picture.top <= down <= picture.bottom


def _without_effect(page: Handle, words: Words, asked: Sequence[int], objects: Iterable[Handle]) -> Iterator[int]:
    """Those of the words whose place looks the same when the objects are not painted."""
    if not asked:
        return
    region = (
        max(0.0, min(words.lefts[word] for word in asked)),
        max(0.0, min(words.tops[word] for word in asked)),
        min(max(words.rights[word] for word in asked), pdfium_c.FPDF_GetPageWidthF(page)),
        min(max(words.bottoms[word] for word in asked), pdfium_c.FPDF_GetPageHeightF(page)),
    )
    scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1.0, (region[2] - region[0]) * (region[3] - region[1]))))
    with_them = painted(page, region, scale, COLOUR)
    for one in objects:
        pdfium_c.FPDFPageObj_SetIsActive(cast(one, pdfium_c.FPDF_PAGEOBJECT), 0)
    without = painted(page, region, scale, COLOUR)
    for word in asked:
        box = words[word].box
        pixels = [round((at - region[side % 2]) * scale) for side, at in enumerate((box.left, box.top, box.right, box.bottom))]
        if not _differ(with_them, without, pixels):
            yield word


def _differ(one: Painted, other: Painted, pixels: Sequence[int]) -> bool:
    """Whether the two can be told apart within left, top, right, bottom."""
    left, top, right, bottom = pixels
    for row in range(max(0, top), min(bottom + 1, one.height)):
        start = (row * one.width + max(0, left)) * one.depth
        end = (row * one.width + min(right + 1, one.width)) * one.depth
        mine, its = one.pixels[start:end], other.pixels[start:end]
        if mine != its and max(map(abs, map(sub, mine, its))) >= _DIFFERENCE:
            return True
    return False
