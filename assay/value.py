"""Values that fields take, once parsed.

text, code, name ...: str; integer: int; decimal, percent: Decimal; money: Money; boolean: bool; date: datetime.date;
time: datetime.time; datetime: datetime.datetime, with an offset only where one is printed; duration: Duration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; `currency` is an ISO 4217 code, None when the document does not say it beside the amount."""

    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of time in the units that say it: `P24M` is as long as `P2Y` but another value. No count is negative."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @property
    def all_months(self) -> int:
        """Years and months together: how many seconds they last depends on the calendar."""
        return 12 * self.years + self.months

    @property
    def all_seconds(self) -> int:
        """Everything below months in seconds, a day as 24 hours."""
        return ((7 * self.weeks + self.days) * 24 + self.hours) * 3600 + 60 * self.minutes + self.seconds

    def __str__(self) -> str:
        """The ISO 8601 form: `P1Y6M`, `PT1H30M`; `PT0S` for none."""
        below_a_day = _counted(self.hours, "H") + _counted(self.minutes, "M") + _counted(self.seconds, "S")
        above = _counted(self.years, "Y") + _counted(self.months, "M") + _counted(self.weeks, "W") + _counted(self.days, "D")
        return f"P{above}T{below_a_day}".removesuffix("T") if above or below_a_day else "PT0S"


def _counted(count: int, unit: str) -> str:
    return f"{count}{unit}" if count else ""


Value = str | int | Decimal | Money | Duration | date | datetime | time | bool
