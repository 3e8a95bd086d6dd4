"""Times of day as they are printed, and the offsets from UTC that may stand behind them.

Offsets by letters: RFC 2822, section 4.3, and the two zones of Central Europe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta, timezone

_HOUR = "(?:[01]?[0-9]|2[0-3])"
_SIXTY = "[0-5][0-9]"
_GAP = "[ \u00a0\u202f]?"
_HALF = rf"{_GAP}(?P<half>[AaPp])\.?{_GAP}[Mm]\b\.?"
_OCLOCK = rf"{_GAP}(?i:uhr|uur|heures?|horas?|hrs?|h)(?![^\W_])"
_SAID = r"(?i:\b(?:um|ab|at|om|ore|las|à|à partir de|kl\.?|klokken|godz\.?|godzinie|time:?|zeit:?|uhrzeit:?))"
_BEFORE = r"(?<![^\W_])(?<![0-9][:.,])"
_AFTER = r"(?![^\W_]|[:.,][0-9])"

_COLONS = rf"(?:{_BEFORE}|(?<=[0-9]T))(?P<hour>{_HOUR}):(?P<minute>{_SIXTY})(?::(?P<second>{_SIXTY})(?:[.,:][0-9]{{2,9}})?)?"
_HOUR_LETTER = rf"{_BEFORE}(?P<hour>{_HOUR}){_GAP}[hH]{_GAP}(?P<minute>{_SIXTY})(?::(?P<second>{_SIXTY}))?{_AFTER}"
_DOTS = rf"{_BEFORE}(?P<hour>{_HOUR})\.(?P<minute>{_SIXTY})(?:\.(?P<second>{_SIXTY}))?"
_HOUR_ALONE = rf"{_BEFORE}(?P<hour>{_HOUR})"
_FOUR_DIGITS = rf"{_BEFORE}(?P<hour>[01][0-9]|2[0-3])(?P<minute>{_SIXTY})"

# The hour alone, and dots, which also part amounts and dates, are a time only where a word says so.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_COLONS}(?:{_HALF}|{_OCLOCK}|(?=[Zz+\-–])|{_AFTER})",
        _HOUR_LETTER,
        rf"{_DOTS}(?:{_HALF}|{_OCLOCK})",
        rf"{_HOUR_ALONE}(?:{_HALF}|{_OCLOCK})",
        rf"{_FOUR_DIGITS}{_OCLOCK}",
    )
)
_BEHIND_A_WORD = re.compile(rf"{_DOTS}{_AFTER}")
_WORD_ENDS = re.compile(rf"{_SAID}[ \u00a0]{{1,2}}$")
_LONGEST_WORD = 16
_START = re.compile(rf"(?<![0-9])[0-9]{{1,4}}(?=[:.][0-9]|{_GAP}[hHuUaApP])")

_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
"""Minutes from UTC."""
# `10:00-12:00` is a span of time, `10:00:00-05:00` and `T10:00-05:00` have an offset.
_OFFSET = re.compile(
    r"[ \u00a0]?\(?(?:(?:(?:UTC|GMT)(?=[+\-−])|(?=[+−])|(?=-[0-9]{4})|(?<=:[0-9]{2}:[0-9]{2})|(?<=T[0-9]{2}:[0-9]{2})|(?<=\.[0-9]{3}))"
    rf"(?P<sign>[+\-−])(?P<hours>0[0-9]|1[0-4]):?(?P<minutes>{_SIXTY})|(?P<zone>{'|'.join(_ZONES)}))(?![^\W_])\)?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that is printed at `text[start:end]`."""

    start: int
    end: int
    value: time


def clocks(text: str) -> Iterator[Clock]:
    """Every time of day in the text, left to right."""
    last = 0
    for digit in _START.finditer(text):
        clock = clock_at(text, digit.start()) if digit.start() >= last else None
        if clock is not None:
            last, _ = offset_at(text, clock.end) or (clock.end, None)
            yield clock


def clock_at(text: str, start: int, *, said: bool = False) -> Clock | None:
    """The time whose first digit stands at `start`. `said`: it is known that a time follows, as behind `um` or a date."""
    for form in _FORMS:
        match = form.match(text, start)
        if match is not None:
            return _clock(match)
    if said or _WORD_ENDS.search(text, max(0, start - _LONGEST_WORD), start):
        match = _BEHIND_A_WORD.match(text, start)
        return _clock(match) if match else None
    return None


def offset_at(text: str, start: int) -> tuple[int, timezone] | None:
    """The offset from UTC that stands at `start`, after a space perhaps, and its end."""
    match = _OFFSET.match(text, start)
    if match is None:
        return None
    if match["zone"]:
        minutes = _ZONES[match["zone"]]
    else:
        minutes = (60 * int(match["hours"]) + int(match["minutes"])) * (1 if match["sign"] == "+" else -1)
    return match.end(), timezone(timedelta(minutes=minutes))


def _clock(match: re.Match[str]) -> Clock | None:
    parts = match.groupdict()
    hour = _hour(int(parts["hour"]), (parts.get("half") or "").lower())
    if hour is None:
        return None
    minute, second = (int(parts.get(name) or 0) for name in ("minute", "second"))
    return Clock(match.start(), match.end(), time(hour, minute, second))


def _hour(printed: int, half: str) -> int | None:
    """The hour of 24; None for one that the half of the day does not have. `15:45 pm` is a slip that says the same."""
    if half == "a":
        return printed % 12 if printed <= 12 else None
    return printed + 12 if half == "p" and printed < 12 else printed
