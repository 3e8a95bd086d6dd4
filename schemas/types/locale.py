"""What a document itself shows about its dates and numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from schemas.types.base import Locale
from schemas.types.currency_signs import printed_currencies
from schemas.types.number import NO_BREAK_SPACES

_Vote = TypeVar("_Vote")

_MOST_CHARACTERS = 200_000
# Currencies of the countries where dates in English may begin with the month: the USA, Canada (both orders) and the Philippines.
_MONTH_FIRST_CURRENCIES = frozenset({"USD", "CAD", "PHP"})
# Taxes and legal forms that the USA do not have.
_DAY_FIRST_WORDS = re.compile(r"(?i)\b(?:VAT|GST|MwSt|USt|TVA|BTW|IVA|P\.?IVA|PTU|MOMS|SDN\.? ?BHD|PTE\.? LTD|PTY\.? LTD)\b")
_OUTWEIGHS = 2  # a majority of less than two to one is a contradiction

_DATE = re.compile(r"(?<![\w./-])([0-3]?[0-9])([./-])([0-3]?[0-9])\2(?:[12][0-9]{3}|[0-9]{2})(?![\w./-]*[0-9])")
_WITH_DECIMALS = re.compile(
    rf"(?<![\w.,'’-])(?:[0-9]{{1,3}}(?:(?P<group>[.,'’{NO_BREAK_SPACES}])[0-9]{{3}}){{1,8}}|[0-9]{{1,6}})(?P<mark>[.,])[0-9]{{2}}(?![\w])(?![.,/-][0-9])"
)
_OPENING_HOURS = re.compile(r"(?<![\w.,])[0-2]?[0-9]\.[0-5][0-9] ?[-–] ?[0-2]?[0-9]\.[0-5][0-9](?!\w|[.,][0-9])")
_BY_SPACE = re.compile(r"(?m)^[^0-9\n]{0,80}(?<![^\W_])[1-9][0-9]{0,2}(?: [0-9]{3}){1,8}[.,][0-9]{2}[^0-9\n]{0,20}$")


def infer_locale(text: str, languages: Sequence[str]) -> Locale:
    """The locale of a document: what a clear majority of its dates and amounts shows, None where nothing or a contradiction is shown.

    Only the first 200,000 characters are read. A day above 12 fixes the order, an amount with two decimals the
    decimal mark, its groups the group mark. Currencies and taxes only hint at the order: invoices of American make exist in euros.
    """
    text = text[:_MOST_CHARACTERS]
    decimal_mark, group_mark = _marks(text)
    return Locale(
        languages=tuple(languages),
        day_first=_day_first(text),
        day_first_likely=decimal_mark == "," or _day_first_likely(text, languages),
        decimal_mark=decimal_mark,
        group_mark=group_mark,
    )


def _day_first(text: str) -> bool | None:
    votes: Counter[bool] = Counter()
    for match in _DATE.finditer(text):
        first, second = int(match[1]), int(match[3])
        if 12 < first <= 31 and 1 <= second <= 12:
            votes[True] += 1
        elif 12 < second <= 31 and 1 <= first <= 12:
            votes[False] += 1
    return _winner(votes)


def _day_first_likely(text: str, languages: Sequence[str]) -> bool:
    """Whether currencies are printed, and none of a country that writes the month first, or a tax that the USA do not have."""
    if _DAY_FIRST_WORDS.search(text):
        return True
    currencies = {code for _, _, code in printed_currencies(text, languages)}
    return bool(currencies) and currencies.isdisjoint(_MONTH_FIRST_CURRENCIES)


def _marks(text: str) -> tuple[str | None, str | None]:
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for match in _WITH_DECIMALS.finditer(_OPENING_HOURS.sub("", text)):
        if match["group"] == match["mark"]:
            continue
        decimals[match["mark"]] += 3 if match["group"] else 1
        if match["group"]:
            groups[_kind(match["group"])] += 1
    groups[" "] = sum(1 for _ in _BY_SPACE.finditer(text))
    return _winner(decimals), _winner(groups)


def _kind(mark: str) -> str:
    """Marks of one meaning by one name: both apostrophes `'`, all spaces that do not break U+00A0."""
    if mark in "'’":
        return "'"
    return NO_BREAK_SPACES[0] if mark in NO_BREAK_SPACES else mark


def _winner(votes: Counter[_Vote]) -> _Vote | None:
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] == 0:
        return None
    beaten = len(ranked) < 2 or ranked[0][1] >= _OUTWEIGHS * ranked[1][1]
    return ranked[0][0] if beaten else None
