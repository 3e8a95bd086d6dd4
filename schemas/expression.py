"""Expressions of checks: compared and computed over a document's values, in Decimal and dates, never executed as code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from schemas.expression_nodes import FUNCTIONS, Node, Recall, names_in, recalls_in
from schemas.expression_parser import ExpressionError, parse

__all__ = ["FUNCTIONS", "Expression", "ExpressionError", "parse_expression"]

Outcome = bool | Decimal | date | str | int | None


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression; two are equal when they are written the same. `names` are its fields and columns, dotted."""

    source: str
    names: frozenset[str]
    root: Node = field(compare=False, repr=False)

    @property
    def recalls(self) -> tuple[Recall, ...]:
        """What it asks of the stored documents, in the order written; the answers enter under their keys."""
        return tuple(recalls_in(self.root))

    def evaluate(self, values: Mapping[str, object]) -> Outcome:
        """What it is worth: never raises, None when a value that it needs is missing or cannot be computed with.

        Money enters as its Decimal amount, a table's column as a tuple of values, None where a row has none.
        A span of time comes out as its number of days.
        """
        outcome = self.root.evaluate(values)
        if isinstance(outcome, timedelta):
            return Decimal(outcome.days)
        return None if isinstance(outcome, tuple) else outcome


def parse_expression(source: str) -> Expression:
    """The expression ready for use. Raises ExpressionError with the column and a sentence for the analyst."""
    root = parse(source)
    return Expression(source, frozenset(name.name for name in names_in(root)), root)
