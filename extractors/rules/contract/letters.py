"""The parties of an agreement in the form of a letter: whom it is written to, and the company that it speaks of first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.span import Span
from extractors.rules.contract.names import LEGAL_FORM, NAME, is_name
from extractors.rules.contract.parties import Party

# A letter says so on its first pages.
EARLY = 3_000
FIRST_PARAGRAPH = 1_500
# An address has so many lines at most.
ADDRESS_LINES = 8

_GREETING = re.compile(r"(?m)^[^\S\n]*(?:Dear|Sehr geehrte[r]?|Lieber?|Chère?|Madame|Monsieur|Estimad[oa]|Gentile|Egregio|Geachte)\b")
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
    return [*_addressee(text, greeting.start()), *first_company(text)]


def first_company(text: str) -> list[Party]:
    """The first name with a legal form."""
    names = (name for name in NAME.finditer(text, 0, EARLY) if is_name(name.group()) and LEGAL_FORM.search(name.group()))
    return [Party(Span(*name.span()), attested=False) for name in [next(names, None)] if name]


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
