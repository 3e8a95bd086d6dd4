"""A document's words with their places, page by page, for people who point at them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.document import Document, Page

Fractions = tuple[float, float, float, float]
Chars = tuple[int, int]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpelledPage:
    """A page's words: text, box as fractions of the displayed page from its top left, half-open span of code points.

    A format without geometry has no size and no boxes, and its lines stand for words.
    """

    part: str
    page: int
    page_size: tuple[float, float] | None
    words: tuple[tuple[str, Fractions | None, Chars], ...]


def spell(document: Document, page: int | None = None) -> tuple[SpelledPage, ...]:
    """The pages that a person sees, or of each part the one with this number (from 1)."""
    return tuple(
        _spelled(document, part.name, one) for part in document.visible_parts() for one in part.pages if page is None or one.number == page
    )


def _spelled(document: Document, part: str, page: Page) -> SpelledPage:
    if page.words is None or not page.width or not page.height:
        return SpelledPage(part=part, page=page.number, page_size=None, words=tuple(_lines(document, page)))
    size = (page.width, page.height)
    words = tuple((document.quote(word.span), _rounded(word.box.fractions(*size)), (word.span.start, word.span.end)) for word in page.words)
    return SpelledPage(part=part, page=page.number, page_size=size, words=words)


def _rounded(box: Fractions) -> Fractions:
    left, top, right, bottom = (round(edge, 4) for edge in box)
    return left, top, right, bottom


def _lines(document: Document, page: Page) -> Iterator[tuple[str, None, Chars]]:
    for line in _LINE.finditer(document.text, page.span.start, page.span.end):
        yield line[0], None, line.span()
