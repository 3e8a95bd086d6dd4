"""Where one file holds several documents: the ranges of pages that its schema tells apart. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from assay.document import Document, PageRange
from schemas.pattern import VALUE_GROUP, Pattern
from schemas.schema import Split


def page_ranges(document: Document, split: Split | None) -> tuple[PageRange, ...]:
    """The pieces of a document, in order; none when it is one document after all.

    A piece begins at the first page, at a page on which the pattern is found, and after a blank page. Pages before the first hit are
    a piece too: nothing is left out but blank pages, where these are separators.
    """
    if split is None or not document.parts:
        return ()
    ranges: list[PageRange] = []
    for page, begins in _beginnings(document, split):
        if begins or not ranges:
            ranges.append((page, page))
        else:
            ranges[-1] = (ranges[-1][0], page)
    return tuple(ranges) if len(ranges) > 1 else ()


def _beginnings(document: Document, split: Split) -> Iterator[tuple[int, bool]]:
    """Every page that belongs to a piece, and whether it begins one."""
    after_blank = False
    name: str | None = None
    for page in document.parts[0].pages:
        text = document.quote(page.span)
        if split.blank_pages and not text.strip():
            after_blank, name = True, None
            continue
        found, hit = _found(split.pattern, text)
        begins = after_blank or (hit and (found is None or found != name))
        name = found if found is not None else None if begins else name
        after_blank = False
        yield page.number, begins


def _found(pattern: Pattern | None, text: str) -> tuple[str | None, bool]:
    """What the pattern's group `value` says on the page, and whether the pattern is found at all."""
    hit = pattern.search(text) if pattern else None
    if hit is None:
        return None, False
    return (hit.text if hit.group(VALUE_GROUP) else None), True
