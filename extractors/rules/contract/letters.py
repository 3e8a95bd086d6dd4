"""The parties of an agreement in the form of a letter: whom it is written to, and the company that it speaks of first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.span import Span
from extractors.rules.contract.names import LEGAL_FORM, NAME, is_name, name_at
from extractors.rules.contract.parties import Party

# A letter says so on its first pages.
EARLY = 3_000
FIRST_PARAGRAPH = 1_500
# An address has so many lines at most.
ADDRESS_LINES = 8

_GREETING = re.compile(
    r"(?m)^[^\S\n]*(?:Dear|Ladies|Gentlemen|Mesdames|To\s+Whom|Sehr geehrter?|Lieber?|Chère?|Madame|Monsieur|Estimad[oa]|Gentile|Egregio"
    r"|Geachte)\b"
)
_BEGINS = re.compile(r"\b[^\W\d_a-z]")
_DATED = re.compile(r"\b(?:19|20)\d\d\W*$")


def opening_ends(text: str) -> int | None:
    """In a letter the opening is its first paragraph; None where nobody is greeted."""
    greeting = _GREETING.search(text, 0, EARLY)
    return greeting.end() + FIRST_PARAGRAPH if greeting else None


def letter_parties(text: str) -> list[Party]:
    """The one it is written to, then the first company; none where nobody is greeted."""
    greeting = _GREETING.search(text, 0, EARLY)
    if greeting is None:
        return []
    return [*_addressee(text, greeting.start()), *first_company(text, greeting.end())]


def first_company(text: str, start: int = 0) -> list[Party]:
    """The first name with a legal form from `start` on."""
    for word in _BEGINS.finditer(text, start, start + EARLY):
        name = name_at(text, word.start(), len(text))
        if name and is_name(text[name.start : name.end]) and LEGAL_FORM.search(text[name.start : name.end]):
            return [Party(name, attested=False)]
    return []


def _addressee(text: str, greeting: int) -> Iterator[Party]:
    """The first line above the greeting that is wholly a name, below the date."""
    name = None
    for line in reversed(list(re.finditer(r"[^\n]+", text[:greeting]))[-ADDRESS_LINES:]):
        if _DATED.search(line.group()):
            break
        at = len(line.group()) - len(line.group().lstrip())
        found = NAME.fullmatch(line.group().rstrip(), at)
        if found and len(found.group().split()) > 1 and is_name(found.group()):
            name = Span(line.start() + at, line.start() + found.end())
    if name:
        yield Party(name, attested=False)
