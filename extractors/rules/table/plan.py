"""Which heading each column of the schema is read under, where headings leave a choice: the row's arithmetic decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from assay.span import Span
from extractors.rules.hit import Hit
from extractors.rules.table.heading import Header
from extractors.rules.table.row import Piece, Row
from extractors.rules.table.wanted import Wanted, plain

# Choosing looks at so many rows and so many ways to read them.
ROWS_TRIED = 40
WAYS_TRIED = 64

_INTRODUCES = re.compile(r"\s*[.]?\s*[:#]\s*")


@dataclass(frozen=True, slots=True)
class Plan:
    """For each column the number of its heading; columns without one are left out.

    `units` are columns of words that stand behind numbers in their cells, each with the column of the number.
    """

    header: Header
    columns: Mapping[str, int]
    units: Mapping[str, str]

    @property
    def headings(self) -> frozenset[int]:
        """The headings that are read."""
        return frozenset(self.columns.values())

    def pieces(self, column: str, row: Row) -> list[Piece]:
        """The cells of the row that may hold the column's value."""
        heading = self.columns.get(column)
        pieces = row.cells.get(heading, []) if heading is not None else []
        names = self.header.headings[heading].names if heading is not None else ()
        return pieces if len(names) < 2 else _of_its_line(pieces, column, names)

    def texts(self, column: str, row: Row, wanted: Wanted) -> list[Piece]:
        """The lines of a column of text, without those that are labelled as another column: `Item no: 4711` below a description.

        Where there are none, what stands left of it in place of a code: costs of transport have no number.
        """
        heading = self.columns[column]
        pieces = self.pieces(column, row) or self._in_place_of_a_code(heading - 1, row, wanted)
        lines = [line for piece in pieces for line in piece.lines(wanted.text)]
        return [line for line in lines if all(name in self.columns for name in _label(line, wanted)[0])]

    def _in_place_of_a_code(self, heading: int, row: Row, wanted: Wanted) -> list[Piece]:
        codes = self.header.headings[heading].columns & wanted.codes if heading >= 0 else frozenset()
        return [piece for piece in row.cells.get(heading, []) if codes and not any(wanted.read(name, piece.cell.span) for name in codes)]

    def labelled_value(self, column: str, row: Row, wanted: Wanted) -> Hit | None:
        """The value behind the column's name in a cell of text, or in the cell below."""
        for heading, pieces in row.cells.items():
            if self.header.headings[heading].columns & wanted.numbers:
                continue
            for at, piece in enumerate(pieces):
                names, rest = _label(piece, wanted)
                if column in names:
                    below = pieces[at + 1].cell.span if len(rest) == 0 and at + 1 < len(pieces) else rest
                    return wanted.read(column, below) if len(below) else None
        return None


def _of_its_line(pieces: Sequence[Piece], column: str, names: Sequence[frozenset[str]]) -> list[Piece]:
    """The pieces in the column's line of a heading of several columns; the last line's go on to the end."""
    place = next(number for number, one in enumerate(names) if column in one)
    first = pieces[0].number if pieces else 0
    last = place == len(names) - 1
    return [piece for piece in pieces if piece.number - first == place or (last and piece.number - first > place)]


def _label(piece: Piece, wanted: Wanted) -> tuple[frozenset[str], Span]:
    """The columns that the cell is labelled as, and what stands behind the label."""
    nothing = Span(piece.cell.span.end, piece.cell.span.end)
    mark = wanted.headers.opening(wanted.text, piece.cell.span)
    if mark is None:
        return frozenset(), nothing
    introduced = _INTRODUCES.match(wanted.text, mark.span.end, piece.cell.span.end)
    return (mark.columns, Span(introduced.end(), piece.cell.span.end)) if introduced else (frozenset(), nothing)


def plan_of(header: Header, rows: Sequence[Row], wanted: Wanted) -> Plan:
    """The columns under the headings that they are best read under."""
    options = _options(header, wanted)
    chosen = _by_arithmetic(options, header, rows, wanted)
    units = dict(_units(chosen, wanted))
    return Plan(header, {name: at for name, at in chosen.items() if at is not None}, units)


def _options(header: Header, wanted: Wanted) -> dict[str, list[int]]:
    """The headings that name each column, left to right; a heading that other columns share comes last."""
    options: dict[str, list[int]] = {}
    for name in wanted.columns:
        under = [number for number, heading in enumerate(header.headings) if name in heading.columns]
        options[name] = sorted(under, key=lambda number: len(header.headings[number].columns & wanted.numbers))
    return options


def _by_arithmetic(options: Mapping[str, list[int]], header: Header, rows: Sequence[Row], wanted: Wanted) -> dict[str, int | None]:
    chosen = _first(options, wanted)
    check = wanted.table.row_check
    names = sorted(name for name in check.that.names if name in wanted.columns) if check else []
    ways = {name: _ways(options, name, header) for name in names}
    if check is None or all(len(one) < 2 for one in ways.values()):
        return chosen
    best, most = chosen, -1
    for way in islice(product(*ways.values()), WAYS_TRIED):
        tried = {**chosen, **dict(zip(ways, way, strict=True))}
        taken = [tried[name] for name in names if tried[name] is not None]
        held = sum(_holds(tried, row, wanted) for row in rows[:ROWS_TRIED]) if len(set(taken)) == len(taken) else -1
        if held > most:
            best, most = tried, held
    return best if most > 0 else chosen


def _ways(options: Mapping[str, list[int]], name: str, header: Header) -> list[int | None]:
    """The headings that a column may be read under: its own; without one none, an unknown one, or one that another column has to spare."""
    if options[name]:
        return [*options[name]]
    several = {number for under in options.values() if len(under) > 1 for number in under}
    return [None, *(number for number, heading in enumerate(header.headings) if not heading.columns or number in several)]


def _first(options: Mapping[str, list[int]], wanted: Wanted) -> dict[str, int | None]:
    """Each column under its first heading that no other column of numbers has taken, those with the fewest headings first."""
    chosen: dict[str, int | None] = dict.fromkeys(options)
    taken: set[int] = set()
    for name in sorted(options, key=lambda one: len(options[one])):
        free = [number for number in options[name] if number not in taken or name in wanted.free]
        chosen[name] = free[0] if free else None
        if free and name not in wanted.free:
            taken.add(free[0])
    return chosen


def _holds(chosen: Mapping[str, int | None], row: Row, wanted: Wanted) -> bool:
    check = wanted.table.row_check
    values = dict(_values(chosen, row, wanted))
    return check is not None and check.that.evaluate(values) is True


def _values(chosen: Mapping[str, int | None], row: Row, wanted: Wanted) -> Iterator[tuple[str, object]]:
    for name in wanted.table.row_check.that.names if wanted.table.row_check else ():
        heading = chosen.get(name)
        pieces = row.cells.get(heading, []) if heading is not None else []
        hit = next((hit for piece in pieces if (hit := wanted.read(name, piece.cell.span))), None)
        if hit:
            yield name, plain(hit.value)


def _units(chosen: Mapping[str, int | None], wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Columns of text that share the heading of a number, or stand behind one in the schema and have no heading."""
    before: str | None = None
    for name, column in wanted.columns.items():
        if name in wanted.free and chosen[name] is None and before is not None:
            yield name, before
        elif name in wanted.free and chosen[name] is not None:
            shared = [other for other in wanted.numbers if chosen[other] == chosen[name]]
            yield from ((name, other) for other in shared[:1])
        counts = column.type is not None and column.type.name in ("decimal", "integer")
        before = name if counts and chosen[name] is not None else None
