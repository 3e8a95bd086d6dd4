"""Signs and words that stand for a value: `€` for EUR, `Kauf` for a purchase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assay.finding import Signal
from assay.span import Span
from assay.value import Value
from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading
from schemas.types.base import FieldType, Locale

_Symbols = tuple[tuple[str, str], ...]


def read_by_symbols(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """A hit for each place of a sign in the parts that a person would see, in text order."""
    symbols = claimant.rung.symbols
    values = {_folded(sign): _value(claimant.type, written, reading.locale) for sign, written in symbols}
    for part in reading.document.visible_parts():
        for found in _signs(symbols).finditer(reading.document.text, part.span.start, part.span.end):
            value = values.get(_folded(found.group()))
            if value is not None:
                yield Hit(span=Span(found.start(), found.end()), value=value, signals=(_signal(found.group(), symbols),))


def _value(of: FieldType, written: str, locale: Locale) -> Value | None:
    """What the analyst wrote, in JSON form or as it would be printed."""
    try:
        return of.from_json(written)
    except ValueError:
        return of.parse(written, locale).value


@lru_cache(maxsize=256)
def _signs(symbols: _Symbols) -> re.Pattern[str]:
    """Any of the signs, the longest first; where one begins or ends with a letter or digit, its word does, too."""
    longest_first = sorted((sign for sign, _ in symbols), key=len, reverse=True)
    return re.compile("|".join(_whole(sign) for sign in longest_first), re.IGNORECASE)


def _whole(sign: str) -> str:
    before = r"(?<!\w)" if sign[:1].isalnum() else ""
    after = r"(?!\w)" if sign[-1:].isalnum() else ""
    return f"{before}{re.escape(sign)}{after}"


def _folded(sign: str) -> str:
    # `re.IGNORECASE` compares letter by letter, so the longer foldings (`ß` as `ss`) must not be used; a letter of another script
    # that it takes for the same one (`ſ` for `s`) is not the analyst's sign.
    return sign.lower()


def _signal(printed: str, symbols: _Symbols) -> Signal:
    meanings: Mapping[str, str] = {_folded(sign): written for sign, written in symbols}
    return Signal(name="symbol", strength=1.0, says=f"“{printed}” stands for {meanings[_folded(printed)]}.")
