"""Durations on the calendar: a date moved by one, and how long one is when two are compared."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from assay.value import Duration

_MONTH = timedelta(days=30.436875)
"""The mean month of the Gregorian calendar: only for comparing, where one of two durations is said in months and the other in days."""


def length_of(duration: Duration) -> timedelta:
    """How long a duration is on average. Raises OverflowError for one of more than a million days."""
    return duration.all_months * _MONTH + timedelta(seconds=duration.all_seconds)


def moved(day: date, duration: Duration, *, back: bool = False) -> date:
    """The date (or date with time) so much later, or earlier; a day that its month does not have is the month's last.

    Raises OverflowError outside the years 1 to 9999.
    """
    sign = -1 if back else 1
    months = day.year * 12 + day.month - 1 + sign * duration.all_months
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("a date beyond the calendar")
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last)) + sign * timedelta(seconds=duration.all_seconds)
