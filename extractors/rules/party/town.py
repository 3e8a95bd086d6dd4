"""The line of an address that has the postcode and the town, as some forty countries write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.party.postcode import FORMS, LETTERED, REGION_NAMES, REGIONS, patterns

# Longer lines are sentences.
LONGEST = 120
# Before a number, one or two letters count lots and units: `PT 33122`.
SHORTEST_FIRST = 3

_NAME = r"(?:['’]s-)?[^\W\d_](?:[^\W\d_]|['’./ ]|(?<=\w)-(?=\w))*?[^\W\d_.]\.?"
_DISTRICT = r"(?: \d{1,2}(?:er?|ème)?)?"
_REGION = "|".join((*REGIONS, *map(re.escape, REGION_NAMES), r"\([^()\d\n]{2,30}\)"))
_AFTER = r"(?P<after>[^\W\d_][^\d\n]{1,59})"
_POSTCODE_FIRST = re.compile(
    rf"(?:(?P<prefix>[A-Z]{{1,3}})[- –]{{1,2}})?(?P<postcode>{patterns(before=True)}),?[ \t]{{1,3}}"
    rf"(?P<city>{_NAME}(?: \([^()\d\n]{{3,30}}\))?{_DISTRICT})"
    rf"(?:,? (?i:cedex)(?: \d+)?)?(?: \([A-Z]{{2}}\)| [A-Z]{{2}})?(?:(?:,\s*|\s[-–/]\s){_AFTER})?[.,]?"
)
_TOWN_FIRST = re.compile(
    rf"(?P<city>Dublin \d{{1,2}}|{_NAME})(?:,? ?(?P<region>{_REGION}))?,? {{0,2}}(?:[-–] ?)?"
    rf"(?<![^\W_])(?P<postcode>{patterns(before=False)})"
    rf"(?:(?:,\s*|\s[-–]\s|(?<=[A-Z])\s{{1,2}}){_AFTER})?[.,]?"
)
_POSTCODE = re.compile("|".join(FORMS[country].pattern for country in LETTERED))
_CODE = re.compile(r"\d{3}|\d\d-\d|[A-Z]\d")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PLAIN_NAME = re.compile(_NAME)
_MONTH = re.compile(
    r"(?i)\b(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janvier|février|mars|avril|juin|juillet|août|enero"
    r"|gennaio)[a-zäéû]*\b|\b(?:page|seite|nr|no|tel|fax)\b"
)
# `1242 chemin de l'olive` and `1500 Maple Grove Ln` are houses in streets, though they are written as towns are.
_STREET = re.compile(
    r"(?i)^(?:rue|chemin|avenue|route|place|allée|impasse|boulevard|via|viale|calle|camino|jalan|ul|rua|r\.)\b"
    r"|\b(?:rue|chemin|street|road|avenue|ave|rd|st|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|parkway|pkwy|highway|hwy"
    r"|terrace|crescent|close|square|circle|parade|row)\.?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where the parts of the line stand; `after` is what follows a comma, perhaps a country or a state.

    `american` says that a state stands between town and postcode: such a line is hardly anything else.
    """

    postcode: Span
    city: Span
    prefix: Span | None = None
    after: Span | None = None
    american: bool = False


def holds_code(text: str, span: Span) -> bool:
    """Whether there is anything like a postcode: cheap, and false for most blocks of lines."""
    return _CODE.search(text, span.start, span.end) is not None


def may_hold_town(content: str) -> bool:
    """Whether there are a code and a word at all: cheap, and false for most lines."""
    return _CODE.search(content) is not None and _LETTERS.search(content) is not None


def town_in(text: str, span: Span) -> Town | None:
    """The parts, when the whole span is postcode and town."""
    if len(span) > LONGEST or not may_hold_town(text[span.start : span.end]):
        return None
    match = _POSTCODE_FIRST.fullmatch(text, span.start, span.end) or _town_first(text, span)
    if match is None or not _is_city(match["city"]):
        return None
    parts = match.groupdict()
    return Town(
        postcode=Span(*match.span("postcode")),
        city=Span(*match.span("city")),
        prefix=Span(*match.span("prefix")) if parts.get("prefix") else None,
        after=Span(*match.span("after")) if parts["after"] else None,
        american=parts.get("region") is not None,
    )


def town_over(text: str, above: Span, below: Span) -> Town | None:
    """The parts, when a line has the town alone and the one below it the postcode alone, as the British write."""
    if len(below) > LONGEST or len(above) > LONGEST or not _POSTCODE.fullmatch(text, below.start, below.end):
        return None
    named = _PLAIN_NAME.fullmatch(text, above.start, above.end) is not None and _is_city(text[above.start : above.end])
    return Town(postcode=below, city=above) if named else None


def _town_first(text: str, span: Span) -> re.Match[str] | None:
    match = _TOWN_FIRST.fullmatch(text, span.start, span.end)
    return match if match and len(match["city"]) >= SHORTEST_FIRST else None


def _is_city(name: str) -> bool:
    return any(map(str.isupper, name)) and not _MONTH.search(name) and not _STREET.search(name)
