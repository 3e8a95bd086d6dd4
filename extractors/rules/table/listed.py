"""Rows without a header, known by their arithmetic: text with numbers behind it of which the row's check holds, or amounts that add up.

    1 Site visit 3 h 95.00 285.00        quantity x price = total, whichever number is which
    Domain renewal 15.00                 several such lines, and below them the sum of their amounts

Only used where no header names the columns. One line that fits may be chance, so that rows without a sum must be several, or tell more
than that one times a price is that price.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, permutations

from assay.candidate import Candidate
from assay.finding import Signal
from assay.span import Span
from assay.value import Value
from extractors.rules.hit import Claimant, Hit, claim
from extractors.rules.layout import Line
from extractors.rules.table.lines import Page
from extractors.rules.table.sums import Sums
from extractors.rules.table.wanted import Wanted, plain
from schemas.schema import Rung
from schemas.types.base import FieldType

MOST_NUMBERS = 6
LONGEST_LINE = 300
# Sums are sought over so many lines at most.
LONGEST_RUN = 200
FEWEST_ROWS = 2

IN_EQUATION = 0.8
BESIDE_NUMBERS = 0.5

_LETTERS = re.compile(r"[^\W\d_]{2}")
_BETWEEN = re.compile(r"[^\d:]{0,14}")
_NUMBERED = re.compile(r"\d{1,3}(?:[.)]|\s?[xX×])?\s+(?=\S)")
_TRIM = " \t\n\r\u00a0.,:;·…_–-"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of text with numbers behind it, and perhaps one before it: a count, or the number of the line.

    `start` and `end` are those of the text, which may run on into the first numbers.
    """

    start: int
    end: int
    numbers: tuple[Hit, ...]
    before: Hit | None = None


Cells = Mapping[str, Hit]
"""The cells of one row by their columns."""


def read_listed(pages: Iterable[Page], rung: Rung, wanted: Wanted, sums: Sums) -> list[Candidate]:
    """The cells of the rows that arithmetic finds, by equations before sums."""
    lines = [[(line, _listed(line, wanted)) for line in page] for page in pages]
    rows = _by_equation(lines, wanted, sums) or _by_sum(lines, wanted, sums)
    return [candidate for number, row in enumerate(rows) for candidate in _candidates(row, number, rung, wanted)]


def _listed(line: Line, wanted: Wanted) -> Listed | None:
    number_type = next((wanted.columns[name].type for name in wanted.columns if name in wanted.numbers), None)
    if number_type is None:
        return None
    start, end = line.cells[0].span.start, line.cells[-1].span.end
    if not 0 < end - start <= LONGEST_LINE or "\n" in wanted.text[start:end]:
        return _in_columns(line, number_type, wanted)
    return _in_order(line, Span(start, end), number_type, wanted)


def _in_order(line: Line, whole: Span, number_type: FieldType, wanted: Wanted) -> Listed | None:
    """A line whose cells follow each other in the text, or that is one cell."""
    hits = [hit for cell in line.cells for hit in _numbers(cell.span, number_type, wanted)]
    numbered = _NUMBERED.match(wanted.text, whole.start, whole.end)
    before = hits.pop(0) if numbered and hits and hits[0].span.start == whole.start else None
    trailing = _trailing(hits, whole.end, wanted)
    start = numbered.end() if numbered else whole.start
    worded = bool(trailing) and _LETTERS.search(wanted.text, start, max(start, trailing[0].span.start))
    return Listed(start, whole.end, tuple(trailing), before) if worded else None


def _in_columns(line: Line, number_type: FieldType, wanted: Wanted) -> Listed | None:
    """A line whose cells do not follow each other in the text: text in the first one, a number in each of the others."""
    first, *others = line.cells
    numbers = [_numbers(cell.span, number_type, wanted) for cell in others[:MOST_NUMBERS]]
    if not numbers or any(len(one) != 1 for one in numbers) or not _LETTERS.search(wanted.text, first.span.start, first.span.end):
        return None
    return Listed(first.span.start, first.span.end, tuple(one[0] for one in numbers))


def _numbers(span: Span, number_type: FieldType, wanted: Wanted) -> list[Hit]:
    if len(span) > LONGEST_LINE:
        return []
    found = number_type.scan(wanted.quote(span), wanted.locale)
    return [Hit(span=Span(one.start, one.end).shifted(span.start), value=one.value) for one in found]


def _trailing(hits: Sequence[Hit], end: int, wanted: Wanted) -> list[Hit]:
    """The numbers at the end of the line that only units and currencies part."""
    kept: list[Hit] = []
    for hit in reversed(hits):
        if len(kept) == MOST_NUMBERS or not _BETWEEN.fullmatch(wanted.text, hit.span.end, end):
            break
        kept.insert(0, hit)
        end = hit.span.start
    return kept


# By the row's own check

Lines = Sequence[Sequence[tuple[Line, Listed | None]]]


def _by_equation(pages: Lines, wanted: Wanted, sums: Sums) -> list[Cells]:
    check = wanted.table.row_check
    names = [name for name in wanted.columns if check and name in check.that.names and name in wanted.numbers]
    if check is None or set(names) != set(check.that.names):
        return []
    rows = [
        cells for page in pages for line, one in page if one and not sums.is_sum(line, 0, None) and (cells := _solved(one, names, wanted))
    ]
    telling = sum(1 for row in rows if len({_amount(row[name].value) for name in names}) == len(names))
    return rows if telling or len(rows) >= FEWEST_ROWS else []


def _solved(one: Listed, names: Sequence[str], wanted: Wanted) -> Cells | None:
    """The way to read the numbers for which the check holds; the columns' own order, with what stands before the text, comes first."""
    check = wanted.table.row_check
    numbers = [hit for hit in (one.before, *one.numbers) if hit and _amount(hit.value)]
    for chosen in permutations(numbers, len(names)):
        values = {name: plain(hit.value) for name, hit in zip(names, chosen, strict=True)}
        if check and check.that.evaluate(values) is True:
            return _cells(one, dict(zip(names, chosen, strict=True)), wanted)
    return None


# By a sum below


def _by_sum(pages: Lines, wanted: Wanted, sums: Sums) -> list[Cells]:
    """The longest run of lines whose last numbers add up to that of the line below."""
    column = next((name for name in wanted.columns if name in wanted.required & wanted.numbers), None)
    if column is None:
        return []
    best: list[Listed] = []
    for page in pages:
        run: list[Listed] = []
        for line, one in page:
            if one is None:
                continue
            summed = _summed(run, _amount(one.numbers[-1].value))
            best = max(best, summed, key=len)
            run = [] if summed or sums.is_sum(line, 0, None) else [*run[-LONGEST_RUN:], one]
    return [_cells(one, {column: one.numbers[-1]}, wanted) for one in best]


def _summed(run: Sequence[Listed], total: Decimal) -> list[Listed]:
    """The lines at the end of the run that add up to the total: all of different texts, at least two."""
    for count, amount in enumerate(accumulate(_amount(one.numbers[-1].value) for one in reversed(run)), 1):
        if count >= FEWEST_ROWS and amount == total != 0:
            return list(run[-count:])
    return []


# Cells


def _cells(one: Listed, chosen: Cells, wanted: Wanted) -> Cells:
    """The numbers, each read once more by the type of its column, the words behind them, and the text before them."""
    read = {name: hit for name, number in chosen.items() if (hit := wanted.read(name, number.span))}
    behind = (number.span.start for number in chosen.values() if number.span.start > one.start)
    end = min([one.end, *behind])
    text = wanted.text[one.start : end].rstrip(_TRIM)
    name = next((name for name in wanted.columns if name in wanted.free), None)
    hit = wanted.read(name, Span(one.start, one.start + len(text))) if name and text else None
    return {**read, name: hit} if name and hit else read


def _candidates(row: Cells, number: int, rung: Rung, wanted: Wanted) -> Iterator[Candidate]:
    for name, hit in row.items():
        column = wanted.columns[name]
        if column.type:
            claimant = Claimant(field=column, rung=rung, type=column.type)
            path = column.path.replace("*", str(number), 1)
            yield claim(claimant, path, replace(hit, signals=(_signal(name, wanted),)), wanted.text)


def _signal(name: str, wanted: Wanted) -> Signal:
    if name in wanted.free:
        return Signal(name="in_column", strength=BESIDE_NUMBERS, says="It stands before the numbers of its row; no heading names it.")
    return Signal(name="in_column", strength=IN_EQUATION, says="No heading names it: the numbers of its line, or of all, fit together so.")


def _amount(value: Value) -> Decimal:
    number = plain(value)
    return number if isinstance(number, Decimal) else Decimal(0)
