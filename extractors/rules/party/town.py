"""The line of an address that has the postcode and the town, as some forty countries write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.span import Span

# Longer lines are sentences.
LONGEST = 120

# Before the town: 4 digits (AT CH BE DK NO HU AU), Dutch with letters, 5 (DE FR IT ES FI MY ...), parted as in Sweden, Poland and Portugal, 6 (IN CN RO).
_BEFORE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{4} ?[A-Z]{2}(?= )|\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{4,6}"
# Behind it: British, Canadian, American with its state, and the rest by digits.
_BEHIND = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{5}(?:-\d{4})?|\d{3} ?\d{3}|\d{4}"
_NAME = r"[^\W\d_](?:[^\W\d_]|['’.()/ -])*[^\W\d_.)]\.?"
_TOWN_LAST = re.compile(rf"(?:(?P<prefix>[A-Z]{{1,3}})[- –])?(?P<postcode>{_BEFORE}),? (?P<city>{_NAME})(?: (?:[Cc]edex|CEDEX)(?: \d+)?)?(?:,\s*(?P<after>[^\d]{{2,60}}))?[.,]?")
_TOWN_FIRST = re.compile(
    rf"(?P<city>{_NAME}),? *(?:[-–] *)?(?:(?P<region>[A-Z]{{2,3}}),? )?(?P<postcode>{_BEHIND})(?:,\s*(?P<after>[^\d]{{2,60}}))?[.,]?"
)
_MONTH = re.compile(
    r"(?i)\b(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janvier|février|mars|avril|juin|juillet|août|enero|gennaio)[a-zäéû]*\b|\b(?:page|seite|nr|no|tel|fax)\b"
)

# `1242 chemin de l'olive` is a house in a street, though it is written as a town is.
_STREET = re.compile(r"(?i)\b(?:rue|chemin|avenue|route|place|allée|impasse|street|road|lane|drive|boulevard|via|viale|calle|camino|jalan|ul|rua)\b")
# Before a number, one or two letters count lots and units: `PT 33122`.
SHORTEST_FIRST = 3

PREFIXES = {"D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE", "L": "LU", "S": "SE", "N": "NO", "P": "PT", "CH": "CH", "NL": "NL", "PL": "PL"}
"""Letters before a postcode, where they are no country code of two letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where the parts of the line stand; `after` is what follows a comma, perhaps a country or a state."""

    postcode: Span
    city: Span
    prefix: Span | None = None
    after: Span | None = None


def town_in(text: str, span: Span) -> Town | None:
    """The parts, when the whole span is postcode and town."""
    if len(span) > LONGEST:
        return None
    match = _TOWN_LAST.fullmatch(text, span.start, span.end) or _town_first(text, span)
    if match is None or _MONTH.search(match["city"]) or _STREET.search(match["city"]):
        return None
    parts = match.groupdict()
    return Town(
        postcode=Span(*match.span("postcode")),
        city=Span(*match.span("city")),
        prefix=Span(*match.span("prefix")) if parts.get("prefix") else None,
        after=Span(*match.span("after")) if parts["after"] else None,
    )


def _town_first(text: str, span: Span) -> re.Match[str] | None:
    match = _TOWN_FIRST.fullmatch(text, span.start, span.end)
    return match if match and len(match["city"]) >= SHORTEST_FIRST else None
