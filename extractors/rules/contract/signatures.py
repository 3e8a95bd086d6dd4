"""The parties that sign: the name above `By:`, and the names of persons who sign for themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.span import Span
from extractors.rules.contract.names import LEGAL_FORM, NAME, is_name
from extractors.rules.contract.parties import Party

# A line may be a megabyte of spaces, so no run of them is unbounded.
# Signatures stand at the end, before or between exhibits.
_GAP = r"[^\S\n]{0,120}"
# Of two columns the left one may hold no more than a role.
_ROLE = r"(?-i:EMPLOYEE|EXECUTIVE|EMPLOYER|COMPANY|RECIPIENT|CONSULTANT|CONTRACTOR|BUYER|SELLER|LICENSOR|LICENSEE|CLIENT|SUPPLIER)"
_NAME_LINE = rf"{_GAP}(?:{_ROLE}[:\s]{{1,3}})?(?P<name>[^\n:]{{3,80}}?){_GAP}:?{_GAP}\n"
_ABOVE = re.compile(rf"(?im)^{_NAME_LINE}(?:{_GAP}\n){{0,3}}{_GAP}(?:By|Per|Durch|Par){_GAP}:")
# What a person signs alone stands at the line's beginning; behind `By:` it is signed for somebody else.
_BY_HAND = re.compile(rf"(?m)^{_GAP}/s/{_GAP}(?P<name>[^\n/]{{3,40}}?){_GAP}$")
_IN_FULL = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.,'’-]*){1,3}")
MOST_SIGNERS = 12


def signing_parties(text: str) -> list[Party]:
    """Companies whose name stands above a line of signature, then persons who sign for themselves, each in text order."""
    return [*_companies(text), *_persons(text)][:MOST_SIGNERS]


def _persons(text: str) -> Iterator[Party]:
    for line in _BY_HAND.finditer(text):
        if _IN_FULL.fullmatch(line["name"]) and is_name(line["name"]):
            yield Party(Span(*line.span("name")), attested=True)


def _companies(text: str) -> Iterator[Party]:
    for block in _ABOVE.finditer(text):
        name = NAME.fullmatch(block["name"])
        if name and is_name(name.group()) and LEGAL_FORM.search(name.group()):
            yield Party(Span(*block.span("name")), attested=True)
