"""A time of day: `15:45`, `15:45:30`, `3:45 pm`, `15.45 Uhr`, `15h45`. Values are local: an offset behind it is not part of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.clock import Clock, clock_at, clocks
from schemas.types.whole import parse_whole

_AROUND = re.compile(
    r"(?:[\s.,:;|*()\[\]\"'–-]|(?:utc|gmt)?[+−-][0-9]{2}:?[0-9]{2}(?![^\W_])|(?<=[0-9])z(?![^\W_])|"
    r"(?<![^\W_])(?:um|ab|at|om|ore|alle|a las|à|kl|klokken|o godz|godz|"
    r"utc|gmt|ce?st|mesz?)(?![^\W_]))*",
    re.IGNORECASE,
)
_JSON = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")


class TimeType:
    """`time`: values are datetime.time, JSON is `15:45` or `15:45:30`."""

    name = "time"
    hint = "a time of day, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": f"^{_JSON.pattern}$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - times are told by their form
        """Every time with minutes or with a word that says so (`15 Uhr`, `3 pm`), and `15.45` where it is all there is."""
        whole = _whole(text)
        for clock in (whole,) if whole else clocks(text):
            yield Reading(start=clock.start, end=clock.end, value=clock.value)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The time of a text that is one, perhaps with a zone behind it."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one time of day.", around=_AROUND)

    def display(self, value: Value) -> str:
        """`15:45`."""
        return self.to_json(value)

    def to_json(self, value: Value) -> str:
        """`15:45`, with seconds where they are not nought."""
        return str(value).removesuffix(":00") if str(value).count(":") == 2 else str(value)

    def from_json(self, form: Any) -> datetime.time:
        """`15:45` or `15:45:30`."""
        if isinstance(form, datetime.time):
            return form.replace(tzinfo=None)
        if not isinstance(form, str) or not _JSON.fullmatch(form):
            raise ValueError("a time is written like 15:45")
        return datetime.time.fromisoformat(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same time of day, to the second."""
        return one == other


def _whole(text: str) -> Clock | None:
    """The time that is all of a short text: there `15.45` needs no word to be one."""
    content = text.strip()
    clock = clock_at(text, text.index(content), said=True) if content else None
    return clock if clock and not text[clock.end :].strip() else None
