"""Where in a document a field is looked for: the segments and the pages that its schema names.

A segment is found line by line in the text of each part: it opens on a line of `start` and ends before a line of `end`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.document import Document, Page, Part
from assay.span import Span
from schemas.schema import Field, Schema, Segment


@dataclass(frozen=True, slots=True)
class Region:
    """Pieces of the text, in text order, none touching another."""

    spans: tuple[Span, ...]

    def holds(self, span: Span) -> bool:
        """Whether all of the span stands in one of the pieces."""
        at = bisect_right(self.spans, span.start, key=lambda one: one.start) - 1
        return at >= 0 and self.spans[at].contains(span)

    def shared_with(self, other: Region) -> Region:
        """What stands in both."""
        return Region(tuple(_shared(self.spans, other.spans)))


def region_of(field: Field, document: Document, segments: Mapping[str, Region]) -> Region | None:
    """Where the field is looked for; None for everywhere. `segments` is what `segments_in` found in the document."""
    in_segments = merged(span for name in field.within for span in segments.get(name, Region(())).spans) if field.within else None
    on_pages = Region(tuple(page.span for page in _pages_named(document, field.page))) if field.page else None
    if in_segments and on_pages:
        return in_segments.shared_with(on_pages)
    return in_segments or on_pages


def segments_in(document: Document, schema: Schema) -> Mapping[str, Region]:
    """Every segment of the schema with its place in the document."""
    return {segment.name: merged(_spans(segment, document)) for segment in schema.segments}


@dataclass(frozen=True, slots=True)
class _TextLine:
    """A line of the text without its end; `opens` says whether a region may begin there, `page` counts from 0 in its part."""

    span: Span
    page: int
    opens: bool


def _spans(segment: Segment, document: Document) -> Iterator[Span]:
    for part in document.visible_parts():
        yield from _in_part(segment, list(_lines(segment, document, part)), document.text)


def _lines(segment: Segment, document: Document, part: Part) -> Iterator[_TextLine]:
    allowed = _pages_named(document, segment.pages) if segment.pages else None
    for number, page in enumerate(_pages(part)):
        opens = allowed is None or any(page.span == one.span for one in allowed)
        start = page.span.start
        for content in document.text[page.span.start : page.span.end].split("\n"):
            yield _TextLine(Span(start, start + len(content)), number, opens)
            start += len(content) + 1


def _in_part(segment: Segment, lines: list[_TextLine], text: str) -> Iterator[Span]:
    """The lines of the segment, each by itself: neighbours are joined afterwards."""
    inside = False
    page = -1
    for line in lines:
        content = text[line.span.start : line.span.end]
        turned = line.page != page
        page = line.page
        inside = inside and (segment.across_pages or not turned)
        if inside and segment.end and segment.end.search(content):
            inside = False
        if not inside and line.opens:
            inside = bool(segment.start.search(content)) if segment.start else turned
        if inside and not any(pattern.search(content) for pattern in segment.skip):
            yield line.span


def _pages(part: Part) -> tuple[Page, ...]:
    """A part without pages counts as one."""
    return part.pages or (Page(number=1, span=part.span),)


def _pages_named(document: Document, numbers: tuple[int, ...]) -> list[Page]:
    """Pages of the main part, in order: 1 is the first, -1 the last."""
    pages = _pages(document.parts[0]) if document.parts else ()
    wanted = {number if number > 0 else len(pages) + 1 + number for number in numbers}
    return [page for page in pages if page.number in wanted]


def merged(spans: Iterable[Span]) -> Region:
    """The spans in text order; those that overlap, or have only a line's end between them, are one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if kept and span.start <= kept[-1].end + 1:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return Region(tuple(kept))


def _shared(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> Iterator[Span]:
    mine = other = 0
    while mine < len(ours) and other < len(theirs):
        start, end = max(ours[mine].start, theirs[other].start), min(ours[mine].end, theirs[other].end)
        if start < end:
            yield Span(start, end)
        if ours[mine].end < theirs[other].end:
            mine += 1
        else:
            other += 1
