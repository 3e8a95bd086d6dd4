"""An international bank account number (ISO 13616). One whose check fails is kept, with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.finding import Finding
from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.check_digits import iban_holds, iban_length
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_SPACE = "[ \u00a0\u202f.-]"
_RUN = re.compile(rf"(?<![^\W_])[A-Z]{{2}}{_SPACE}?[0-9]{{2}}(?:{_SPACE}?[A-Z0-9]){{8,40}}")
_GROUP = re.compile(r"[A-Z0-9]+")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'-]|IBAN)*", re.IGNORECASE)
_SHORTEST, _LONGEST = 15, 36  # the shortest IBAN is Norwegian; a VAT number has at most 14 characters


class IbanType(StringType):
    """`iban`: values are str, without spaces, in capitals."""

    name = "iban"
    hint = "an IBAN (bank account number), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - an IBAN has no locale
        """Every IBAN, spaced in any way, right or wrong in its check digits or length."""
        at = 0
        while (run := _RUN.search(text, at)) is not None:
            end = _end(text, run.start(), run.end())
            at = end or run.start() + 2
            if end is not None:
                value = _compact(text[run.start() : end])
                yield Reading(start=run.start(), end=end, value=value, findings=_findings(value))

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The IBAN of a text that is one, in capitals or not, with or without the word IBAN before it."""
        text = raw.upper() if len(raw.upper()) == len(raw) else raw
        return parse_whole(text, self.scan(text, locale), says="This is not one IBAN.", around=_AROUND)

    def display(self, value: Value) -> str:
        """In groups of four: `DE89 3704 0044 0532 0130 00`."""
        compact = str(value)
        return " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))


def _compact(printed: str) -> str:
    return "".join(_GROUP.findall(printed))


def _end(text: str, start: int, limit: int) -> int | None:
    """Where the IBAN ends: with the length of its country if a token ends there, else behind its last group with digits."""
    length = iban_length(text[start : start + 2])
    if length is None:
        return None
    size, last, still_digits = 0, None, True
    for group in _GROUP.finditer(text, start, limit):
        if text[group.end() : group.end() + 1].isalnum():
            break
        still_digits = still_digits and (size <= 4 or not group[0].isalpha())
        size += len(group[0])
        if size == length:
            return group.end()
        if still_digits and _SHORTEST <= size <= _LONGEST:
            last = group.end()
    return last


def _findings(compact: str) -> tuple[Finding, ...]:
    country, length = compact[:2], iban_length(compact[:2])
    if len(compact) != length:
        return (Finding(code="checksum", says=f"An IBAN of {country} has {length} characters, this one has {len(compact)}."),)
    if not iban_holds(compact):
        return (Finding(code="checksum", says="The check digits of this IBAN do not fit its other digits."),)
    return ()
