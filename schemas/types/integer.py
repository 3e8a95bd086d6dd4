"""A whole number: `3`, `12.000`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.decimal import AROUND_A_QUANTITY
from schemas.types.number import decimal_from_json, signed
from schemas.types.whole import parse_whole


class IntegerType:
    """`integer`: values are int. `3,00` is the integer 3, `3,50` is none."""

    name = "integer"
    hint = "a whole number, as printed"
    json_schema: Mapping[str, Any] = {"type": "integer"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every whole number that stands alone."""
        return _readings(text, locale, whole=False)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The number of a text that is one whole number, perhaps with a unit behind it."""
        return parse_whole(raw, _readings(raw, locale, whole=True), says="This is not one whole number.", around=AROUND_A_QUANTITY)

    def display(self, value: Value) -> str:
        """`12,000`."""
        return format(value, ",d")

    def to_json(self, value: Value) -> int:
        """A JSON number."""
        return int(str(value))

    def from_json(self, form: Any) -> int:
        """A whole number, also as a string."""
        number = decimal_from_json(form)
        if number != int(number):
            raise ValueError("a whole number is written like 12")
        return int(number)

    def equal(self, one: Value, other: Value) -> bool:
        """The same number."""
        return one == other


def _readings(text: str, locale: Locale, *, whole: bool) -> Iterator[Reading]:
    for number in signed(text, locale, whole=whole):
        if number.value == number.value.to_integral_value():
            yield Reading(start=number.start, end=number.end, value=int(number.value), findings=number.findings)
