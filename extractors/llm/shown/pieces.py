"""The visible text cut into pieces that are scored, shown and left out as a whole, and the words of each."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from assay.document import Document
from assay.span import Span

PIECE = 300
"""Code points of a piece of a long document: a sentence or two. Longer ones are cut at a space."""

SHORT = 6000
"""Up to so many visible code points, a document is cut line by line: what is asked about an invoice stands in single lines."""

_LINE = re.compile(r"\S[^\n\f]*")
_PORTION = re.compile(rf"\S[\s\S]{{0,{PIECE - 1}}}(?!\S)|\S{{1,{PIECE}}}")
_WORD = re.compile(r"[^\W_]+")

SATURATION = 1.2
LENGTH_SHARE = 0.75
"""k1 and b of BM25 (Robertson and Zaragoza, 2009), at their usual values."""

STEM = 6
"""Letters of a word that count: `terminate`, `terminated` and `termination` are one to a search, in every language with endings."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """A document's pieces in text order.

    `words` has the stems of each. `weights` has, of each stem, the pieces that hold it with how much it says there (BM25).
    """

    text: str
    spans: tuple[Span, ...]
    words: tuple[tuple[str, ...], ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def __len__(self) -> int:
        return len(self.spans)

    def at(self, offset: int) -> int:
        """The piece in which that code point of the text stands, or the last one before it."""
        return max(0, bisect_right(self.spans, offset, key=lambda span: span.start) - 1)

    def quote(self, number: int) -> str:
        """The text of a piece."""
        return self.text[self.spans[number].start : self.spans[number].end]


def pieces_of(document: Document) -> Pieces:
    """The pieces of all that a person would read; in time linear in it."""
    parts = [part.span for part in document.visible_parts()]
    longest = 0 if sum(map(len, parts)) <= SHORT else PIECE
    spans = tuple(span for part in parts for span in _cut(document.text, part, longest))
    words = tuple(stems(document.text[span.start : span.end]) for span in spans)
    return Pieces(document.text, spans, words, _weights(words))


def rarity(holders: int, pieces: int) -> float:
    """How much something says that stands in so many of the pieces: its inverse document frequency."""
    return log(1 + (pieces - holders + 0.5) / (holders + 0.5))


def _weights(words: Sequence[tuple[str, ...]]) -> Mapping[str, tuple[tuple[int, float], ...]]:
    counts: dict[str, list[tuple[int, int]]] = {}
    for number, held in enumerate(words):
        for word, count in Counter(held).items():
            counts.setdefault(word, []).append((number, count))
    usual = sum(map(len, words)) / max(1, len(words))
    damping = [SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(held) / usual) if usual else 0.0 for held in words]
    return {
        word: tuple((number, rarity(len(held), len(words)) * _saturated(count, damping[number])) for number, count in held)
        for word, held in counts.items()
    }


def _saturated(count: int, damping: float) -> float:
    return count * (SATURATION + 1) / (count + damping)


def stems(text: str) -> tuple[str, ...]:
    """The words of the text, in order, without case and accents, each cut off after `STEM` letters."""
    return tuple(word[:STEM] for word in _WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))


def _cut(text: str, part: Span, longest: int) -> Iterator[Span]:
    """Lines; those that together are no longer than `longest` are one piece, and longer ones are parted."""
    start = end = None
    for line in _LINE.finditer(text, part.start, part.end):
        if start is not None and end is not None and line.end() - start > longest:
            yield from _parted(text, Span(start, end))
            start = None
        start, end = line.start() if start is None else start, line.end()
    if start is not None and end is not None:
        yield from _parted(text, Span(start, end))


def _parted(text: str, span: Span) -> Iterator[Span]:
    if len(span) <= PIECE + PIECE // 2:
        yield span
        return
    for portion in _PORTION.finditer(text, span.start, span.end):
        yield Span(*portion.span())
