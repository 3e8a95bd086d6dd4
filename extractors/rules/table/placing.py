"""Which heading each cell of a line stands under.

A cell belongs to the heading that it shares the most width with, else to the nearest one: names run on to the left and right of
their heading, numbers hang below its end. Where only a small gap parts two columns the layout sees one cell; it is taken
apart between words where the parts are values of the columns they stand under.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from assay.span import Span
from extractors.rules.layout import Cell, Line
from extractors.rules.table.heading import Header, Heading
from extractors.rules.table.wanted import Wanted

Placed = tuple[int, Cell]
"""A cell, with the number of its heading."""

_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
# A cell of more words is a paragraph that runs under several headings.
MOST_WORDS = 30


def placed(line: Line, header: Header, wanted: Wanted) -> Iterator[Placed]:
    """The cells of the line from left to right, each with its heading; what stands beside the table is left out."""
    for cell in line.cells:
        under = _under(cell, header)
        if not under and _in_margin(cell, header, wanted):
            continue
        parts = _parted(cell, under, header, wanted) if len(under) > 1 else [(_heading_of(cell, under, header), cell)]
        yield from ((heading, part) for heading, part in parts if heading >= header.leftmost or not _LETTER.search(wanted.quote(part.span)))


def _in_margin(cell: Cell, header: Header, wanted: Wanted) -> bool:
    """Whether the cell stands left of the first heading, unless that is one of text, which may begin further left than it is called."""
    first = header.headings[0]
    return cell.right < first.left and not first.columns & wanted.free


def _under(cell: Cell, header: Header) -> range:
    """The headings that share width with the cell."""
    first = bisect_left(header.headings, cell.left, key=lambda one: one.right)
    last = first
    while last < len(header.headings) and header.headings[last].left < cell.right:
        last += 1
    return range(first, last)


def _heading_of(cell: Cell, under: range, header: Header) -> int:
    if under:
        return max(under, key=lambda number: _shared(cell, header.headings[number]))
    near = range(max(0, under.start - 1), min(len(header.headings), under.start + 1))
    return max(near, key=lambda number: _shared(cell, header.headings[number]))


def _shared(cell: Cell, heading: Heading) -> float:
    """The width that both have in common; negative: the gap between them."""
    return min(cell.right, heading.right) - max(cell.left, heading.left)


def _parted(cell: Cell, under: range, header: Header, wanted: Wanted) -> list[Placed]:
    """The cell word by word, where each part but text is a value of its column; else the cell as it is."""
    words = list(_WORD.finditer(wanted.text, cell.span.start, cell.span.end))
    whole = [(_heading_of(cell, under, header), cell)]
    if len(words) > MOST_WORDS or len(words) < 2:
        return whole
    parts: list[tuple[int, Span]] = []
    for word in words:
        span = Span(*word.span())
        part = cell.part(span)
        heading = _heading_of(part, _under(part, header), header)
        if parts and parts[-1][0] >= heading:
            parts[-1] = (parts[-1][0], Span(parts[-1][1].start, span.end))
        else:
            parts.append((heading, span))
    kept = _valid(parts, header, wanted)
    return [(heading, cell.part(span)) for heading, span in kept] if len(kept) > 1 else whole


def _valid(parts: list[tuple[int, Span]], header: Header, wanted: Wanted) -> list[tuple[int, Span]]:
    """The parts, each that is no value of its column joined to the one before it."""
    kept: list[tuple[int, Span]] = []
    for heading, span in parts:
        if kept and not _is_value(heading, span, header, wanted):
            kept[-1] = (kept[-1][0], Span(kept[-1][1].start, span.end))
        else:
            kept.append((heading, span))
    first, span = kept[0]
    text_follows = len(kept) > 1 and not _is_value(first, span, header, wanted)
    return [] if text_follows else kept


def _is_value(heading: int, span: Span, header: Header, wanted: Wanted) -> bool:
    columns = header.headings[heading].columns
    if not columns:
        return any(map(str.isdigit, wanted.quote(span)))
    return any(name not in wanted.free and wanted.read(name, span) for name in columns) or bool(
        columns & wanted.free and any(map(str.isalpha, wanted.quote(span)))
    )
