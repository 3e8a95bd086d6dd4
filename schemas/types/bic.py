"""A bank's BIC, also called SWIFT code (ISO 9362): `COBADEFFXXX`. One of a country that there is not is kept, with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from assay.value import Value
from schemas.types import cldr
from schemas.types.announced import is_all, is_announced
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_SPACE = "[ \u00a0]"
_BIC = re.compile(
    rf"(?<![^\W_])(?:[A-Z]{{6}}[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?|[A-Z]{{4}}{_SPACE}[A-Z]{{2}}{_SPACE}[A-Z0-9]{{2}}(?:{_SPACE}[A-Z0-9]{{3}})?)(?![^\W_])"
)
_WORDS = ("bic", "swift")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'/-]|(?<![^\W_])(?:BIC|SWIFT|CODE)(?![^\W_]))*", re.IGNORECASE)
_HEAD_OFFICE = "XXX"
_NO_COUNTRY = Finding(code="checksum", says="Letters five and six of this BIC are no country.")


class BicType(StringType):
    """`bic`: values are str, in capitals without spaces."""

    name = "bic"
    hint = "a BIC (SWIFT code of a bank), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - a BIC has no locale
        """Every BIC; letters alone could be any word in capitals: they count behind `BIC` or `SWIFT`, with `XXX`, or as all there is."""
        for match in _BIC.finditer(text):
            value = "".join(match[0].split())
            known = _has_country(value)
            if (known and _tells_itself(text, match, value)) or is_announced(text, match, _WORDS):
                yield Reading(start=match.start(), end=match.end(), value=value, findings=() if known else (_NO_COUNTRY,))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The BIC of a text that is one, in capitals or not."""
        text = raw.upper() if len(raw.upper()) == len(raw) else raw
        return parse_whole(text, self.scan(text, locale), says="This is not one BIC.", around=_AROUND)

    def equal(self, one: Value, other: Value) -> bool:
        """The same bank: `XXX`, the head office, may be left out."""
        return str(one).upper().removesuffix(_HEAD_OFFICE) == str(other).upper().removesuffix(_HEAD_OFFICE)


def _has_country(bic: str) -> bool:
    return bic[4:6] in cldr.country_codes()


def _tells_itself(text: str, match: re.Match[str], value: str) -> bool:
    return is_all(text, match) or not value.isalpha() or value.endswith(_HEAD_OFFICE)
