"""A date with a time of day: `2026-09-17T15:45:00+02:00`, `17.09.2026, 15:45 Uhr`, `Sep 17, 2026 3:45 PM`, `15:45 on 17 Sep 2026`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.clock import Clock, clock_at, clocks, offset_at
from schemas.types.date import DateType, around_a_date
from schemas.types.whole import parse_whole

# Between a date and its time, and between a time and its date.
_THEN = re.compile(
    r"(?:T|[ \u00a0\t]{0,3}(?:[,;|/·•@–-]|\()?[ \u00a0\t]{0,3}\n?[ \u00a0\t]{0,3}"
    r"(?:(?i:at|um|ab|à|a las|alle ore|ore|om|kl\.?|klokken|o godz\.?|godz\.?|time:?|uhrzeit:?|zeit:?|heure:?)[ \u00a0])?)(?=[0-9])"
)
_ON = re.compile(
    r"(?:[ \u00a0]?(?i:uhr|uur|h|hrs?))?[ \u00a0]{0,2}"
    r"(?:,|(?i:on|am|le|op|el|il|del|den|dnia)\b)?[ \u00a0]{0,2}(?:[^\W\d_]{2,10},?[ \u00a0])?$"
)
_LONGEST_TIME_BEFORE = 32
_JSON = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])T([0-2][0-9])([0-5][0-9])([0-5][0-9])(Z?)")
_DATES = DateType()


class DatetimeType:
    """`datetime`: values are datetime.datetime, with an offset from UTC only where one is printed."""

    name = "datetime"
    hint = "a date with its time of day, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": f"^{_JSON.pattern}$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every date with a time right behind or before it; a date without a time is none."""
        last = 0
        for day in _DATES.scan(text, locale):
            reading = _timed_behind(text, day) or _timed_before(text, day, last)
            if reading is not None:
                last = reading.end
                yield reading

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The moment of a text that is one, perhaps with its weekday."""
        compact = _COMPACT.fullmatch(raw.strip())
        if compact:
            return self.parse("{}-{}-{}T{}:{}:{}{}".format(*compact.groups("")), locale)
        return parse_whole(raw, self.scan(raw, locale), says="This is not one date with a time.", around=around_a_date(locale.languages))

    def display(self, value: Value) -> str:
        """`2026-09-17 15:45`, `2026-09-17 15:45:30 +02:00`."""
        day, _, rest = self.to_json(value).partition("T")
        clock, sign, offset = _split_offset(rest)
        return f"{day} {clock.removesuffix(':00') if clock.count(':') == 2 else clock} {sign}{offset}".rstrip()

    def to_json(self, value: Value) -> str:
        """`2026-09-17T15:45:00+02:00`; the offset only when it is printed."""
        return value.isoformat() if isinstance(value, datetime.datetime) else str(value)

    def from_json(self, form: Any) -> datetime.datetime:
        """`2026-09-17T15:45`, with seconds and an offset or without."""
        if isinstance(form, datetime.datetime):
            return form
        if not isinstance(form, str) or not _JSON.fullmatch(form):
            raise ValueError("a date with its time is written like 2026-09-17T15:45:00")
        return datetime.datetime.fromisoformat(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same moment; where only one of them has an offset, the same date and time on the clock."""
        if not (isinstance(one, datetime.datetime) and isinstance(other, datetime.datetime)):
            return False
        if (one.tzinfo is None) != (other.tzinfo is None):
            return one.replace(tzinfo=None) == other.replace(tzinfo=None)
        return one == other


def _split_offset(rest: str) -> tuple[str, str, str]:
    for sign in "+-":
        if sign in rest:
            return rest.partition(sign)
    return rest, "", ""


def _timed_behind(text: str, day: Reading) -> Reading | None:
    gap = _THEN.match(text, day.end)
    clock = clock_at(text, gap.end(), said=True) if gap else None
    if clock is None:
        return None
    return _joined(day, clock, *(offset_at(text, clock.end) or (clock.end, None)), start=day.start)


def _timed_before(text: str, day: Reading, last: int) -> Reading | None:
    """The date with the time that ends right before it, behind the last value."""
    start = max(last, day.start - _LONGEST_TIME_BEFORE)
    before = [Clock(one.start + start, one.end + start, one.value) for one in clocks(text[start : day.start])]
    if not before or (start and text[start - 1].isdigit() and before[-1].start == start):
        return None
    clock = before[-1]
    end, zone = offset_at(text, clock.end) or (clock.end, None)
    return _joined(day, clock, day.end, zone, start=clock.start) if _ON.fullmatch(text, end, day.start) else None


def _joined(day: Reading, clock: Clock, end: int, zone: datetime.timezone | None, *, start: int) -> Reading:
    date = datetime.date.fromisoformat(str(day.value))
    value = datetime.datetime.combine(date, clock.value, zone)
    return Reading(start=start, end=end, value=value, findings=day.findings)
