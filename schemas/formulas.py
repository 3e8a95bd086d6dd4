"""Which fields are computed from which: the order in which formulas are worked out, and circles, in which there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from schemas.schema import Field

Graph = Mapping[str, frozenset[str]]
"""For each field with a formula the fields that its formulas name."""


def graph_of(fields: Iterable[Field]) -> Graph:
    """The dependencies between fields, by name; a column counts as its table."""
    known = tuple(fields)
    owners = {name: field.name for field in known for name in _names(field)}
    return {field.name: frozenset(owners[name] for name in _asked(field) if name in owners) for field in known if _asked(field)}


def in_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields with formulas, each after those that it is computed from."""
    by_name = {field.name: field for field in fields}
    graph = graph_of(by_name.values())
    return tuple(by_name[name] for name in TopologicalSorter(graph).static_order() if by_name[name].rungs("formula"))


def circle(fields: Iterable[Field]) -> tuple[str, ...]:
    """The names of fields that are computed from each other, the first of them once more at the end; empty when there are none."""
    try:
        TopologicalSorter(graph_of(fields)).prepare()
    except CycleError as error:
        # It names predecessors first; people read `a is computed from b`.
        return tuple(reversed(error.args[1]))
    return ()


def depends(fields: Iterable[Field], name: str, on: Iterable[str]) -> bool:
    """Whether what formulas give for the field `name` is computed from one of the fields `on`, by whatever detour."""
    graph, wanted = graph_of(fields), frozenset(on)
    seen, waiting = {name}, [name]
    while waiting:
        asked = graph.get(waiting.pop(), frozenset())
        if asked & wanted:
            return True
        waiting.extend(asked - seen)
        seen |= asked
    return False


def _names(field: Field) -> Iterator[str]:
    yield field.name
    yield from (f"{field.name}.{column.name}" for column in field.columns)


def _asked(field: Field) -> frozenset[str]:
    return frozenset(name for rung in field.ladder if rung.formula for name in rung.formula.names)
