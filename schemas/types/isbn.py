"""An International Standard Book Number (ISO 2108), of 10 or 13 digits: `978-3-16-148410-0`.

One whose check digit fails is kept, with a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from assay.value import Value
from schemas.types.announced import is_announced
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.check_digits import isbn_holds, isbn_of_13
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_SEPARATOR = "[ \u00a0‐‑–-]?"
_ISBN = re.compile(
    rf"(?<![\w.,+/-])(?:(?P<long>97[89](?:{_SEPARATOR}[0-9]){{10}})|(?P<short>[0-9](?:{_SEPARATOR}[0-9]){{8}}{_SEPARATOR}[0-9Xx]))"
    rf"(?![^\W_]|[.,/-][0-9])"
)
_GAP = 6
_WORDS = ("isbn", "isbn-10", "isbn-13", "isbn10", "isbn13")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'/-]|ISBN(?:[- ]?1[03](?=[:\s]))?)*", re.IGNORECASE)
_SIGN = re.compile(r"[0-9Xx]")
_WRONG = Finding(code="checksum", says="The check digit of this ISBN does not fit its other digits.")


class IsbnType(StringType):
    """`isbn`: values are str of 10 or 13 digits, without hyphens; the last of 10 may be X."""

    name = "isbn"
    hint = "an ISBN (number of a book), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - an ISBN has no locale
        """Every number of 13 digits with the right check digit; one of 10, or a wrong one, behind the word ISBN or as all there is."""
        for match in _ISBN.finditer(text):
            value = "".join(_SIGN.findall(match[0])).upper()
            holds = isbn_holds(value)
            if (holds and match["long"]) or is_announced(text, match, _WORDS, gap=_GAP):
                yield Reading(start=match.start(), end=match.end(), value=value, findings=() if holds else (_WRONG,))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The ISBN of a text that is one, perhaps behind `ISBN-13:`."""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one ISBN.", around=_AROUND)

    def equal(self, one: Value, other: Value) -> bool:
        """The same book, whether by 10 digits or 13."""
        return isbn_of_13(str(one)) == isbn_of_13(str(other))
