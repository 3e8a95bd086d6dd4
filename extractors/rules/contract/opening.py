"""Where a contract names its parties: behind `between`, `PARTIES:`, `zwischen`, near its beginning, or in `Party A: ...` lines."""

from __future__ import annotations

import re

from extractors.rules.contract.names import is_name, name_at
from extractors.rules.contract.parties import Party, parties_of

# Cover pages and tables of contents come before the opening.
LATEST = 20_000
EARLY = 4_000
MOST_TRIED = 12

_BETWEEN = re.compile(
    r"(?i)\b(?:by\s+and\s+)?(?:between|among(?:st)?)(?:\s+and\s+among)?\b(?:\s+the\s+(?:following\s+parties|undersigned))?\s*:?"
    r"|\bzwischen\s*(?:der|dem|den)?\b\s*:?|\bentre(?:\s+les\s+soussignée?s|\s+las\s+siguientes\s+partes)?\b\s*:?|\b(?:tra|fra)\b\s*:?"
    r"|\btussen\b\s*:?|\b(?:po)?między\b\s*:?|\b(?:entered\s+into|made)(?:\s+(?:on|as\s+of|this)\s[^.;()]{0,40}?)?\s+by\s+(?!and\s)"
    r"|\bparties(?:\s+to\s+this\s+agreement)?\s*:|\breunidos\s*:?"
)
_PARAGRAPH = re.compile(r"(?m)^[^\S\n]*(?=[^\W_a-z][^\n]{3,120}(?:,\s+an?\s|\())")
_LISTED = re.compile(
    r"(?im)^[^\S\n]*(?:(?:party|vertragspartei|partie|parte)\s+[A-D1-4]|"
    r"company|client|customer|consultant|contractor|supplier|buyer|seller|purchaser|vendor|"
    r"landlord|tenant|lessor|lessee|licensor|licensee|employer|employee|provider|distributor|disclosing party|receiving party|"
    r"auftraggeber(?:in)?|"
    r"auftragnehmer(?:in)?|vermieter(?:in)?|mieter(?:in)?|käufer(?:in)?|verkäufer(?:in)?|lizenzgeber|lizenznehmer|arbeitgeber|arbeitnehmer(?:in)?|"
    r"bailleur|preneur|vendeur|acheteur|prestataire|opdrachtgever|opdrachtnemer)\s*[:：]\s*(?P<rest>[^\n]*)"
)


def opening_parties(text: str, latest: int = LATEST) -> list[Party]:
    """The parties of the first opening that names two; else of the first that names one. It begins before `latest`."""
    if len(listed := listed_parties(text)) > 1:
        return listed
    best: list[Party] = []
    for tried, between in enumerate(_BETWEEN.finditer(text, 0, latest)):
        if tried == MOST_TRIED:
            break
        found = parties_of(text, between.end())
        if _names_parties(between, found) and (not best or _attested(found) > 1):
            best = found
        if len(best) > 1:
            break
    return best or described_parties(text)


def _names_parties(between: re.Match[str], found: list[Party]) -> bool:
    """`by and between` is said of parties; a bare `between` is said of anything."""
    return bool(found) and ("and" in between.group().lower() or _attested(found) > 0)


def _attested(found: list[Party]) -> int:
    return sum(party.attested for party in found)


def listed_parties(text: str) -> list[Party]:
    """The parties of lines such as `Party A: Acme Ltd`."""
    names = (name_at(text, *line.span("rest")) for line in _LISTED.finditer(text, 0, EARLY))
    return [Party(name, attested=True) for name in names if name and is_name(text[name.start : name.end])]


def described_parties(text: str) -> list[Party]:
    """The parties of a first sentence without `between`: `Acme Ltd, a Michigan corporation, and ... agree as follows`."""
    for paragraph in _PARAGRAPH.finditer(text, 0, EARLY):
        found = parties_of(text, paragraph.end())
        if len(found) == 2 and all(party.attested for party in found):
            return found
    return []
