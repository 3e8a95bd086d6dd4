"""Values beside their labels: right of it on the same line, else below it in its column, at last above it.

Precision counts more than recall: a wrong value with a label beside it convinces everybody, an open field is asked for.
So a label whose own cell goes on with words that are no value is taken for a longer name than the schema knows, and a
value below must fill its cell. Of several numbers in a row the last is the likeliest, and none is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assay.finding import Signal
from assay.span import Span
from extractors.rules.above import read_above
from extractors.rules.below import Below, read_below
from extractors.rules.beside import Piece, rest_of, right_of
from extractors.rules.continued import continued
from extractors.rules.hit import Claimant, Hit
from extractors.rules.kin import belongs
from extractors.rules.reading import Reading, sheets_in
from extractors.rules.sheet import Place, places_by_field
from extractors.rules.sought import Sought
from extractors.rules.strip import read_in_order
from extractors.rules.vocabulary import Mark

# Distances in line heights.
FAR = 20.0
FARTHEST_TEXT = 12.0
NEXT_LINE = 1.5

# In a row of more numbers than a rate, a base and an amount, none is the label's.
MOST_IN_ROW = 3

# How much a hit says, from 0 to 1: .95 right of its label on unseen documents, .7 below it; the rest is a guess that a check may confirm.
RIGHT, RIGHT_FAR = 1.0, 0.8
BELOW, BELOW_FAR = 0.7, 0.5
IN_ORDER = 0.4
ONE_OF_SEVERAL = 0.3
PERIOD = 0.25
MISREAD = 0.7

_TO = re.compile(r"\s*(?:[–—-]|bis|to|until|au|al|tot|do|t/m)(?:\s+(?:zum|the|le|il|el))?\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit with its place in the order: the surer first, right before below, then as the schema lists the labels."""

    hit: Hit
    strength: float
    below: bool
    rank: int

    @property
    def order(self) -> tuple[bool, bool, int, float]:
        guessed = self.strength <= ONE_OF_SEVERAL
        return guessed, self.below, self.rank, -self.strength


def read_by_label(claimant: Claimant, reading: Reading) -> list[Hit]:
    """Hits for each place of the field's labels that has a value beside it; equal in order, they stay as in the document."""
    sought = Sought(claimant, reading.document.text, reading.locale)
    places = reading.once(_places).get(claimant.field.name, ())
    found = [one for place in places if belongs(claimant.field.name, place, reading) for one in _beside(sought, place)]
    found.extend(_found_in_order(sought, mark, hit) for mark, hit in read_in_order(sought, reading))
    found.sort(key=lambda one: one.order)
    return [one.hit for one in _but_periods(found)]


def _but_periods(found: list[_Found]) -> list[_Found]:
    """Beside a date of its own, the beginning of a period says nothing."""
    dates = [one for one in found if one.strength > PERIOD]
    return dates or found


def _places(reading: Reading) -> Mapping[str, list[Place]]:
    return places_by_field(reading.once(sheets_in))


def _beside(sought: Sought, place: Place) -> list[_Found]:
    direction = sought.claimant.field.direction
    own = rest_of(place)
    inside = sought.first(own) if _may_follow(sought, own) else None
    if inside is None and not sought.filler(own):
        return []
    right = list(_right(sought, place, inside)) if direction != "below" else []
    if right or direction == "right":
        return right
    under = read_below(sought, place, wanted=direction == "below")
    if under:
        return [_found_below(sought, place, under)]
    over = read_above(sought, place) if direction is None else None
    return [_found(sought, place, over, IN_ORDER, f"Above its label {_label(sought, place)}.", below=True)] if over else []


def _may_follow(sought: Sought, own: Span) -> bool:
    """Free text in the label's own cell is its value only behind a colon or leaders; without, it is more of the label."""
    return not sought.free or sought.introduced(own)


# Right


def _right(sought: Sought, place: Place, inside: Hit | None) -> Iterator[_Found]:
    pieces = list(right_of(sought, place))
    first = inside or _in_next_cells(sought, pieces)
    if first is None:
        return
    row = _numbers(sought, pieces) if sought.number else [first]
    if len(row) > MOST_IN_ROW:
        return
    if len(row) > 1:
        yield from (_one_of_several(sought, place, hit) for hit in reversed(row))
        return
    cell = next(cell for cell, span in pieces if span.contains(first.span))
    distance = max(0.0, cell.left - place.cell.right) / place.line.height
    if not sought.free or distance <= FARTHEST_TEXT or _introduced(sought, pieces):
        yield _found_right(sought, place, continued(sought, place, cell, first), distance)


def _in_next_cells(sought: Sought, pieces: list[Piece]) -> Hit | None:
    """The value of the first cell after the label's own that holds more than filler."""
    if sought.name and not _introduced(sought, pieces):
        return None
    for _, span in pieces[1:]:
        hit = sought.in_cell(span)
        if hit or not sought.filler(span):
            return hit
    return None


def _introduced(sought: Sought, pieces: list[Piece]) -> bool:
    return any(sought.introduced(span) for _, span in pieces[:2])


def _numbers(sought: Sought, pieces: list[Piece]) -> list[Hit]:
    """The numbers of the row up to the next label, one more at most than can be told apart."""
    found: list[Hit] = []
    for _, span in pieces:
        for hit in sought.readings(span):
            found.append(hit)
            if len(found) > MOST_IN_ROW:
                return found
    return found


# What is said of it


def _found_right(sought: Sought, place: Place, hit: Hit, distance: float) -> _Found:
    label = _label(sought, place)
    if _opens_a_period(sought, hit):
        return _found(sought, place, hit, PERIOD, f"The first day of the period right of its label {label}.")
    strength = RIGHT_FAR if distance > FAR else RIGHT
    return _found(sought, place, hit, strength, f"Right of its label {label}.")


def _one_of_several(sought: Sought, place: Place, hit: Hit) -> _Found:
    return _found(sought, place, hit, ONE_OF_SEVERAL, f"One of several numbers right of its label {_label(sought, place)}.")


def _found_below(sought: Sought, place: Place, under: Below) -> _Found:
    label = _label(sought, place)
    if _opens_a_period(sought, under.hit):
        return _found(sought, place, under.hit, PERIOD, f"The first day of the period below its label {label}.", below=True)
    if under.sums:
        return _found(sought, place, under.hit, BELOW, f"The sum of the column below its label {label}.", below=True)
    strength = BELOW_FAR if under.distance > NEXT_LINE else BELOW
    return _found(sought, place, under.hit, strength, f"Below its label {label}.", below=True)


def _found_in_order(sought: Sought, mark: Mark, hit: Hit) -> _Found:
    says = f"In the place of the label “{sought.text[mark.span.start : mark.span.end]}” on a line below."
    signal = Signal(name="beside_label", strength=IN_ORDER, says=says)
    return _Found(replace(hit, signals=(signal,)), IN_ORDER, True, mark.fields[sought.claimant.field.name])


def _label(sought: Sought, place: Place) -> str:
    return f"“{sought.text[place.mark.span.start : place.mark.span.end]}”"


def _opens_a_period(sought: Sought, hit: Hit) -> bool:
    return sought.claimant.type.name == "date" and _TO.match(sought.text, hit.span.end) is not None


def _found(sought: Sought, place: Place, hit: Hit, strength: float, says: str, *, below: bool = False) -> _Found:
    if place.mark.mended:
        strength, says = strength * MISREAD, f"{says} The label seems misread."
    signal = Signal(name="beside_label", strength=strength, says=says)
    return _Found(replace(hit, signals=(signal,)), strength, below, place.mark.fields[sought.claimant.field.name])
