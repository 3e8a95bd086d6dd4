"""Dates and times of spreadsheets: days since a first one, shown as a format code says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from ingest.spreadsheet.format_code import Section, Token

_DAYS = 2_958_466  # to the end of the year 9999
_MILLISECONDS_A_DAY = 86_400_000
_SECONDS = {"h": 3_600, "m": 60, "s": 1}
_LEAP_DAY = 60  # that 1900 did not have, but the first spreadsheets counted
_START = datetime(1899, 12, 30)
_START_1904 = datetime(1904, 1, 1)


def is_time(days: Decimal) -> bool:
    """Whether a spreadsheet has a date or time for this number of days."""
    return 0 <= days < _DAYS


def shown_time(days: Decimal, section: Section, *, since_1904: bool) -> str:
    """The moment as the section shows it. `days` is one of which `is_time` is true."""
    moment = _moment(days, since_1904=since_1904)
    noon = any(token.kind == "noon" for token in section.tokens)
    return "".join(_shown(token, days, moment, _names(section.language), noon=noon) for token in section.tokens)


def days_of(moment: datetime) -> Decimal:
    """The number that stands for a moment where days are counted from 1900."""
    passed = moment - _START
    return passed.days + Decimal(passed.seconds) / 86_400


def _moment(days: Decimal, *, since_1904: bool) -> datetime:
    start = _START_1904 if since_1904 else _START
    if not since_1904 and days < _LEAP_DAY:
        start += timedelta(days=1)
    return start + timedelta(milliseconds=round(days * _MILLISECONDS_A_DAY))


def _shown(token: Token, days: Decimal, moment: datetime, names: _Names, *, noon: bool) -> str:
    width = len(token.text)
    if token.kind == "elapsed":
        return str(round(days * _MILLISECONDS_A_DAY) // 1_000 // _SECONDS[token.text[0]]).zfill(width)
    if token.kind == "fraction":
        return "." + f"{moment.microsecond:06d}"[: width - 1]
    if token.kind == "noon":
        return ("AM" if moment.hour < 12 else "PM")[: 2 if width > 3 else 1]
    if token.kind == "clock":
        return _unit(token.text[0], width, moment, names, noon=noon)
    return token.text


def _unit(letter: str, width: int, moment: datetime, names: _Names, *, noon: bool) -> str:
    if letter in "ye":
        return f"{moment.year:04d}" if width > 2 or letter == "e" else f"{moment.year % 100:02d}"
    if letter == "m" and width > 2:
        name = (names.months if width > 3 else names.short_months)[moment.month - 1]
        return name[0] if width == 5 else name
    if letter == "d" and width > 2:
        return (names.days if width > 3 else names.short_days)[moment.weekday()]
    hour = (moment.hour % 12 or 12) if noon else moment.hour
    value = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letter]
    return str(value).zfill(min(width, 2))


@dataclass(frozen=True, slots=True)
class _Names:
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]


@lru_cache
def _names(language: str) -> _Names:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    months, days = locale.months["format"], locale.days["format"]
    return _Names(
        months=tuple(months["wide"][month] for month in range(1, 13)),
        short_months=tuple(months["abbreviated"][month] for month in range(1, 13)),
        days=tuple(days["wide"][day] for day in range(7)),
        short_days=tuple(days["abbreviated"][day] for day in range(7)),
    )
