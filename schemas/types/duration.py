"""A length of time: `two (2) years`, `30 days`, `1h 30min`, `90 Minuten`, `PT45M`. JSON is ISO 8601 in the units that are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from assay.value import Duration, Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.duration_parts import durations
from schemas.types.whole import parse_whole

_ISO = re.compile(
    r"(?<![^\W_])P(?=[0-9]|T[0-9])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,4})M)?(?:(?P<weeks>[0-9]{1,4})W)?"
    r"(?:(?P<days>[0-9]{1,5})D)?(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,5})H)?(?:(?P<minutes>[0-9]{1,6})M)?"
    r"(?:(?P<seconds>[0-9]{1,7})(?:\.0+)?S)?)?(?![^\W_])"
)
_ON_A_CLOCK = re.compile(
    r"(?<![^\W_])(?<![:.,])(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9]))?"
    r"[ \u00a0]?(?i:h|hrs?|hours?|std\.?|stunden|uren|heures|horas|ore|godz\.?|timmar|timer)(?![^\W_])"
)
_UNITS = tuple(field.name for field in fields(Duration))


class DurationType:
    """`duration`: values are Duration, JSON is `P2Y`, `P30D`, `PT1H30M`."""

    name = "duration"
    hint = "a length of time, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": "^P[0-9TYMWDHS]+$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every length in digits or words with its unit; several units that follow one another are one length."""
        written = [*durations(text, locale.languages), *_matched(_ISO, text), *_matched(_ON_A_CLOCK, text)]
        last = 0
        for reading in sorted(written, key=lambda one: (one.start, -one.end)):
            if reading.start >= last:
                last = reading.end
                yield reading

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The length of a text that is one."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one length of time.")

    def display(self, value: Value) -> str:
        """`2 years`, `1 hour 30 minutes`."""
        counts = ((getattr(value, unit), unit) for unit in _UNITS)
        said = [f"{count} {unit if count != 1 else unit.removesuffix('s')}" for count, unit in counts if count]
        return " ".join(said) or "0 days"

    def to_json(self, value: Value) -> str:
        """`P2Y`, `PT1H30M`."""
        return str(value)

    def from_json(self, form: Any) -> Duration:
        """ISO 8601, or a length in words (`30 days`)."""
        value = self.parse(form, Locale()).value if isinstance(form, str) else None
        if isinstance(value, Duration):
            return value
        raise ValueError("a length of time is written like P30D or 30 days")

    def equal(self, one: Value, other: Value) -> bool:
        """The same length: `P24M` is `P2Y`, `PT72H` is `P3D`; a month is no number of days."""
        return _length(one) == _length(other)


def _length(value: Value) -> tuple[int, int] | None:
    return (value.all_months, value.all_seconds) if isinstance(value, Duration) else None


def _matched(form: re.Pattern[str], text: str) -> Iterator[Reading]:
    for match in form.finditer(text):
        counts = {unit: int(count) for unit, count in match.groupdict().items() if count}
        yield Reading(start=match.start(), end=match.end(), value=Duration(**counts))
