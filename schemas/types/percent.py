"""A percentage: `19 %` is the number 19."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.number import NO_BREAK_SPACES, begins_token, decimal_from_json, ends_token, printed, tokens, with_sign
from schemas.types.whole import parse_whole

_SIGN = re.compile(
    rf"[ {NO_BREAK_SPACES}]{{0,2}}(?:%|(?:percent|per cent|prozent|v\. ?H\.|pour ?cent|procent|proc\.|por ?ciento|per ?cento)(?![^\W_]))",
    re.IGNORECASE,
)


class PercentType:
    """`percent`: values are Decimal, 19 for 19 %; JSON is the printed number as a string."""

    name = "percent"
    hint = "a percentage, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every number with a percent sign or word behind it."""
        return (reading for reading, has_sign in _readings(text, locale, whole=False) if has_sign)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The percentage of a text that is one number, with or without its sign."""
        readings = (reading for reading, _ in _readings(raw, locale, whole=True))
        return parse_whole(raw, readings, says="This is not one percentage.")

    def display(self, value: Value) -> str:
        """`19 %`."""
        return f"{value:,f} %"

    def to_json(self, value: Value) -> str:
        """The printed number in plain digits: `"19"` for 19 %."""
        return printed(Decimal(str(value)))

    def from_json(self, form: Any) -> Decimal:
        """A number, as a string or not, with or without the sign."""
        return decimal_from_json(form.removesuffix("%").strip() if isinstance(form, str) else form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same number, whatever its zeros."""
        return one == other


def _readings(text: str, locale: Locale, *, whole: bool) -> Iterator[tuple[Reading, bool]]:
    """Numbers that may be percentages, and whether they say so."""
    for number in tokens(text, locale, whole=whole):
        one = with_sign(text, number)
        sign = _SIGN.match(text, one.end)
        end = sign.end() if sign else one.end
        if begins_token(text, one.start) and (sign or ends_token(text, end, marked=one.marked)):
            yield Reading(start=one.start, end=end, value=one.value, findings=one.findings), sign is not None
