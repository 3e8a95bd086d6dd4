"""An International Securities Identification Number (ISO 6166): `US0378331005`. One whose check digit fails is kept, with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from schemas.types import cldr
from schemas.types.announced import is_announced
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.check_digits import isin_holds
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_ISIN = re.compile(r"(?<![^\W_])[A-Z]{2}[ -]?[A-Z0-9]{9}[ -]?[0-9](?![^\W_])")
_WORDS = ("isin",)
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'/-]|(?<![^\W_])(?:ISIN|CODE|NR|NO)(?![^\W_]))*", re.IGNORECASE)
# Of the words in capitals and serial numbers that have the form, one in ten also has the check digit.
_FEWEST_DIGITS = 3
_NOT_COUNTRIES = frozenset({"XS", "EU", "XF", "XB", "XC", "XD", "XA", "QS", "QT", "QW"})
"""Prefixes of securities that belong to no country."""
_WRONG = Finding(code="checksum", says="The check digit of this ISIN does not fit its other characters.")


class IsinType(StringType):
    """`isin`: values are str, in capitals without spaces."""

    name = "isin"
    hint = "an ISIN (number of a security), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - an ISIN has no locale
        """Every ISIN with the right check digit; a wrong one behind the word ISIN or as all there is."""
        for match in _ISIN.finditer(text):
            value = match[0].replace(" ", "").replace("-", "")
            if not _is_plausible(value):
                continue
            holds = isin_holds(value)
            if holds or is_announced(text, match, _WORDS):
                yield Reading(start=match.start(), end=match.end(), value=value, findings=() if holds else (_WRONG,))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The ISIN of a text that is one, in capitals or not."""
        text = raw.upper() if len(raw.upper()) == len(raw) else raw
        return parse_whole(text, self.scan(text, locale), says="This is not one ISIN.", around=_AROUND)


def _is_plausible(value: str) -> bool:
    known = value[:2] in _NOT_COUNTRIES or value[:2] in cldr.country_codes()
    return known and sum(map(str.isdigit, value)) >= _FEWEST_DIGITS
