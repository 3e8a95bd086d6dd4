"""Times and durations in expressions, and durations on the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from assay.value import Duration
from schemas.calendar import moved
from schemas.expression import ExpressionError, parse_expression
from schemas.expression_kinds import infer_kind, kind_of_type

TYPES = ("time", "datetime", "duration", "text", "integer")
KINDS = {name: kind_of_type(name) for name in TYPES} | {"signed": "date", "ended": "date"}
VALUES = {
    "time": time(15, 45),
    "datetime": datetime(2026, 9, 17, 15, 45, tzinfo=UTC),
    "duration": Duration(years=2),
    "signed": date(2026, 3, 31),
    "ended": date(2027, 3, 31),
}


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("time < time", False),
        ("time <= time", True),
        ("datetime >= datetime", True),
        ("duration == duration", True),
        ("max(duration, duration) == duration", True),
        ("signed + duration", date(2028, 3, 31)),
        ("signed - duration", date(2024, 3, 31)),
        ("ended - signed <= duration", True),
        ("ended - signed > duration", False),
        ("datetime - datetime == 0", True),
    ],
)
def test_times_and_durations_are_compared_and_added(source: str, outcome: object) -> None:
    expression = parse_expression(source)
    infer_kind(expression.root, KINDS)
    assert expression.evaluate(VALUES) == outcome


@pytest.mark.parametrize("source", ["time < duration", "signed < datetime", "duration + duration", "time + duration", "signed + time"])
def test_what_has_no_meaning_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        infer_kind(parse_expression(source).root, KINDS)


def test_a_time_with_an_offset_is_not_compared_with_one_without() -> None:
    without = datetime(2026, 9, 17, 15, 45)
    assert parse_expression("a < b").evaluate({"a": VALUES["datetime"], "b": without}) is None
    assert parse_expression("a - b").evaluate({"a": VALUES["datetime"], "b": without}) is None


@pytest.mark.parametrize(
    ("day", "duration", "then"),
    [
        (date(2026, 1, 31), Duration(months=1), date(2026, 2, 28)),
        (date(2024, 2, 29), Duration(years=1), date(2025, 2, 28)),
        (date(2026, 11, 30), Duration(months=3), date(2027, 2, 28)),
        (date(2026, 1, 1), Duration(weeks=2, days=1), date(2026, 1, 16)),
    ],
)
def test_a_date_moved_by_months_stays_in_its_month(day: date, duration: Duration, then: date) -> None:
    assert moved(day, duration) == then


def test_a_date_beyond_the_calendar_is_missing() -> None:
    far = Duration(years=9999)
    assert parse_expression("a + b").evaluate({"a": date(2026, 1, 1), "b": far}) is None
