"""Which fields are asked together: one call, one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.asking import Size
from schemas.schema import Field, Rung

MOST_FIELDS = 25
"""Prompts of more fields are answered less well, and vendors warn of some dozens."""

GENERAL = "values"
"""The group of the fields whose schema names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields of one call, in the schema's order. `name` tells groups of one schema and size apart."""

    name: str
    size: Size
    fields: tuple[Field, ...]


def is_askable(field: Field) -> bool:
    """Whether a model may be asked for the field: its ladder names one, and it is not private."""
    return bool(field.rungs("model")) and not field.private


def groups_of(fields: Iterable[Field], *, tables_apart: bool = False) -> tuple[Group, ...]:
    """The groups of these fields, as far as a model may be asked for them; those of more than `MOST_FIELDS` are parted evenly.

    `tables_apart`: each table is a group of its own, for its answer and the text that it needs are long.
    """
    together: dict[tuple[str, Size], list[Field]] = {}
    for field in filter(is_askable, fields):
        rung = _rung(field)
        together.setdefault((_name(field, rung, tables_apart), rung.size), []).append(field)
    return tuple(group for (name, size), members in together.items() for group in _parted(name, size, members))


def _rung(field: Field) -> Rung:
    return field.rungs("model")[0]


def _name(field: Field, rung: Rung, tables_apart: bool) -> str:
    if field.shape == "table" and tables_apart:
        return field.name
    return rung.group or GENERAL


def _parted(name: str, size: Size, members: Sequence[Field]) -> Iterator[Group]:
    parts = -(-len(members) // MOST_FIELDS)
    for part in range(parts):
        some = members[part * len(members) // parts : (part + 1) * len(members) // parts]
        yield Group(name=name if parts == 1 else f"{name} {part + 1}", size=size, fields=tuple(some))
