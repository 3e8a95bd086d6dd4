"""How the name of a party is written: words with capitals, legal forms behind it, small words inside."""

from __future__ import annotations

import re
from itertools import pairwise

from assay.span import Span

_LEGAL_FORMS = r"""
national\ association incorporated inc corporation corp company co limited ltd
llc l\.?\ ?l\.?\ ?c l\.?\ ?p l\.?\ ?l\.?\ ?p plc p\.l\.c n\.?a pllc p\.?c lllp
gmbh mbh ag kg kgaa ohg gbr ug se e\.v eg s\.?a\.?s sasu sarl s\.?\ ?à\ r\.?l eurl sci s\.?a s\.?r\.?l s\.?p\.?a s\.?a\.?p\.?a s\.?n\.?c
s\.?l\.?u? s\.?a\.?u b\.?v n\.?v v\.?o\.?f a/s aps as asa ab oy oyj sp\.?\ ?z\ ?o\.?\ ?o z\ ?o\.?\ ?o s\.?r\.?o a\.?s
pte\.?\ ?ltd pty\.?\ ?ltd pvt\.?\ ?ltd sdn\.?\ ?bhd kabushiki\ kaisha k\.?k lda ltda s\.?a\.?\ de\ c\.?v
""".replace("\\ ", "\0").split()
_FORM = (
    r"(?-i:(?=[^\Wa-z]|inc|llc|plc|mbh|e\.|s\.|sp\.|a\.|a/s|z\s|d\.))(?:"
    + "|".join(sorted((form.replace("\0", r"\ ").replace(r"\ ", r"\s") for form in _LEGAL_FORMS), key=len, reverse=True))
    + ")"
)

# Words that begin another phrase, however they are written.
_NO_PART = (
    r"(?!(?:and|und|et|e|y|en|with|whose|having|located|hereinafter|hereafter|dated|dba|effective|together|whereas|on|is|as|by|are|in|to|from|"
    r"this|recitals|witnesseth|represented|each|including|its|regarding|concerning|relating|pursuant|under|acting|through)\b(?!\.))"
)
_CAPITAL = r"[^\W\d_a-zà-öø-ÿß]"
_WORD = rf"(?i:{_NO_PART})(?:{_CAPITAL}|«|[a-z](?=[a-z]{{0,20}}(?:[.]com|[A-Z])))[\w.&'’/+!*«»™®\-]*"
_SMALL = r"(?:of|for|the|de|des|du|del|della|di|da|der|la|le|van|von|zu|zum|&|\+|-|–)"
# `CRO Consulting (Pty) Limited`, `Acme (Hong Kong) Ltd`.
_PLACE = rf"\({_CAPITAL}[\w.]{{0,14}}(?:\s\w{{1,10}})?\)(?=\s+{_CAPITAL})"
_NUMBER = rf"\d{{1,4}}(?=,?\s+(?i:{_FORM})\b)"
_FIRM = r"(?:and|und|et|y|e)\s+(?:sons?|co|company|brothers|partners|associates|daughters|cie|söhne|fils|figli|hijos)\b\.?"

# A name may go on in the next line, not in the next paragraph.
_SPACE = r"(?:[^\S\n]{1,3}|[^\S\n]{0,2}\n[^\S\n]{0,2})"
_CO_BEHIND = r"(?=(?:,\s{1,3}\w{2,20}){0,3},?\s(?:&|and\sCo)\s?)"
_NICKNAME = rf"[\"“]{_CAPITAL}\w{{1,12}}[\"”](?=\s{_CAPITAL})"

_PIECE = "|".join(
    (
        rf"{_SPACE}(?:{_SMALL}{_SPACE}){{0,3}}{_WORD}",
        rf",{_SPACE}{_WORD}{_CO_BEHIND}",
        rf"{_SPACE}{_PLACE}",
        rf"\s{_NUMBER}",
        r"\s\d{1,3}[A-Z]{1,2}(?=\s)",
        rf"\s(?i:{_FIRM})",
        rf"\s{_NICKNAME}",
    )
)

NAME = re.compile(
    rf"(?:\d\w{{0,8}}[^\S\n]|\d[\d-]{{0,7}}|@|(?:de|von|van|di)[^\S\n])?{_WORD}(?:{_PIECE})*"
    rf"(?:\s?,?\s{{0,3}}(?i:(?!company){_FORM})(?!\w)\.?)*(?:\s?,?\s{{1,3}}(?:Jr|Sr|II|III|IV)\b\.?)?"
)
"""A name from where it begins; its words must be tried at the place where one is expected."""

LEGAL_FORM = re.compile(rf"(?i:(?<!\w){_FORM}(?!\w))\.?\)?$")
"""A legal form at the end of a name."""

_FORM_FIRST = re.compile(rf"(?i)\s*(?:partnership|{_FORM})(?!\w)")
_HOUSE_NUMBER = re.compile(r"\s+\d")

MOST_WORDS = 12
# In code points; a name is tried at every word of a page, so it must not run on.
LONGEST = 200

# What parties are called, headings and lines of signature blocks: capitals that name nobody.
_NEVER = re.compile(
    r"(?i)(?:the\s+)?(?:agreement|part(?:y|ies|ei|eien)|company|employee|employer|executive|recipient|seller|buyer|purchaser|"
    r"customer|client|supplier|vendor|consultant|contractor|licensor|licensee|undersigned|discloser|disclosing party|receiving party|"
    r"whereas|recitals|witnesseth|background|effective date|section|article|exhibit|schedule|annex|mr|mrs|ms|dear|wales|"
    r"payments?|signatures?|definitions|term|agreed|accepted|by|name|title|date|signature|address|attention|its)\.?"
    r"|(?:the|this|that|such|each|any|all|in|for|if|no|section|article|exhibit)\s.*agreement.*|.*\b(?:hereto|herein|hereof|parties)\b.*|.*\b(?:agreement|contract)"
    r"|(?:state|commonwealth|county|republic)\s+of\s.*"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b.*"
)


def name_at(text: str, start: int, end: int) -> Span | None:
    """The name that begins at `start` and ends before `end`, without the lines of an address below it."""
    found = NAME.match(text, start, min(end, start + LONGEST))
    return Span(start, start + len(_without_address(found.group(), text[found.end() : end][:2]))) if found else None


def _without_address(name: str, behind: str) -> str:
    lines = name.split("\n")
    for number, (line, below) in enumerate(pairwise(lines), 1):
        if LEGAL_FORM.search(line.strip()) and not _FORM_FIRST.match(below):
            return "\n".join(lines[:number])
    return "\n".join(lines[:-1]) if len(lines) > 1 and _HOUSE_NUMBER.match(behind) else name


def is_name(text: str) -> bool:
    """Whether it may be a party's name: not too many words, not only one letter or a legal form."""
    words = text.split()
    return len(words) <= MOST_WORDS and sum(map(str.isalpha, LEGAL_FORM.sub("", text))) > 1 and not _NEVER.fullmatch(text.strip(" .,"))
