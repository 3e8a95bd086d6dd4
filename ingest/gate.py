"""The one gate through which every page passes into a document: its text made clean, and everything that points into it moved along.

Readers clean what they lay out themselves; what they overlook ends here. Signs that are there to be read by machines only
are taken out and labelled.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assay.document import TableCell, Words
from assay.span import Span
from ingest.readers.base import RawHidden, RawPage
from ingest.text.clean import INVISIBLE, beyond_ascii, clean

# Unicode's tag characters mirror ASCII, and no font shows them.
_TAGS = "\U000e0000-\U000e007f"
_FIRST_TAG = 0xE0000
_REMOVED = re.compile(f"\r(?=\n)|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{INVISIBLE}{_TAGS}]")
_CHANGED = re.compile(f"[\x00-\x08\x0b\x0d-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{INVISIBLE}{_TAGS}]")
_TAGGED = re.compile(f"[{_TAGS}]+")
_ZERO_WIDTHS = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]{8,}")  # as many in a row carry a message, and hyphenate nothing
LONGEST_HIDDEN = 10_000


@dataclass(frozen=True, slots=True)
class Moves:
    """Where offsets into a text lie after signs of one code point each were taken out at these offsets, in order."""

    removed: Sequence[int]

    def place(self, offset: int) -> int:
        """The offset in the cleaned text."""
        return offset - bisect_left(self.removed, offset)

    def span(self, span: Span) -> Span:
        """The span in the cleaned text."""
        return Span(self.place(span.start), self.place(span.end))


STAYS = Moves(())


def gated(page: RawPage) -> tuple[RawPage, Moves]:
    """The page fit to be kept, and where its offsets went. Idempotent."""
    page = _with_finite_boxes(page)
    hidden = tuple(_kept(page.hidden))
    if _CHANGED.search(beyond_ascii(page.text)) is None:
        return (page if not page.hidden else replace(page, hidden=hidden)), STAYS
    moves = Moves([found.start() for found in _REMOVED.finditer(page.text)])
    words = None if page.words is None else _moved_words(page.words, moves)
    tables = tuple(replace(table, cells=tuple(_moved_cells(table.cells, moves))) for table in page.tables)
    text = _TAGGED.sub("", clean(page.text))
    return replace(page, text=text, words=words, tables=tables, hidden=(*hidden, *_messages(page.text))), moves


def _kept(hidden: Sequence[RawHidden]) -> Iterator[RawHidden]:
    for one in hidden:
        text = clean(_TAGGED.sub("", one.text)).strip()[:LONGEST_HIDDEN]
        if text:
            yield replace(one, text=text)


def _messages(text: str) -> Iterator[RawHidden]:
    """What signs without a shape spell out."""
    for tags in _TAGGED.finditer(text):
        said = "".join(chr(ord(sign) - _FIRST_TAG) for sign in tags[0] if ord(sign) >= _FIRST_TAG + 0x20)
        if said.strip("\x7f "):
            yield RawHidden(why="tag_characters", text=clean(said)[:LONGEST_HIDDEN])
    for signs in _ZERO_WIDTHS.finditer(text):
        if len(set(signs[0])) > 1:
            yield RawHidden(why="zero_width", text=" ".join(f"U+{ord(sign):04X}" for sign in signs[0])[:LONGEST_HIDDEN])


def _moved_words(words: Words, moves: Moves) -> Words:
    """The words at their new places; one of which nothing is left goes."""
    starts, ends = [*map(moves.place, words.starts)], [*map(moves.place, words.ends)]
    left = [index for index, (start, end) in enumerate(zip(starts, ends, strict=True)) if start < end]
    return _picked(replace(words, starts=array("l", starts), ends=array("l", ends)), left)


def _moved_cells(cells: Sequence[TableCell], moves: Moves) -> Iterator[TableCell]:
    for cell in cells:
        span = moves.span(cell.span)
        if span.start < span.end:
            yield replace(cell, span=span)


def _with_finite_boxes(page: RawPage) -> RawPage:
    """A damaged file can put a word at infinity: that word keeps its text and loses its place."""
    words = page.words
    if words is None or math.isfinite(sum(map(sum, (words.lefts, words.tops, words.rights, words.bottoms)))):
        return page
    boxes = zip(words.lefts, words.tops, words.rights, words.bottoms, strict=True)
    return replace(page, words=_picked(words, [index for index, box in enumerate(boxes) if all(map(math.isfinite, box))]))


def _picked(words: Words, indices: Sequence[int]) -> Words:
    if len(indices) == len(words):
        return words
    columns = (words.lefts, words.tops, words.rights, words.bottoms)
    lefts, tops, rights, bottoms = (array("f", [column[index] for index in indices]) for column in columns)
    return Words(
        starts=array("l", [words.starts[index] for index in indices]),
        ends=array("l", [words.ends[index] for index in indices]),
        lefts=lefts,
        tops=tops,
        rights=rights,
        bottoms=bottoms,
        confidences=None if words.confidences is None else array("f", [words.confidences[index] for index in indices]),
    )
