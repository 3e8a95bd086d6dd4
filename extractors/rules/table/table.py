"""The rung `table`: the rows below a header that names the columns, on whatever pages they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assay.candidate import Candidate
from extractors.rules.reading import Reading, pages_of
from extractors.rules.table.filling import Found, candidates_of
from extractors.rules.table.heading import Header, headers_on
from extractors.rules.table.lines import Page, given_tables
from extractors.rules.table.listed import read_listed
from extractors.rules.table.row import Rows
from extractors.rules.table.sums import Sums
from extractors.rules.table.wanted import Wanted, wanted_of
from schemas.schema import Field, Rung

# A header that names so large a share of another's columns heads the same table on another page.
ALIKE = 0.7


def read_table(table: Field, rung: Rung, reading: Reading) -> Iterable[Candidate]:
    """One candidate for each cell of the rows below the headings of the table's columns."""
    wanted = wanted_of(table, reading.document.text, reading.locale)
    sums = Sums.of(reading.schema, reading.document.text)
    given = [one for page in reading.once(given_tables) for one in _found([page], wanted, sums)]
    pages = reading.once(pages_of)
    found = given or list(_found(pages, wanted, sums))
    if found and not any(one.header.run_together for one in found):
        return candidates_of(found, rung, wanted)
    return read_listed(pages, rung, wanted, sums) or candidates_of(found, rung, wanted)


def _found(pages: Sequence[Page], wanted: Wanted, sums: Sums) -> Iterator[Found]:
    """The rows below the best header of the pages, and below others that are like it."""
    headers = [tuple(headers_on(page, wanted)) for page in pages]
    best = max((header for on_page in headers for header in on_page), key=lambda one: len(one.columns), default=None)
    if best is None:
        return
    read: list[tuple[Header, Rows]] = []
    for page, on_page in zip(pages, headers, strict=True):
        alike = [header for header in on_page if _alike(header, best)]
        starts, ends = [0, *(header.last + 1 for header in alike)], [*(header.first for header in alike), len(page)]
        if read:
            read[-1][1].read(page[: ends[0]], headed=False)
        for header, start, end in zip(alike, starts[1:], ends[1:], strict=True):
            read.append((header, Rows(header, wanted, sums)))
            read[-1][1].read(page[start:end], headed=True)
    for header, rows in read:
        if found := rows.found():
            yield Found(header, tuple(found))


def _alike(one: Header, best: Header) -> bool:
    return len(one.columns & best.columns) >= ALIKE * len(best.columns)
