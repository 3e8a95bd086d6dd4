"""A calendar date: `2018-04-25`, `25.04.2018`, `04/25/2018`, `25. April 2018`, `March 3, 2026`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from assay.finding import Finding
from assay.value import Value
from schemas.types import cldr
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.date_forms import ALONE, BY_DIGIT, BY_WORD, LED_BY, ORDINALS, ROMAN, START, TIME
from schemas.types.whole import parse_whole
from schemas.types.words import folded

MONTH_FIRST_LANGUAGES = ("en",)

_AROUND_ALONE = " \t\r\n.,;"
_LONGEST_ALONE = 20

# The usual pivot of two-digit years (POSIX strptime %y): 69 to 99 are 1969 to 1999.
_PIVOT = 69

# Forms that the locale data does not list.
_MORE_MONTHS = {"maerz": 3, "mrz": 3, "janner": 1, "feber": 2, "fev": 2, "sept": 9, "setiembre": 9}

_AMBIGUOUS = Finding(
    code="ambiguous",
    says="Day and month of this date can be swapped, and the document does not show which comes first.",
    severity="warning",
)


class DateType:
    """`date`: values are datetime.date, JSON is `2026-09-17`."""

    name = "date"
    hint = "a date, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "format": "date"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every date with day, month and year. A time behind it and a weekday before it are left alone."""
        alone = _alone(text, locale)
        if alone is not None:
            yield alone
            return
        at = last = 0
        while (start := START.search(text, at)) is not None:
            reading = None if _inside_a_code(text, start.start(), last) else _reading(text, start, locale)
            if reading is not None:
                yield reading
                last = reading.end
            at = start.end() if reading is None else reading.end

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The date of a text that is one date, perhaps with weekday and time; also `20180425` and `3.4.18`."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one date.", around=around_a_date(locale.languages))

    def display(self, value: Value) -> str:
        """`2026-09-17`."""
        return str(value)

    def to_json(self, value: Value) -> str:
        """`"2026-09-17"`."""
        return str(value)

    def from_json(self, form: Any) -> datetime.date:
        """`2026-09-17`, as text or as YAML's own date."""
        if isinstance(form, datetime.date) and not isinstance(form, datetime.datetime):
            return form
        if not isinstance(form, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", form):
            raise ValueError("a date is written like 2026-09-17")
        return datetime.date.fromisoformat(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same day."""
        return one == other


def _alone(text: str, locale: Locale) -> Reading | None:
    """The date that is all of a short text: there `3.4.18` and `20180425` are no other numbers."""
    value = text.strip(_AROUND_ALONE) if len(text) <= _LONGEST_ALONE else ""
    for form in ALONE if value else ():
        match = form.fullmatch(value)
        dated = match and _dated(match, locale)
        if dated:
            start = text.index(value)
            return Reading(start=start, end=start + len(value), value=dated[0], findings=dated[1])
    return None


def _reading(text: str, start: re.Match[str], locale: Locale) -> Reading | None:
    for form in BY_DIGIT if start["digits"] else BY_WORD:
        match = form.match(text, start.start())
        dated = match and _dated(match, locale)
        if match and dated:
            return Reading(start=match.start(), end=match.end(), value=dated[0], findings=dated[1])
    return None


def _dated(match: re.Match[str], locale: Locale) -> tuple[datetime.date, tuple[Finding, ...]] | None:
    """The day that a matched form names, or None when there is no such day."""
    parts = match.groupdict()
    year = _year(parts["y"])
    if "a" in parts:
        return _in_either_order(year, int(parts["a"]), int(parts["b"]), parts["s"], locale)
    number = ORDINALS[parts["o"].lower()] if "o" in parts else int(parts["d"])
    day = _day(year, _month_in(parts, locale.languages), number)
    return (day, ()) if day else None


def _month_in(parts: Mapping[str, str], languages: tuple[str, ...]) -> int | None:
    if "w" in parts:
        return _month(parts["w"], languages)
    return ROMAN[parts["r"]] if "r" in parts else int(parts["m"])


def _in_either_order(year: int, first: int, second: int, sign: str, locale: Locale) -> tuple[datetime.date, tuple[Finding, ...]] | None:
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first is None or month_first is None or first == second:
        only = day_first or month_first
        return (only, ()) if only else None
    if locale.day_first is not None:
        return (day_first if locale.day_first else month_first), ()
    settled = bool(locale.languages) and locale.languages[0] not in MONTH_FIRST_LANGUAGES
    chosen = day_first if settled or locale.day_first_likely or sign == "." else month_first
    return chosen, () if settled else (_AMBIGUOUS,)


def _day(year: int, month: int | None, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month or 0, day)
    except ValueError:
        return None


def _year(printed: str) -> int:
    year = int(printed.lstrip("'’"))
    if len(printed) >= 4:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _month(word: str, languages: tuple[str, ...]) -> int | None:
    return _months(languages).get(folded(word).strip())


@lru_cache(maxsize=32)
def _months(languages: tuple[str, ...]) -> Mapping[str, int]:
    """Folded names of the months; where languages disagree (`lip`, `lis`) the document's own come first."""
    found: dict[str, int] = {}
    for language in (*languages, *cldr.LANGUAGES):
        for name, number in cldr.months(language).items():
            found.setdefault(folded(name).strip(), number)
    return {**_MORE_MONTHS, **found}


def _inside_a_code(text: str, start: int, end_of_last: int) -> bool:
    """Whether a dash glues the start to something before it that is not the first date of a range."""
    if start < 2 or text[start - 1] not in "-–/":
        return False
    return text[start - 2].isalnum() and end_of_last != start - 1


@lru_cache(maxsize=32)
def around_a_date(languages: tuple[str, ...]) -> re.Pattern[str]:
    """What may stand around a date that is the whole value: punctuation, a weekday, a time of day."""
    names = {re.escape(name) for language in (*languages, *cldr.LANGUAGES) for name in cldr.weekdays(language)}
    weekdays = "|".join(sorted(names, reverse=True))
    words = rf"(?<![^\W_])(?:{LED_BY})(?![^\W_])|(?<=[0-9])r(?=\.)"
    return re.compile(rf"(?:[\s.,:;|*()\[\]\"'-]|{weekdays}|{words}|{TIME})*", re.IGNORECASE)
