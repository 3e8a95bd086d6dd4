"""An amount of money with its currency: `1.234,50 €`, `US$ 1,234.50`, `CHF 1'234.50`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assay.value import Money, Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.currency_signs import CODES, PATTERN, WORDLIKE, currency_beside
from schemas.types.number import (
    MINUS,
    NO_BREAK_SPACES,
    Number,
    begins_token,
    decimal_from_json,
    ends_token,
    printed,
    tokens,
    with_sign,
)
from schemas.types.whole import parse_whole

_GAP = rf"[ {NO_BREAK_SPACES}]{{0,3}}"
_BEFORE = re.compile(rf"(?<![^\W\d_])(?P<currency>{PATTERN}){_GAP}(?P<sign>[{MINUS}+] ?)?$")
_BEHIND = re.compile(rf"{_GAP}(?P<currency>{PATTERN})(?![^\W_])")
_CODE_BEHIND_SIGN = re.compile(rf"{_GAP}(?P<currency>[A-Z]{{3}})(?![^\W_])(?! ?[0-9])")
_LONGEST_CURRENCY = 16
# Recognised text has gaps beside decimal marks: `64. 15`. In a longer text that is a number and the next one.
_PARTED_CENTS = re.compile(r"(?<=[0-9])(?: ([.,])|([.,]) )(?=[0-9]{2}[^0-9]*$)")


class MoneyType:
    """`money`: values are Money. An amount without a currency beside it has currency None."""

    name = "money"
    hint = "an amount of money, as printed, with its currency if that stands beside it"
    json_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
            "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    }

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every amount, from its sign or currency to its currency; plain integers too."""
        return _readings(text, locale, whole=False)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The amount of a text that is one amount, perhaps with a gap before its cents."""
        raw = _PARTED_CENTS.sub(r"\1\2", raw)
        return parse_whole(raw, _readings(raw, locale, whole=True), says="This is not one amount of money.")

    def display(self, value: Value) -> str:
        """`1,234.50 EUR`, `1,234.50`."""
        money = _money(value)
        return f"{money.amount:,f} {money.currency or ''}".rstrip()

    def to_json(self, value: Value) -> dict[str, str | None]:
        """`{"amount": "1234.50", "currency": "EUR"}`, with the decimals as printed."""
        money = _money(value)
        return {"amount": printed(money.amount), "currency": money.currency}

    def from_json(self, form: Any) -> Money:
        """The object, or an amount alone (`1234.50`), or an amount and a code (`1234.50 EUR`)."""
        if isinstance(form, Mapping):
            return _from_object(form)
        if isinstance(form, str):
            amount, _, currency = form.strip().partition(" ")
            return _from_object({"amount": amount, "currency": currency or None})
        return Money(decimal_from_json(form))

    def equal(self, one: Value, other: Value) -> bool:
        """The same amount; a missing currency equals any."""
        first, second = _money(one), _money(other)
        return first.amount == second.amount and (None in (first.currency, second.currency) or first.currency == second.currency)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A currency next to a number: how far the amount reaches with it."""

    at: int
    currency: str
    code: bool
    sign: str = ""


def _readings(text: str, locale: Locale, *, whole: bool) -> Iterator[Reading]:
    end_of_last = 0
    for number in tokens(text, locale, whole=whole):
        reading = _reading(text, number, locale, end_of_last)
        if reading is not None:
            end_of_last = reading.end
            yield reading


def _reading(text: str, number: Number, locale: Locale, end_of_last: int) -> Reading | None:
    before = _currency_before(text, number, locale, end_of_last)
    one = with_sign(text, number) if before is None else _inside(text, number, before)
    behind = _currency_behind(text, one, locale, before)
    start, end = one.start, one.end if behind is None else behind.at
    if not begins_token(text, start) or not ends_token(text, end, marked=number.marked or behind is not None):
        return None
    chosen = behind or before
    currency = (chosen.currency or None) if chosen else None
    return Reading(start=start, end=end, value=Money(one.value, currency), findings=one.findings)


def _currency_before(text: str, number: Number, locale: Locale, end_of_last: int) -> _Beside | None:
    start = max(end_of_last, number.start - _LONGEST_CURRENCY)
    match = _BEFORE.search(text, start, number.start)
    beside = match and _beside(match, match.start(), number, locale)
    return replace(beside, sign=(match["sign"] or "").strip()) if match and beside else None


def _currency_behind(text: str, number: Number, locale: Locale, before: _Beside | None) -> _Beside | None:
    """The currency behind an amount; behind an amount with a sign before it only a code, which says it better (`$5.00 CAD`)."""
    if before is not None and before.code:
        return None
    match = (_BEHIND if before is None else _CODE_BEHIND_SIGN).match(text, number.end)
    return None if match is None else _beside(match, match.end(), number, locale)


def _beside(match: re.Match[str], at: int, number: Number, locale: Locale) -> _Beside | None:
    word = match["currency"]
    currency = currency_beside(word, locale.languages)
    if currency is None or (word in WORDLIKE and not number.marked):
        return None
    return _Beside(at, currency, code=word in CODES)


def _inside(text: str, number: Number, before: _Beside) -> Number:
    """The number with the currency before it and the sign between (`€-5.00`), outside (`-€5.00`, `(€5.00)`) or behind (`€ 5,00-`)."""
    if before.sign:
        return replace(number, start=before.at, value=number.value if before.sign == "+" else -number.value)
    return with_sign(text, number, start=before.at)


def _from_object(form: Mapping[str, Any]) -> Money:
    currency = form.get("currency")
    if set(form) - {"amount", "currency"} or "amount" not in form or not (currency is None or currency in CODES):
        raise ValueError('money is written like {"amount": "1234.50", "currency": "EUR"} or 1234.50')
    return Money(decimal_from_json(form["amount"]), currency)


def _money(value: Value) -> Money:
    if isinstance(value, Money):
        return value
    return Money(Decimal(str(value)))
