"""The parties of an opening: `by and between X, a Delaware corporation (“Buyer”), and Y`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.contract.names import LEGAL_FORM, is_name, name_at

# An opening names its parties within so many code points of `between`.
LONGEST = 3000
SHORTEST = 20
MOST_PARTIES = 12

_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,400}[)\]]")
_NUMBERING = re.compile(r"\d{1,2}|[ivxIVX]{1,4}|[a-fA-F]")
_ONE_WORD = re.compile(r"\s*[^\W\d_a-z][\w-]+\s*")
_WORDS = re.compile(r"\s*(?:[^\W\d_a-z][\w.&-]*\s+){1,3}[^\W\d_a-z][\w.&-]*\s*")
_TRADES_AS = re.compile(r"(?i)\s*,?\s*(?:d[./]?b[./]?a\b[./]*|t/a\b|doing\s+business\s+as|trading\s+as)\s+")
# `for itself and its subsidiaries A and B`: who is bound with a party is none.
_COMPANIONS = re.compile(r"(?i)\b(?:for|(?:on|in)\s+behalf\s+of)\s+(?:itself|himself|herself|themselves)\b[^()]{0,200}")
_CALLED = re.compile(
    r"(?i)[\"“”„«‘’'‟″]|\b(?:herein|here)?after\b|\bcollectively\b|\bthe\s|\bnachfolgend|\bci-après|\ben adelante|\bdi seguito|\bhierna"
)
_DEFINED = re.compile(r"[(\[][^()\[\]]{0,300}[\"“”„«‘’'‟″]")
_END = re.compile(
    r"(?i:\bwhereas\b|\brecitals?\b|\br\s?e\s?c\s?i\s?t\s?a\s?l\s?s\b|\bwitness?eth\b|\bw\s?i\s?t\s?n\s?e\s?s\s|\bnow,?\s+therefore"
    r"|\bbackground\b|\bagrees?\s+(?:as\s+follows|to|that)\b|\bwith\s+(?:reference|respect)\s+to\b"
    r"|\bpräambel\b|\bvorbemerkung|\battendu\b|\bconsidérant\b"
    r"|\bpremesso\b|\bexponen\b|\bmanifiestan\b|\bil a été\b|\bwird\s+(?:folgend|nachfolgend)|\boverwegende\b"
    r"|\bin\s+consideration\b|\bsets?\s+(?:forth|out)\b)"
    r"|(?<=[a-z)\]”\"])\.\s+(?=(?:(?:The|This|In|Each|For|On|As|All|Both|Collectively|It|Any|Capitalized|Certain)\b"
    r"|[^\W\d_a-z][\w’'&.\s]{0,60}\s(?:is|are|may|and\s[\w\s]{1,40}\s(?:is|are|may|shall|have|will))\s))"
    r"|\n\s*(?:1\.|§\s?1|I\.|A\.)\s|\n[^\S\n]*\n\s*T(?:HIS|his)\s"
)
_SEPARATOR = re.compile(
    r"(?i)(?:[,;]?\s{0,3}\b(?<!england\s)(?<!full\s)(?:and|(?-i:und|et|y|e|oraz|sowie))\b(?:\s+(?:between|among|zwischen))?)"
    r"|;|(?<==[)\]])\s*,|\(#{1,4}\)|\n[ \t]*\n|\n\s*en\b|(?<=[,)])\s+en\s|,\s{0,20}as\s[^,\n]{3,40},"
    r"|(?:company|corporation|partnership|trust|individual|association|limited|person|resident)\s*,(?=\s+(?-i:[^\W\d_a-z]))"
    r"|\n[^\S\n]*(?-i:A|I|E|O|ET|UND|Y|EN|AND|a|i)[^\S\n]*(?=\n)|\n\s*(?:\d\.?\)|[a-z]\)|[1-9]\.\s)"
)
_LEAD = re.compile(
    r"(?i)(?:[\s,:.–—*_-]|\(#+\)|(?:mr|mrs|ms|herrn?|frau|m|mme|sig|sr)\.?\s|(?:on\s+)?the\s+one\s+(?:hand|part),?\s"
    r"|firma\s|der\s+firma\s|(?-i:der|die|das|dem|den)\s|\d\.\s|la\s+société\s"
    r"|(?:the\s+following\s+)?parties(?:\s+to\s+this\s+agreement)?(?![\w-])|(?-i:the\s)|the\s+(?=(?:city|county|town|village|port|borough)\s+of\s)|the\s+undersigned|party\s+\w\s?:)*"
)
_DESCRIBED = re.compile(
    r"(?i)\s*,?\s*(?:an?\s+(?:[\w.]+\s+){0,6}(?:corporation|compan(?:y|ies)|partnership|trust|individual|person|bank|association|limited|"
    r"entity|employee|resident|citizen|institution|firm|organi[sz]ation|university)"
    r"|(?:located|having|with\s+(?:its|a|an|offices|principal|address|place)|whose|residing|organi[sz]ed|incorporated|duly|of\s+\d|mit\s+sitz|dont\s+le|"
    r"société|geschäftsansässig|con\s+(?:sede|domicilio)|met\s+zetel|vertreten|represented|registered|eingetragen|wohnhaft|individually|on\s+behalf))"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A name and whether something besides its capitals says that it is one: a legal form, a description, a word defined for it."""

    span: Span
    attested: bool


def parties_of(text: str, start: int) -> list[Party]:
    """The parties that are named from `start` on, in text order; the first stands right there or there are none."""
    passage = _passage(text, start)
    masked = _COMPANIONS.sub(lambda them: "~" * len(them[0]), _BRACKETS.sub(_masked, passage))
    found: list[Party] = []
    for begin, last, end in _joined(passage, list(_segments(masked))):
        party = _party(passage, masked, begin, last, end)
        if party and (party.attested or len(found) < 2):
            found.append(Party(party.span.shifted(start), party.attested))
        elif not found and not party and passage[begin:end].strip():
            return []
    return found[:MOST_PARTIES]


def _masked(brackets: re.Match[str]) -> str:
    """As long as they are, without the words in them: numbers of a list as `(##)`, what a party is called as `(==)`, all else as `(~~)`."""
    inside = brackets.group()[1:-1]
    sign = "#" if _NUMBERING.fullmatch(inside) else "=" if _CALLED.search(inside) else "~"
    return "(" + sign * len(inside) + ")"


def _passage(text: str, start: int) -> str:
    passage = text[start : start + LONGEST]
    end = _END.search(passage, SHORTEST)
    return passage[: end.start()] if end else passage


def _segments(masked: str) -> Iterator[tuple[int, int]]:
    start = 0
    for separator in _SEPARATOR.finditer(masked):
        yield start, separator.start()
        start = separator.end()
    yield start, len(masked)


def _joined(passage: str, segments: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Where a name begins, where its last piece does, and where all that is said of it ends: `Offshore and Marine Holdings LLC`."""
    begin = None
    for number, (start, end) in enumerate(segments):
        first = start if begin is None else begin
        begin = first if _goes_on(passage, segments[number:], number > 0) else None
        if begin is None:
            yield first, start, end


def _goes_on(passage: str, segments: Sequence[tuple[int, int]], behind: bool) -> bool:
    """Whether a piece only begins a name: one word between two separators, or the only piece without a word that is defined for it."""
    if behind and _ONE_WORD.fullmatch(passage, *segments[0]):
        return True
    here, after = passage[slice(*segments[0])], [_DEFINED.search(passage, *one) for one in segments[1:5]]
    return bool(_WORDS.fullmatch(here) and not LEGAL_FORM.search(here.strip()) and any(after[:1]) and any(after[1:]))


def _party(passage: str, masked: str, begin: int, last: int, end: int) -> Party | None:
    start, tail = _past_lead(masked, begin, end), _past_lead(masked, last, end)
    name = name_at(passage, tail, end)
    if name is None or not is_name(passage[start : name.end]):
        return None
    stop = _with_alias(passage, name.end, end)
    rest = passage[stop:end]
    attested = bool(LEGAL_FORM.search(passage[start : name.end].rstrip()) or _DESCRIBED.match(rest) or _DEFINED.search(rest))
    return Party(Span(start, start + len(passage[start:stop].rstrip(" ,-\n"))), attested)


def _with_alias(passage: str, stop: int, end: int) -> int:
    """Where the name ends with the one under which the party trades: `EWSD LLC, d/b/a Oak Farms`."""
    trades = _TRADES_AS.match(passage, stop, end)
    alias = name_at(passage, trades.end(), end) if trades else None
    return alias.end if alias else stop


def _past_lead(masked: str, begin: int, end: int) -> int:
    lead = _LEAD.match(masked, begin, end)
    return lead.end() if lead else begin
