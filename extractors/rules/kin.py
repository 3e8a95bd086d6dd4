"""Whose value it is: a label that several fields share names the one whose heading stands above it.

`USt-IdNr` is a label of `seller_vat_id` and of `buyer_vat_id`. Fields with one beginning (`buyer_`, `buyer.`) are kin, and the
labels of the kin's name (`buyer_name`: `Bill to`) are the headings of its block. Without a heading, the label is the first field's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extractors.rules.layout import Cell
from extractors.rules.reading import Reading
from extractors.rules.sheet import Place
from schemas.schema import Schema

# Lines up to a heading: an address of seven lines, a number and a contact.
FARTHEST_HEADING = 12
# A block does not reach over a gap of more line heights, nor over a row of a table.
WIDEST_GAP = 2.5
CELLS_OF_A_TABLE = 4

_PREFIX = re.compile(r"^[^_.]+[_.]")


def belongs(field: str, place: Place, reading: Reading) -> bool:
    """Whether the label names this field, of all that share it."""
    headings = reading.once(headings_in)
    sharing = [name for name in place.mark.fields if _kin(name) in headings.values()]
    if len(sharing) < 2 or field not in sharing:
        return True
    headed = _headed(place, headings)
    owners = [name for name in sharing if _kin(name) in headed]
    if owners:
        return field in owners
    first = next((one.name for one in reading.schema.fields if one.name in sharing), field)
    return field == first


def headings_in(reading: Reading) -> Mapping[str, str]:
    """The fields whose labels head a block, with their kin, for `Reading.once`."""
    return headings_of(reading.schema)


def headings_of(schema: Schema) -> Mapping[str, str]:
    """Names of the fields of type `name` with the beginning that they share with their kin."""
    return {field.name: kin for field in schema.fields if field.type and field.type.name == "name" and (kin := _kin(field.name))}


def _kin(name: str) -> str:
    found = _PREFIX.match(name)
    return found.group() if found else ""


def _headed(place: Place, headings: Mapping[str, str]) -> frozenset[str]:
    """The kin of the nearest heading above in the label's column; empty where there is none."""
    for line, cell in _above(place):
        kin = frozenset(headings[name] for mark in place.sheet.marks[line][cell] for name in mark.fields if name in headings)
        if kin:
            return kin
    return frozenset()


def _above(place: Place) -> Iterator[tuple[int, int]]:
    """Numbers of the lines and cells above, from the label up, in its column and its block."""
    below = place.line
    for number in range(place.line_number - 1, max(-1, place.line_number - 1 - FARTHEST_HEADING), -1):
        line = place.sheet.lines[number]
        if below.top - line.bottom > WIDEST_GAP * below.height or len(line.cells) >= CELLS_OF_A_TABLE:
            return
        below = line
        yield from ((number, index) for index, cell in enumerate(line.cells) if _in_column(cell, place.cell))


def _in_column(cell: Cell, below: Cell) -> bool:
    return cell.left < below.right and below.left < cell.right
