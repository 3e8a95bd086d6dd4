"""Where values stand on the page, as a person sees them.

Places are boxes of the displayed page in points; where a format has no geometry, a line of text is one unit high
and a column of text one unit wide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from assay.candidate import Candidate
from assay.document import Document
from assay.geometry import Box
from assay.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a page (or, without geometry, a part) and a box on it."""

    page: tuple[str, int]
    box: Box

    @property
    def drawn(self) -> bool:
        """Whether the box is in points of a page, not in lines of text."""
        return self.page[1] > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Places in one document; `breaks` are the offsets of its line ends."""

    document: Document
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, document: Document) -> Layout:
        """The layout of a document as read."""
        return cls(document=document, breaks=tuple(hit.start() for hit in re.finditer("\n", document.text)))

    def place(self, candidate: Candidate) -> Place | None:
        """Where a person sees the value; None when it points nowhere but into embedded data."""
        return next((place for place in map(self.at, (one.span for one in candidate.evidence)) if place), None)

    def at(self, span: Span) -> Place | None:
        """Where a person sees the span; None in embedded data."""
        part = self.document.part_at(span)
        if part is None or part.embedded:
            return None
        page = self.document.page_at(span)
        box = page.box(span) if page else None
        number = page.number if page and page.words is not None else 0
        if number and box is None:
            return None
        return Place(page=(part.name, number), box=box or self._lines(span))

    def _lines(self, span: Span) -> Box:
        first = bisect_right(self.breaks, span.start - 1)
        last = bisect_right(self.breaks, max(span.start, span.end - 1) - 1)
        start = self.breaks[first - 1] + 1 if first else 0
        return Box(span.start - start, first, span.end - start, last + 1)


def overlap(one: Place, other: Place) -> bool:
    """Whether the two share a band of the page: one's middle lies between the other's top and bottom."""
    return one.page == other.page and (_middle_in(one.box, other.box) or _middle_in(other.box, one.box))


def _middle_in(one: Box, other: Box) -> bool:
    return other.top <= (one.top + one.bottom) / 2 <= other.bottom


def distance(one: Place, other: Place) -> float:
    """Points between the bands of the two, downwards or upwards; infinite on different pages."""
    if one.page != other.page:
        return float("inf")
    return max(0.0, one.box.top - other.box.bottom, other.box.top - one.box.bottom)
