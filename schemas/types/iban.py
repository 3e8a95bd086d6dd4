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
_PIECE = rf"(?:{_SPACE}?[A-Z0-9])"
# That nothing hangs on before it is asked behind its letters: few places of a text have two capitals.
_RUN = re.compile(rf"[A-Z]{{2}}(?<![^\W_]..){_SPACE}?[0-9]{{2}}{_PIECE}{{0,40}}(?P<wrapped>[ \t]*\n[ \t]*[A-Z0-9]{_PIECE}{{0,32}})?")
_GROUP = re.compile(r"[A-Z0-9]+")
_AROUND = re.compile(r"(?:[\s.,:;|*()\[\]\"'-]|IBAN)*", re.IGNORECASE)
_SHORTEST, _LONGEST = 15, 36  # the shortest IBAN is Norwegian; a VAT number has at most 14 characters


class IbanType(StringType):
    """`iban`: values are str, without spaces, in capitals."""

    name = "iban"
    hint = "an IBAN (bank account number), as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - an IBAN has no locale
        """Every IBAN, spaced in any way, right or wrong in its check digits or length; one may go over the end of a line."""
        at = 0
        while (run := _RUN.search(text, at)) is not None:
            end = _end(text, run)
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


def _end(text: str, run: re.Match[str]) -> int | None:
    """Where the IBAN ends: with the length of its country if a token ends there, else behind its last group with digits."""
    length = iban_length(run[0][:2])
    if length is None:
        return None
    line_end = run.start("wrapped") if run["wrapped"] else run.end()
    size, last, still_digits = 0, None, True
    for group in _GROUP.finditer(text, run.start(), line_end):
        if text[group.end() : group.end() + 1].isalnum():
            return last
        still_digits = still_digits and (size <= 4 or not group[0].isalpha())
        size += len(group[0])
        if size == length:
            return group.end()
        if still_digits and _SHORTEST <= size <= _LONGEST:
            last = group.end()
    return _end_on_next_line(text, run, length - size) or last


def _end_on_next_line(text: str, run: re.Match[str], missing: int) -> int | None:
    """The end of the groups that begin the next line, when they are just what the country's length asks for.

    Letters could be any words in capitals: with them the check digits must hold.
    """
    for group in _GROUP.finditer(text, run.start("wrapped"), run.end()) if run["wrapped"] else ():
        missing -= len(group[0])
        if missing <= 0:
            ends = missing == 0 and not text[group.end() : group.end() + 1].isalnum()
            tail = _compact(text[run.start("wrapped") : group.end()])
            return group.end() if ends and (tail.isdigit() or iban_holds(_compact(text[run.start() : group.end()]))) else None
    return None


def _findings(compact: str) -> tuple[Finding, ...]:
    country, length = compact[:2], iban_length(compact[:2])
    if len(compact) != length:
        return (Finding(code="checksum", says=f"An IBAN of {country} has {length} characters, this one has {len(compact)}."),)
    if not iban_holds(compact):
        return (Finding(code="checksum", says="The check digits of this IBAN do not fit its other digits."),)
    return ()
