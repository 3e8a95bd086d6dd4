"""Whether a cell stands in the band of its row on the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from assay.candidate import Candidate
from assay.finding import Signal
from assay.geometry import union
from schemas.schema import Field
from validation.layout import Layout, Place, distance, overlap
from validation.rows import cell_path, row_count

# What belongs to a row but not into its line (a long description) stands at most this many line heights away.
REACH = 3.0

# Standing near the line says less than standing in it.
NEAR_STRENGTH = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """The bands of a table's rows, by row, and those of each page from top to bottom."""

    by_row: Mapping[int, Place]
    by_page: Mapping[tuple[str, int], list[Place]]

    @classmethod
    def of(cls, by_row: Mapping[int, Place]) -> Bands:
        """The bands in both orders."""
        by_page: dict[tuple[str, int], list[Place]] = {}
        for band in sorted(by_row.values(), key=_top):
            by_page.setdefault(band.page, []).append(band)
        return cls(by_row=by_row, by_page=by_page)

    def nearest(self, place: Place) -> float:
        """Points from the place to the band that is nearest; infinite on a page without bands."""
        bands = self.by_page.get(place.page, [])
        at = bisect_left(bands, place.box.top, key=_top)
        return min((distance(place, band) for band in bands[max(0, at - 2) : at + 2]), default=float("inf"))


def _top(place: Place) -> float:
    return place.box.top


def row_signals(table: Field, chosen: Mapping[str, Candidate], vouched: Mapping[str, float], layout: Layout) -> dict[str, Signal]:
    """`same_row` for each cell whose row has a band: that of the row's numbers which a check vouches for, all in one line.

    As strong as the check in the band, less beside it, -1 where another row is nearer or its own is far. Beside it says
    nothing where the row before or after has no band, for that one could be nearer.
    """
    rows = range(row_count(table, chosen))
    cells = {row: _cells(table, row, chosen, layout) for row in rows}
    bands = Bands.of({row: band for row in rows if (band := _band([place for path, place in cells[row].items() if path in vouched]))})
    signals: dict[str, Signal] = {}
    for row, band in bands.by_row.items():
        trust = max(vouched.get(path, 0.0) for path in cells[row])
        alone = any(other in rows and other not in bands.by_row for other in (row - 1, row + 1))
        found = {path: _signal(place, band, bands, trust) for path, place in cells[row].items()}
        signals |= {path: signal for path, signal in found.items() if not (alone and 0 < signal.strength < trust)}
    return signals


def _cells(table: Field, row: int, chosen: Mapping[str, Candidate], layout: Layout) -> dict[str, Place]:
    paths = (cell_path(column, row) for column in table.columns)
    places = ((path, layout.place(chosen[path])) for path in paths if path in chosen)
    return {path: place for path, place in places if place}


def _band(anchors: list[Place]) -> Place | None:
    """The band that the anchors share; None when they do not stand side by side."""
    if not anchors or not all(overlap(one, other) for one, other in combinations(anchors, 2)):
        return None
    box = union(anchor.box for anchor in anchors)
    return Place(page=anchors[0].page, box=box) if box else None


def _signal(place: Place, own: Place, bands: Bands, trust: float) -> Signal:
    if overlap(place, own):
        return Signal(name="same_row", strength=trust, says="It stands in one line with those numbers of its row that a check vouches for.")
    away = distance(place, own)
    if bands.nearest(place) < away:
        return Signal(name="same_row", strength=-1.0, says="It stands nearer to another row than to its own.")
    if away > REACH * own.box.height:
        return Signal(name="same_row", strength=-1.0, says="It stands far from the numbers of its row.")
    return Signal(name="same_row", strength=NEAR_STRENGTH * trust, says="It stands nearest to the numbers of its row.")
