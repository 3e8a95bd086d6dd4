"""A telephone or fax number. With a country code its value is E.164 (`+493012345`, `;ext=12` behind it), else the number as printed.

Lengths and ranges: Google's libphonenumber metadata, through `phonenumbers`, which is loaded at the first question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assay.finding import Finding
from assay.value import Value
from schemas.types.announced import is_announced
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import parse_whole
from schemas.types.words import collapsed

_REGIONS = {
    "en": ("US", "GB", "IE", "AU", "NZ", "ZA", "IN", "SG", "MY"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE", "CH", "LU"),
    "nl": ("NL", "BE"), "es": ("ES", "MX", "AR", "CO", "CL"), "it": ("IT", "CH"), "pl": ("PL",), "pt": ("PT", "BR"), "sv": ("SE",),
    "da": ("DK",), "nb": ("NO",), "no": ("NO",), "fi": ("FI",), "cs": ("CZ",), "sk": ("SK",), "hu": ("HU",),
}  # fmt: skip
"""Where documents in a language come from most; a number without a country code must be one of these."""

_SPACE = "[ \u00a0\u202f]"
_EXTENSION = rf"(?:{_SPACE}{{0,2}},?{_SPACE}?(?i:;ext=|ext\.?|extension|x|dw\.?|durchwahl|poste){_SPACE}?[0-9]{{1,5}})?"
_SEPARATOR = rf"(?:{_SPACE}?[./\-–()]{{1,2}}{_SPACE}?|{_SPACE})"
_INTERNATIONAL = rf"(?:\+{_SPACE}?|00{_SPACE}?(?=[1-9][0-9]))\(?[1-9](?:{_SEPARATOR}?[0-9]){{6,16}}"
_TRUNK = rf"\(?0[0-9]{{0,6}}(?:{_SEPARATOR}[0-9]{{1,9}}){{1,6}}"
_AMERICAN = r"(?:1[ .-])?\(?[2-9][0-9]{2}(?:\)[ ]?|[.-])[0-9]{3}[ .-][0-9]{4}"
_SAID = (
    "tel|tél|telefon|telephone|téléphone|teléfono|telefono|telefoon|phone|ph|fon|fax|telefax|mobil|mobile|handy|cell|móvil|cellulare|gsm|"
    "portable|komórka|kom|tlf|puh|call|t|f|m"
)
_NUMBER = re.compile(
    rf"(?<![\w+])(?<![0-9][./,-])(?P<number>{_INTERNATIONAL}|{_AMERICAN}|{_TRUNK}"
    rf"|(?P<any>\(?[0-9]{{2,5}}(?:{_SEPARATOR}?[0-9]{{1,9}}){{1,6}})){_EXTENSION}(?![\w@%€$£]|[.,/-][0-9])"
)
_WORDS = tuple(_SAID.split("|"))
_GAP = 8  # `Tel. Nr.: `
_DATE = re.compile(r"[0-3]?[0-9]([./-])[0-3]?[0-9]\1(?:[0-9]{2}){1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
_FEWEST_UNTOLD = 9  # shorter numbers with a nought in front are as often of customers or orders
_AROUND = re.compile(rf"(?:[\s.,:;|*()\[\]\"'/-]|(?<![^\W_])(?:{_SAID}|nr|no|number)(?![^\W_]))*", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_FEWEST_COMMON_DIGITS = 6


class PhoneType(StringType):
    """`phone`: values are str."""

    name = "phone"
    hint = "a telephone number, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every number with a country code, in the form of a country that writes one of the languages, or behind a word like `Tel.`"""
        for match in _NUMBER.finditer(text):
            if _is_phone(match, locale.languages, known=is_announced(text, match, _WORDS, gap=_GAP)):
                value, findings = _read(match[0])
                yield Reading(start=match.start(), end=match.end(), value=value, findings=findings)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The number of a text that is one, perhaps behind `Tel.`"""
        return parse_whole(raw, self.scan(raw, locale), says="This is not one telephone number.", around=_AROUND)

    def display(self, value: Value) -> str:
        """`+49 30 12345`."""
        return _shown(str(value))

    def equal(self, one: Value, other: Value) -> bool:
        """The same digits; where one has no country code, the same behind the code and the leading nought of the other."""
        first, second = (_digits(str(value)) for value in (one, other))
        if str(one).startswith("+") == str(other).startswith("+"):
            return first == second
        shorter, longer = sorted((first.lstrip("0"), second.lstrip("0")), key=len)
        return len(shorter) >= _FEWEST_COMMON_DIGITS and longer.endswith(shorter)


def _is_phone(match: re.Match[str], languages: Sequence[str], *, known: bool) -> bool:
    number = match["number"]
    if not _FEWEST_DIGITS <= len(_digits(number)) <= _MOST_DIGITS or _DATE.fullmatch(number):
        return False
    if number.startswith("+") or known:
        return True
    if number.startswith("00"):
        return _is_valid("+" + number[2:], None)
    if match["any"] is not None or len(_digits(number)) < _FEWEST_UNTOLD:
        return False
    return any(_is_valid(number, region) for language in languages for region in _REGIONS.get(language, ()))


def _digits(printed: str) -> str:
    return "".join(_DIGIT.findall(printed))


@lru_cache(maxsize=1024)
def _is_valid(printed: str, region: str | None) -> bool:
    import phonenumbers  # noqa: PLC0415 - loaded at the first question

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(printed, region)))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=1024)
def _read(printed: str) -> tuple[str, tuple[Finding, ...]]:
    """The value of a printed number, and a finding when its country has no number of that length."""
    import phonenumbers  # noqa: PLC0415 - loaded at the first question

    international = f"+{printed[2:]}" if printed.startswith("00") else printed
    if not international.startswith("+"):
        return collapsed(printed), ()
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return collapsed(printed), (Finding(code="checksum", says="No country has this code for telephone numbers."),)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    extension = f";ext={number.extension}" if number.extension else ""
    if phonenumbers.is_possible_number(number):
        return f"{value}{extension}", ()
    return f"{value}{extension}", (Finding(code="checksum", says="Numbers of this country have another number of digits."),)


def _shown(value: str) -> str:
    import phonenumbers  # noqa: PLC0415 - loaded at the first question

    if not value.startswith("+"):
        return value
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
