"""A number, with or without decimals: `1.234,50`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.number import decimal_from_json, printed, signed
from schemas.types.whole import parse_whole

# A quantity may come with its unit: `3 Stk`, `8 Unit(s)`, `2 m²`.
_PUNCTUATION = r"[\s.,:;!?*|()\[\]<>\"'„“”’«»=_-]*"
AROUND_A_QUANTITY = re.compile(rf"{_PUNCTUATION}(?:(?<=[0-9 )])[^\W\d_]{{1,12}}[²³]?(?:\([a-z]{{1,3}}\))?)?{_PUNCTUATION}")


class DecimalType:
    """`decimal`: values are Decimal, JSON is a string in plain digits."""

    name = "decimal"
    hint = "a number, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every number that stands alone; not the amount of a percentage."""
        return _readings(text, locale, whole=False)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The number of a text that is one number, perhaps with a unit behind it."""
        return parse_whole(raw, _readings(raw, locale, whole=True), says="This is not one number.", around=AROUND_A_QUANTITY)

    def display(self, value: Value) -> str:
        """`1,234.50`."""
        return format(value, ",f")

    def to_json(self, value: Value) -> str:
        """The printed number in plain digits: `"1234.50"`."""
        return printed(Decimal(str(value)))

    def from_json(self, form: Any) -> Decimal:
        """A string in plain digits, or a number."""
        return decimal_from_json(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same number, whatever its zeros."""
        return one == other


def _readings(text: str, locale: Locale, *, whole: bool) -> Iterator[Reading]:
    for number in signed(text, locale, whole=whole):
        yield Reading(start=number.start, end=number.end, value=number.value, findings=number.findings)
