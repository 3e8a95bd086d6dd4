"""Whether a cell stands under the heading of its column.

The heading line of a table is the line that names the most of its columns, by the `headers` of the schema. A cell
belongs to the heading that it shares the most width with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assay.candidate import Candidate
from assay.document import Document
from assay.finding import Signal
from assay.geometry import Box
from assay.span import Span
from schemas.schema import Field
from validation.layout import Layout, Place, overlap
from validation.rows import cell_path, row_count

# One name in a line may be anything; two make a heading.
FEWEST_HEADINGS = 2

# Headings and numbers of one column may miss each other by this many points.
TOLERANCE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A printed name of one or more columns, and where it stands."""

    columns: frozenset[str]
    place: Place
    words: str


def column_signals(table: Field, chosen: Mapping[str, Candidate], layout: Layout) -> dict[str, Signal]:
    """`under_header` for each cell on a page with geometry that shares width with a heading: 1 under its own, -1 under another's.

    A column without a heading of its own may be printed anywhere: an article number often stands below the name.
    """
    rows = range(row_count(table, chosen))
    line = heading_line(table, layout) if rows else ()
    named = _named(line)
    signals: dict[str, Signal] = {}
    for column in table.columns if line else ():
        for row in rows:
            path = cell_path(column, row)
            place = layout.place(chosen[path]) if path in chosen else None
            heading = _above(place, line) if place and place.drawn else None
            if heading and (column.path in heading.columns or column.path in named):
                signals[path] = _signal(column, heading)
    return signals


def _signal(column: Field, heading: Heading) -> Signal:
    if column.path in heading.columns:
        return Signal(name="under_header", strength=1.0, says=f"It stands under “{heading.words}”.")
    return Signal(name="under_header", strength=-1.0, says=f"It stands under “{heading.words}”, which is another column.")


def _above(place: Place, line: tuple[Heading, ...]) -> Heading | None:
    """The heading that shares the most width with the place, unless the place is higher up on its page."""
    if all(heading.place.page == place.page and heading.place.box.top > place.box.bottom for heading in line):
        return None
    shared = [(_width_shared(place.box, heading.place.box), heading) for heading in line]
    width, heading = max(shared, key=lambda pair: pair[0])
    return heading if width > -TOLERANCE else None


def _width_shared(one: Box, other: Box) -> float:
    """Points of width that both cover; negative: the gap between them."""
    return min(one.right, other.right) - max(one.left, other.left)


def heading_line(table: Field, layout: Layout) -> tuple[Heading, ...]:
    """The headings that stand in one line and name the most columns; empty when no line names two."""
    headings = tuple(_headings(table, layout))
    lines = (tuple(one for one in headings if overlap(one.place, first.place)) for first in headings)
    best = max(lines, key=lambda line: len(_named(line)), default=())
    return best if len(_named(best)) >= FEWEST_HEADINGS else ()


def _named(line: Iterable[Heading]) -> frozenset[str]:
    return frozenset().union(*(one.columns for one in line))


def _headings(table: Field, layout: Layout) -> Iterator[Heading]:
    """Every printed name of a column that has a place on a page, the longer name where two overlap."""
    columns_of: dict[str, set[str]] = {}
    for column in table.columns:
        for header in (*column.headers, *column.labels):
            columns_of.setdefault(" ".join(header.casefold().split()), set()).add(column.path)
    for span in _printed(columns_of, layout.document):
        words = " ".join(layout.document.quote(span).split())
        place = layout.at(span)
        if place and place.drawn:
            yield Heading(columns=frozenset(columns_of[words.casefold()]), place=place, words=words)


def _printed(names: Iterable[str], document: Document) -> Iterator[Span]:
    """Where one of the names stands as whole words, in any case, with any white space between its words."""
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    for hit in re.finditer(rf"(?<!\w)(?:{alternatives})(?!\w)", document.text, re.IGNORECASE):
        yield Span(hit.start(), hit.end())
