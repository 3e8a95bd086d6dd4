"""Where rules look for a field, and the rows of a table that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assay.candidate import Candidate
from extractors import region
from extractors.region import Region
from extractors.rules.reading import Reading
from schemas.schema import Field


def region_of(field: Field, reading: Reading) -> Region | None:
    """Where the field is looked for; None for everywhere."""
    segments = reading.once(_segments_in) if field.within else {}
    return region.region_of(field, reading.document, segments)


def _segments_in(reading: Reading) -> Mapping[str, Region]:
    return region.segments_in(reading.document, reading.schema)


def rows_inside(table: Field, candidates: Iterable[Candidate], region: Region) -> list[Candidate]:
    """The cells that stand in the region, their rows counted anew from 0."""
    kept = [one for one in candidates if all(region.holds(evidence.span) for evidence in one.evidence)]
    numbers = {row: number for number, row in enumerate(dict.fromkeys(_row(table, one.path) for one in kept))}
    return [_moved(table, one, numbers[_row(table, one.path)]) for one in kept]


def _row(table: Field, path: str) -> str:
    return path[len(table.path) + 1 :].partition("/")[0]


def _moved(table: Field, cell: Candidate, row: int) -> Candidate:
    rest = cell.path[len(table.path) + 1 :].partition("/")[2]
    return replace(cell, path=f"{table.path}/{row}/{rest}")
