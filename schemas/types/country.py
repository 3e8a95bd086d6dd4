"""A country: its name in one of the document's languages, or its ISO 3166 code. Values are two-letter codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from schemas.types import cldr
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.phrases import Phrases
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

# Three-letter codes of the countries whose documents are read most; ISO 3166-1.
_THREE_LETTERS = {
    "ARE": "AE", "ARG": "AR", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BGR": "BG", "BRA": "BR", "CAN": "CA", "CHE": "CH", "CHL": "CL",
    "CHN": "CN", "COL": "CO", "CYP": "CY", "CZE": "CZ", "DEU": "DE", "DNK": "DK", "EGY": "EG", "ESP": "ES", "EST": "EE", "FIN": "FI",
    "FRA": "FR", "GBR": "GB", "GRC": "GR", "HKG": "HK", "HRV": "HR", "HUN": "HU", "IDN": "ID", "IND": "IN", "IRL": "IE", "ISL": "IS",
    "ISR": "IL", "ITA": "IT", "JPN": "JP", "KOR": "KR", "LIE": "LI", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MCO": "MC", "MEX": "MX",
    "MLT": "MT", "MYS": "MY", "NLD": "NL", "NOR": "NO", "NZL": "NZ", "PHL": "PH", "POL": "PL", "PRT": "PT", "ROU": "RO", "RUS": "RU",
    "SAU": "SA", "SGP": "SG", "SRB": "RS", "SVK": "SK", "SVN": "SI", "SWE": "SE", "THA": "TH", "TUR": "TR", "TWN": "TW", "UKR": "UA",
    "USA": "US", "VNM": "VN", "ZAF": "ZA",
}  # fmt: skip

_MORE_NAMES = {
    "GB": ("UK", "U.K.", "Great Britain", "Großbritannien", "Grande-Bretagne", "England"),
    "US": ("USA", "U.S.A.", "United States of America", "Vereinigte Staaten von Amerika", "États-Unis d'Amérique"),
    "NL": ("The Netherlands", "Holland"),
    "CZ": ("Czech Republic", "Tschechische Republik"),
    "TR": ("Turkey",),
    "DE": ("Bundesrepublik Deutschland", "Federal Republic of Germany"),
    "IE": ("Republic of Ireland",),
    "CH": ("Schweizerische Eidgenossenschaft",),
}

# Signs that were printed before postal codes until ISO codes took their place.
_POSTAL = {"D": "DE", "A": "AT", "F": "FR", "B": "BE", "I": "IT", "L": "LU", "E": "ES", "P": "PT", "S": "SE"}

# Legal forms, times of day, states of the USA and plain words: two capitals behind a comma or a gap are more often these.
_WARY = frozenset(
    """
    AG AL AM AR AS AZ BE BV CA CD CO DE GA GE ID IL IN IS IT KG KY LA LC MA MD ME MN MO MS MT NC NE NO NR PA PC PM SA SC SD SE SL
    SO ST TN TO TV VA
    """.split()  # noqa: SIM905 - a table reads better than 60 strings
)

_CODE = re.compile(
    r"(?m)(?:(?P<alone>^[ \t]*|[:(]\s?)|(?P<behind>,[ ]?|[ \t]{2}|\t))(?P<code>[A-Z]{2,3})(?=[ \t]*(?:$|[),;|]))"
    r"|(?<![\w-])(?P<postal>[A-Z]{1,2})-(?=[0-9]{4,5}(?![\w-]))"
    r"|^[ \t]*(?P<address>[A-Z]{2})[ ](?=(?:[0-9]{4,5}|[0-9]{2}-[0-9]{3}|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2})[ ][^\W\d_a-z])"
)


class CountryType(StringType):
    """`country`: values are ISO 3166-1 codes of two letters."""

    name = "country"
    hint = "a country, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": "^[A-Z]{2}$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every name with a capital, and codes in capitals where an address has one: alone on a line, in brackets, before a postal code."""
        end_of_last = 0
        for start, end, code in sorted([*_by_name(text, locale), *_by_code(text)]):
            if start >= end_of_last:
                end_of_last = end
                yield Reading(start=start, end=end, value=code)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The country of a text that is one name or code, also a letter that stands before postal codes (`D`)."""
        word = raw.strip(" \t\r\n.,;:()[]-").upper()
        code = _POSTAL.get(word) or _country(word)
        if code:
            return Parsed(value=code)
        every_language = replace(locale, languages=(*locale.languages, *cldr.LANGUAGES))
        return parse_whole(raw, self.scan(raw, every_language), says="This is not one country.")


def _by_name(text: str, locale: Locale) -> Iterator[tuple[int, int, str]]:
    for hit in _names(locale.languages).find(text):
        if text[hit.start].isupper():
            yield hit.start, hit.end, hit.meaning


def _by_code(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CODE.finditer(text):
        name = next(name for name in ("postal", "address", "code") if match[name])
        code = (_POSTAL.get(match["postal"]) if match["postal"] else None) or _country(match[name])
        if code and not (match["behind"] and match[name] in _WARY):
            yield *match.span(name), code


def _country(code: str) -> str | None:
    if code in _THREE_LETTERS:
        return _THREE_LETTERS[code]
    return code if code in cldr.country_codes() else None


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> Phrases:
    named = [(name, code) for language in (*languages, "en") for code, name in cldr.territories(language).items()]
    known = [(name, code) for code, names in _MORE_NAMES.items() for name in names]
    return Phrases([*known, *((name, code) for name, code in named if code in cldr.country_codes())])
