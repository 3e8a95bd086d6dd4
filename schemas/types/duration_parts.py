"""Durations in words: a part is a count with its unit (`two (2) years`), parts that follow one another add up (`1 hour and 30 minutes`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import lru_cache

from assay.finding import Finding
from assay.value import Duration
from schemas.types.base import Reading
from schemas.types.duration_words import BEHIND_DIGITS, GLUED_BEHIND_LARGER, GLUED_UNITS, LONGEST_NUMBER, UNITS, WORKING_DAYS, number_words
from schemas.types.words import folded

_LONGEST_COUNT = 72
_LONGEST_UNIT = 18

_UNIT = re.compile(rf"(?<![^\W\d_])[^\W\d_]{{1,{_LONGEST_UNIT}}}(?![^\W\d_])")
_KINDS = "calendar|consecutive|full|whole|further|additional|volle|weitere|business|working|banking"
_BETWEEN = rf"(?:[ \u00a0]{{0,2}}\n?[ ]{{0,2}}-?|-\n?)(?P<kind>(?:(?i:{_KINDS})[ \u00a0\n]){{0,2}})$"
_IN_BRACKETS = re.compile(rf"\([ ]?(?P<digits>[0-9]{{1,5}})[ ]?\){_BETWEEN}")
_IN_DIGITS = re.compile(
    r"(?:(?<![^\W_])|(?<=[0-9][hHmMdDjJwWyY]))(?<![0-9][.,:/])(?<!-)"
    r"(?:(?P<digits>[0-9]{1,5})(?:[.,](?P<tenths>[0-9]{1,2}))?(?:[ \u00a0]?(?P<part>[½¼¾]|1/2|1/4|3/4))?|(?P<alone>[½¼¾]))"
    rf"(?:[ ]?\([^\W\d_]{{2,16}}(?:[ -][^\W\d_]{{2,12}})?\))?{_BETWEEN}"
)
_IN_WORDS = re.compile(rf"(?<![^\W_])(?P<words>(?:[^\W\d_]+(?:[ \u00a0\n]|-\n?)){{1,{LONGEST_NUMBER}}})$")
_KIND_BEHIND_WORDS = re.compile(rf"(?<![^\W_])(?P<kind>(?i:{_KINDS})[ \u00a0\n])$")
_NUMBER_WORD = re.compile(r"[^\W\d_]+")
_ONE_WORD = re.compile(r"(?P<number>[^\W\d_]+?)(?P<unit>(?:jahrig|monatig|wochig|tagig|stundig|minutig)[a-z]{0,2})")
_AND = re.compile(r"\.?(?:[ \u00a0]?,)?[ \u00a0\n]{0,2}(?:(?:and|und|et|en|y|e|i|og|och|a)[ \u00a0\n])?", re.IGNORECASE)
_MINUTES_ALONE = re.compile(r"[ \u00a0]?(?P<minutes>[0-5]?[0-9])(?![^\W_]|[.,:/-][0-9]|[ ]?[%€$£])")
_WORKING = re.compile(r"business|working|banking", re.IGNORECASE)
_WORKING_BEHIND = re.compile(r"[ \u00a0](?:ouvr(?:és|ables)|h[áa]biles|lavorativi|robocz(?:ych|e)|úteis)(?![^\W_])", re.IGNORECASE)
_PARTS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "1/2": Decimal("0.5"), "1/4": Decimal("0.25"),
          "3/4": Decimal("0.75")}  # fmt: skip

_UNITS = tuple(field.name for field in fields(Duration))
# A fraction is said in the next smaller unit of which it is a whole number; a fraction of a month is none.
_SMALLER = {"years": ("months", 12), "weeks": ("days", 7), "days": ("hours", 24), "hours": ("minutes", 60), "minutes": ("seconds", 60)}

_CALENDAR = Finding(
    code="ambiguous",
    says="These are working days: how long they last depends on the calendar.",
    severity="warning",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """A number before a unit, from `start`; `kind` are words between them (`business`)."""

    start: int
    number: Decimal
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A count with its unit at `text[start:end]`, as counts by unit. `weak`: a unit only behind a larger one."""

    start: int
    end: int
    unit: str
    counts: Mapping[str, int]
    working: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers in words, and the words that a count in words ends with."""

    by_word: Mapping[str, Decimal]
    last_words: frozenset[str]


@lru_cache(maxsize=32)
def _numbers(languages: tuple[str, ...]) -> _Numbers:
    by_word = number_words(languages)
    return _Numbers(by_word, frozenset(word.split()[-1] for word in by_word) | frozenset(_KINDS.split("|")))


def _plain(word: str) -> str:
    return folded(word).replace("ß", "ss")


def durations(text: str, languages: Sequence[str]) -> Iterator[Reading]:
    """Every duration in words, left to right."""
    numbers = _numbers(tuple(languages))
    chain: _Part | None = None
    for part in _parts(text, numbers):
        joined = chain and _joined(text, chain, part)
        if joined is None:
            yield from _reading(text, chain, part.start)
        chain = joined or (None if part.weak else part)
    yield from _reading(text, chain, len(text))


def _joined(text: str, chain: _Part, part: _Part) -> _Part | None:
    """Both as one, when the second follows right behind the first in a smaller unit."""
    smaller = _UNITS.index(part.unit) > _UNITS.index(chain.unit) and part.unit not in chain.counts
    if not smaller or part.start < chain.end or _AND.fullmatch(text, chain.end, part.start) is None:
        return None
    return replace(chain, end=part.end, unit=part.unit, counts={**chain.counts, **part.counts}, working=chain.working or part.working)


def _reading(text: str, chain: _Part | None, limit: int) -> Iterator[Reading]:
    if chain is None:
        return
    whole = _with_minutes(text, chain, limit) if chain.unit == "hours" else chain
    yield Reading(
        start=whole.start,
        end=whole.end,
        value=Duration(**whole.counts),
        findings=(_CALENDAR,) if whole.working else (),
    )


def _with_minutes(text: str, hours: _Part, limit: int) -> _Part:
    """`1h30`, `1 heure 30`: minutes behind hours need no unit."""
    if not text[hours.start : hours.end].lower().endswith(("h", "heure", "heures")):
        return hours
    match = _MINUTES_ALONE.match(text, hours.end, limit)
    return replace(hours, end=match.end(), counts={**hours.counts, "minutes": int(match["minutes"])}) if match else hours


def _parts(text: str, numbers: _Numbers) -> Iterator[_Part]:
    last = 0
    for word in _UNIT.finditer(text):
        part = _part(text, word, last, numbers)
        if part is not None:
            last = part.end
            yield part


def _part(text: str, word: re.Match[str], last: int, numbers: _Numbers) -> _Part | None:
    plain = _plain(word[0])
    unit = UNITS.get(plain)
    weak = unit is None and plain in GLUED_BEHIND_LARGER
    if unit is None and text[max(0, word.start() - 1) : word.start()].isdigit():
        unit = GLUED_UNITS.get(plain) or GLUED_BEHIND_LARGER.get(plain)
    elif unit is None and text[max(0, word.start() - 2) : word.start() - 1].isdigit():
        unit = BEHIND_DIGITS.get(plain)
    if unit is None:
        return _one_word(word, plain, numbers)
    count = _count(text, max(last, word.start() - _LONGEST_COUNT), word.start(), numbers)
    counts = count and _whole(unit, count.number)
    if count is None or not counts:
        return None
    behind = _WORKING_BEHIND.match(text, word.end()) if unit == "days" else None
    working = behind is not None or plain in WORKING_DAYS or _WORKING.match(count.kind) is not None
    end = behind.end() if behind else word.end()
    return _Part(start=count.start, end=end, unit=unit, counts=counts, working=working, weak=weak)


def _one_word(word: re.Match[str], plain: str, numbers: _Numbers) -> _Part | None:
    """`zweijährige`."""
    match = _ONE_WORD.fullmatch(plain)
    number = numbers.by_word.get(match["number"]) if match else None
    if match is None or number is None or match["unit"] not in UNITS:
        return None
    unit = UNITS[match["unit"]]
    return _Part(start=word.start(), end=word.end(), unit=unit, counts=_whole(unit, number))


def _count(text: str, start: int, end: int, numbers: _Numbers) -> _Count | None:
    """The number that ends right before `end`."""
    before = text[start:end]
    if not _may_end_a_count(before, numbers):
        return None
    if match := _IN_BRACKETS.search(before):
        words = _number_in_words(before[: match.start()], numbers)
        at = match.start() if words is None else words.start
        return _Count(start=start + at, number=Decimal(match["digits"]), kind=match["kind"])
    if match := _IN_DIGITS.search(before):
        return _Count(start=start + match.start(), number=_number(match), kind=match["kind"])
    kind = _KIND_BEHIND_WORDS.search(before)
    count = _number_in_words(before[: kind.start()] if kind else before, numbers)
    return replace(count, start=start + count.start, kind=kind["kind"] if kind else "") if count else None


def _may_end_a_count(before: str, numbers: _Numbers) -> bool:
    """Whether the last word is a digit, a bracket or a word that a count ends with: most words before `day` are not."""
    words = before.replace("-", " ").split()
    return bool(words) and (not words[-1].isalpha() or _plain(words[-1]) in numbers.last_words)


def _number(match: re.Match[str]) -> Decimal:
    whole = Decimal(f"{match['digits'] or 0}.{match['tenths'] or 0}")
    return whole + _PARTS.get(match["part"] or match["alone"] or "", Decimal(0))


def _number_in_words(before: str, numbers: _Numbers) -> _Count | None:
    """The longest number in words that the text ends with."""
    match = _IN_WORDS.search(before)
    if match is None:
        return None
    words = list(_NUMBER_WORD.finditer(match["words"]))
    for index, word in enumerate(words):
        number = numbers.by_word.get(" ".join(_plain(one[0]) for one in words[index:]))
        if number is not None:
            return _Count(start=match.start() + word.start(), number=number)
    return None


def _whole(unit: str, number: Decimal) -> Mapping[str, int]:
    """The number as whole counts of this unit and smaller ones; empty when it has no such form."""
    whole, rest = int(number), number % 1
    if not rest:
        return {unit: whole}
    if unit not in _SMALLER:
        return {}
    smaller, many = _SMALLER[unit]
    below = _whole(smaller, rest * many)
    return {**({unit: whole} if whole else {}), **below} if below else {}
