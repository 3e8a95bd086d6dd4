"""Whether a cell stands under the heading of its column.

The heading line of a table is the line that names the most of its columns, by the `headers` of the schema. A cell
belongs to the heading that it shares the most width with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assay.candidate import Candidate
from assay.finding import Signal
from assay.geometry import Box
from assay.span import Span
from schemas.schema import Field
from validation.layout import Layout, Place, overlap
from validation.rows import cell_path, row_count

# A name is told by its words: `Art.-Nr.` is the same as `Art Nr`, and `Items` is another word than `Item`.
_WORD = re.compile(r"\w+|[%#№€$£]")

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
    on_page: dict[tuple[str, int], list[Heading]] = {}
    for one in headings:
        on_page.setdefault(one.place.page, []).append(one)
    lines = (tuple(one for one in on_page[first.place.page] if overlap(one.place, first.place)) for first in headings)
    best = max(lines, key=lambda line: len(_named(line)), default=())
    return best if len(_named(best)) >= FEWEST_HEADINGS else ()


def _named(line: Iterable[Heading]) -> frozenset[str]:
    return frozenset().union(*(one.columns for one in line))


def _headings(table: Field, layout: Layout) -> Iterator[Heading]:
    """Every printed name of a column that has a place on a page, the longer name where two overlap."""
    names = _names(tuple((column.path, (*column.headers, *column.labels)) for column in table.columns))
    for span, columns in names.printed_in(layout.document.text):
        place = layout.at(span)
        if place and place.drawn:
            yield Heading(columns=columns, place=place, words=" ".join(layout.document.quote(span).split()))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of columns by their first words: under each the names that begin so, the longest first, with the columns they name."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]

    def printed_in(self, text: str) -> Iterator[tuple[Span, frozenset[str]]]:
        """Where a name stands as whole words, in any case, with any white space between its words."""
        words = list(_WORD.finditer(text))
        folded = [word.group().casefold() for word in words]
        at = 0
        while at < len(words):
            found = self._longest_at(folded, at)
            if found is None:
                at += 1
                continue
            length, columns = found
            yield Span(words[at].start(), words[at + length - 1].end()), columns
            at += length

    def _longest_at(self, words: list[str], at: int) -> tuple[int, frozenset[str]] | None:
        for name, columns in self.by_first.get(words[at], ()):
            if tuple(words[at : at + len(name)]) == name:
                return len(name), columns
        return None


@lru_cache(maxsize=64)
def _names(columns: tuple[tuple[str, tuple[str, ...]], ...]) -> Names:
    named: dict[tuple[str, ...], set[str]] = {}
    for path, names in columns:
        for name in names:
            named.setdefault(tuple(word.casefold() for word in _WORD.findall(name)), set()).add(path)
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for words in sorted(filter(None, named), key=len, reverse=True):
        by_first.setdefault(words[0], []).append((words, frozenset(named[words])))
    return Names({first: tuple(names) for first, names in by_first.items()})
