"""Lines drawn on a page: their places, and which of them cross. Points of the displayed page, y downwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SAME = 3.0  # points between lines that are drawn as one
_REACH = 2.0  # points by which two lines may miss each other and still meet


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line at a distance from the top (or from the left, when it is upright), from its start to its end."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The lines of a page that lie, and those that stand."""

    lying: tuple[Ruling, ...] = ()
    standing: tuple[Ruling, ...] = ()


def joined(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The lines with those that lie on each other, or go on in each other, made one."""
    done: list[Ruling] = []
    for at, same in _levels(sorted(rulings, key=lambda ruling: ruling.at)):
        current: Ruling | None = None
        for ruling in sorted(same, key=lambda ruling: ruling.start):
            if current is not None and ruling.start <= current.end + _SAME:
                current = Ruling(at, current.start, max(current.end, ruling.end))
            else:
                done += [current] if current is not None else []
                current = Ruling(at, ruling.start, ruling.end)
        done += [current] if current is not None else []
    return tuple(done)


def _levels(rulings: Sequence[Ruling]) -> Iterator[tuple[float, list[Ruling]]]:
    """Lines at the same distance, together with that distance."""
    level: list[Ruling] = []
    for ruling in rulings:
        if level and ruling.at - level[0].at > _SAME:
            yield level[0].at, level
            level = []
        level.append(ruling)
    if level:
        yield level[0].at, level


def crossing(rulings: Rulings) -> Iterator[Rulings]:
    """Groups of lines that cross each other, directly or by way of others."""
    lying, standing = [*joined(rulings.lying)], [*joined(rulings.standing)]
    while lying:
        group, rest = Rulings(lying=(lying[0],)), Rulings(lying=tuple(lying[1:]), standing=tuple(standing))
        while True:
            more = Rulings(
                lying=tuple(one for one in rest.lying if any(_cross(one, other) for other in group.standing)),
                standing=tuple(one for one in rest.standing if any(_cross(other, one) for other in group.lying)),
            )
            if not more.lying and not more.standing:
                break
            group = Rulings(lying=group.lying + more.lying, standing=group.standing + more.standing)
            rest = Rulings(
                lying=tuple(one for one in rest.lying if one not in more.lying),
                standing=tuple(one for one in rest.standing if one not in more.standing),
            )
        lying, standing = [*rest.lying], [*rest.standing]
        yield group


def _cross(lying: Ruling, standing: Ruling) -> bool:
    return lying.start - _REACH <= standing.at <= lying.end + _REACH and standing.start - _REACH <= lying.at <= standing.end + _REACH


def covers(rulings: Iterable[Ruling], at: float, place: float) -> bool:
    """Whether a line at that distance passes the place."""
    return any(abs(ruling.at - at) <= _SAME and ruling.start <= place <= ruling.end for ruling in rulings)
