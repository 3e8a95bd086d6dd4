"""`min` and `max`: between what limits a right value lies, both included."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assay.candidate import Candidate
from assay.finding import Finding
from assay.value import Money
from schemas.expression_nodes import compare
from schemas.schema import Field
from validation.rules.base import NOTHING, Noticed


def within_bounds(field: Field, candidate: Candidate) -> Noticed:
    """A finding for a number, an amount, a date or a time outside its limits; other values have no order."""
    if field.minimum is None and field.maximum is None:
        return NOTHING
    value, low, high = (_ordered(one) for one in (candidate.value, field.minimum, field.maximum))
    if low is not None and compare("<", value, low):
        return _outside(f"Less than {low}, the least that the schema allows.")
    if high is not None and compare(">", value, high):
        return _outside(f"More than {high}, the most that the schema allows.")
    return NOTHING


def _outside(says: str) -> Noticed:
    return Noticed(findings=(Finding(code="bounds", says=says),))


def _ordered(value: Any) -> Any:
    """The value as expressions compare it; None when it has no order."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, bool | str):
        return None
    return Decimal(value) if isinstance(value, int) else value
