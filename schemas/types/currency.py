"""A currency: its sign, ISO 4217 code or name in one of the document's languages. Values are codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from schemas.types import cldr
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.currency_signs import CODES, currency_beside, printed_currencies
from schemas.types.phrases import Phrases
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_MORE_NAMES = (
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("us dollars", "USD"),
    ("pound sterling", "GBP"),
    ("pounds sterling", "GBP"),
    ("swiss francs", "CHF"),
    ("francs suisses", "CHF"),
)


class CurrencyType(StringType):
    """`currency`: values are ISO 4217 codes."""

    name = "currency"
    hint = "a currency (sign, code or name), as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": "^[A-Z]{3}$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every sign, code in capitals, and name; codes that are words too (`ALL`, `TRY`) only as a whole value."""
        hits = [(hit.start, hit.end, hit.meaning) for hit in _names(locale.languages).find(text)]
        found = sorted([*hits, *printed_currencies(text, locale.languages)])
        end_of_last = 0
        for start, end, code in found:
            if start >= end_of_last:
                end_of_last = end
                yield Reading(start=start, end=end, value=code)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The currency of a text that is one."""
        word = raw.strip(" \t\r\n.,;:()[]")
        code = word.upper() if word.upper() in CODES else currency_beside(word, locale.languages)
        if code:
            return Parsed(value=code)
        return parse_whole(raw, self.scan(raw, locale), says="This is not one currency.")


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> Phrases:
    names = [(name, code) for language in (*languages, "en") for code, name in cldr.currencies(language).items() if code in CODES]
    return Phrases([*_MORE_NAMES, *names])
