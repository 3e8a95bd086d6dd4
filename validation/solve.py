"""What one value of an equation would have to be for the equation to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from schemas.expression import Expression
from schemas.expression_nodes import Binary, Call, Junction, Node, compute


def solution(that: Expression, name: str, values: Mapping[str, Any]) -> Decimal | None:
    """The number that `name` must be, the other values being as they are.

    None where the expression is no equation between numbers, or does not depend on the name evenly: as in `a + b` or `a * b`,
    not as in `1 / a`.
    """
    return next(solutions(that, name, values), None)


def solutions(that: Expression, name: str, values: Mapping[str, Any]) -> Iterator[Decimal]:
    """The same for each of several equations of which one must hold."""
    for sides in _equations(that.root):
        solved = _solved(sides, name, values)
        if solved is not None:
            yield solved


def _solved(sides: tuple[Node, Node], name: str, values: Mapping[str, Any]) -> Decimal | None:
    gaps = [_gap(*sides, {**values, name: Decimal(tried)}) for tried in (0, 1, 2)]
    start, one, two = gaps
    if start is None or one is None or two is None or one == start or two - one != one - start:
        return None
    solved = compute("/", -start, one - start)
    return solved if isinstance(solved, Decimal) else None


def _equations(root: Node) -> Iterator[tuple[Node, Node]]:
    parts = root.parts if isinstance(root, Junction) and root.settled_by else (root,)
    yield from (sides for part in parts if (sides := _sides(part)))


def _sides(root: Node) -> tuple[Node, Node] | None:
    match root:
        case Call(function="near", parts=(left, right, _)):
            return left, right
        case Binary(sign="==", left=left, right=right):
            return left, right
    return None


def _gap(left: Node, right: Node, values: Mapping[str, Any]) -> Decimal | None:
    gap = compute("-", left.evaluate(values), right.evaluate(values))
    return gap if isinstance(gap, Decimal) else None
