"""A value added tax identification number with its country prefix. One whose check fails is kept, with a finding.

Formats: European Commission, VIES, "VAT number format" (https://ec.europa.eu/taxation_customs/vies/#/faq), and the Swiss
Federal Tax Administration for CHE numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.check_digits import vat_holds
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

FORMATS = {
    "AT": r"U\d{8}", "BE": r"[01]?\d{9}", "BG": r"\d{9,10}", "CHE": r"\d{9}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-Z0-9]{2}\d{9}",
    "GB": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}", "GR": r"\d{9}", "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}", "LT": r"\d{9}|\d{12}", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}",
    "PT": r"\d{9}", "RO": r"\d{4,10}", "SE": r"\d{12}", "SI": r"\d{8}", "SK": r"\d{10}", "XI": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
}  # fmt: skip
"""What follows the prefix, without spaces."""

_FORMATS = {prefix: re.compile(pattern, re.ASCII) for prefix, pattern in FORMATS.items()}
_SPACE = "[ \u00a0.-]"
_RUN = re.compile(rf"(?=[A-Z])(?<![^\W_])(?P<prefix>{'|'.join(sorted(FORMATS, reverse=True))})(?P<body>(?:{_SPACE}?[A-Z0-9+*]){{5,14}})")
_GROUP = re.compile(r"[A-Z0-9+*]+")
_MISPRINTED = re.compile(r"[A-Z]{0,2}[0-9]{8,12}[A-Z]?")
_MORE_DIGITS = re.compile(r"[ \u00a0][0-9]")
_SWISS_TAX = re.compile(r"[ ]?(?:MWST|TVA|IVA)(?![^\W_])")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'/-]|VAT|UST|ID|IDNR|NR|NO|TVA|BTW|IVA|NIP|MWST)*", re.IGNORECASE)


class VatIdType(StringType):
    """`vat_id`: values are str, with the country prefix, without spaces and dots, in capitals."""

    name = "vat_id"
    hint = "a VAT identification number with its country letters, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - a VAT number has no locale
        """Every number of a country's format; one written without spaces also when it has a digit too many or too few."""
        at = 0
        while (run := _RUN.search(text, at)) is not None:
            end = _end(text, run)
            at = end or run.end("prefix")
            if end is not None:
                value = run["prefix"] + _compact(text[run.start("body") : end])
                yield Reading(start=run.start(), end=end, value=value, findings=_findings(value, run["prefix"]))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The number of a text that is one, with or without its label before it."""
        text = raw.upper() if len(raw.upper()) == len(raw) else raw
        return parse_whole(text, self.scan(text, locale), says="This is not one VAT number with its country letters.", around=_AROUND)


def _compact(printed: str) -> str:
    return "".join(_GROUP.findall(printed))


def _end(text: str, run: re.Match[str]) -> int | None:
    """The end of the longest piece, up to the end of a token, that has the country's format."""
    start, found = run.start("body"), None
    for group in _GROUP.finditer(text, start, run.end()):
        if not _ends_token(text, group.end(), run["prefix"]):
            break
        if _FORMATS[run["prefix"]].fullmatch(_compact(text[start : group.end()])):
            found = group.end()
    if found is not None and " " in text[start:found].strip() and _MORE_DIGITS.match(text, found):
        return None
    return found if found is not None else _misprinted_end(text, run)


def _misprinted_end(text: str, run: re.Match[str]) -> int | None:
    first = _GROUP.match(text, run.start("body"))
    if first is None or not _ends_token(text, first.end(), run["prefix"]):
        return None
    return first.end() if _MISPRINTED.fullmatch(first[0]) else None


def _ends_token(text: str, end: int, prefix: str) -> bool:
    if prefix == "CHE" and _SWISS_TAX.match(text, end):
        return True
    return not text[end : end + 1].isalnum()


def _findings(compact: str, prefix: str) -> tuple[Finding, ...]:
    if not _FORMATS[prefix].fullmatch(compact[len(prefix) :]):
        return (Finding(code="checksum", says=f"A VAT number of {prefix} has another number of digits."),)
    if vat_holds(compact) is False:
        return (Finding(code="checksum", says="The check digit of this VAT number does not fit its other digits."),)
    return ()
