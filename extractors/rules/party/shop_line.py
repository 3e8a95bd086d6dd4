"""What the lines at the head of a till receipt are: a name, a place, something beside them, or the purchase itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from extractors.rules.party.line_kind import is_aside, is_company, is_street, may_be_name

Kind = Literal["name", "place", "aside", "end"]

_DATE_OR_AMOUNT = re.compile(
    r"(?:\d[.,]\d{2}(?!\d)[^\W\d_]{0,2}|\b\d{1,2}:\d{2}\b|\b\d{1,4}([/.-])\d{1,2}\1\d{2,4})\b"
)  # fmt: skip
# `TABLE 5`, `Kasse: 2`, `Ticket n° 00451`: what a till says of a purchase.
_PURCHASE = re.compile(
    r"(?i)^\W*(?:date|datum|data|fecha|time|uhrzeit|hora|ora|tabl?e?|tisch|tafel|mesa|tavolo|stolik|cashier|caissier|kassierer(?:in)?"
    r"|cajero|kasjer|served|server|waiter|bediener|ober|camarero|cameriere|serveuse?r?|receipt|invoice|inv|bill|bon|bonnr|beleg|rechnung"
    r"|kasse|kassa|caisse|caja|till|ticket|order|check|chk|slip|doc(?:ument)?|site|pump|pos|terminal|tran(?:s|saction)?|trn|reg|mc"
    r"|counter|customer|cust|member|nr wydr|couverts|guests?|pax)\b\W*(?:\w{1,10}\W{1,3})?(?:n[or°º]\b|#|:|\d)"
)
_HEADS_ITEMS = re.compile(
    r"(?i)\b(?:qty|u/?\.?price|amount|amt|unit price|description|descrizione|descripción|bezeichnung|artikel|menge|betrag|importe|prezzo"
    r"|prix|eur|aantal|cena)\b"
)
_TITLE = re.compile(
    r"(?i)^\W*(?:(?:simplified |gst |full )?tax invoice|sales? (?:receipt|invoice)|official receipt|cash (?:sales?|bill|receipt|memo)"
    r"|guest (?:check|receipt)|credit card slip|pre-?authori[sz]ation|r ?e ?c ?h ?n ?u ?n ?g|kassen(?:bon|beleg|zettel)"
    r"|ticket(?: client| de caisse)?|reçu|addition|factura simplificada|recibo|documento commerciale|di vendita|scontrino|ricevuta"
    r"|paragon|niefiskalny|kassabon|bon|duplicate|copy|original|re-?print)\b"
)
_GREETING = re.compile(
    r"(?i)^\W*(?:welcome|willkommen|herzlich|bienvenue?|bienvenido|benvenuti|welkom|witamy|selamat|thank|vielen dank|merci|open|ouvert"
    r"|geöffnet|öffnungszeiten)\b"
)
_BRANCH = re.compile(r"(?i)^\W*(?:branch|store(?: mgr)?|outlet|filiale|markt\W*\d|cawangan|succursale|sucursal|filia\b|shop no)\b")
# `(616227-D)`, `(CO. REG 860671-D)`, `Co. No. 123456-X`, `002458685-T`, `#118`.
_NUMBERED = re.compile(
    r"\s*(?:\((?=[^()\n]*\d)[^()\n]*\)?|#\s?\d+|\b(?:CO(?:MPANY)?\b\W{0,2}(?:REG|NO)|ROC|REG|GST|BR NO|SSM)\b.*"
    r"|(?<!\S)[A-Z]{0,2}\d{5,12}[-. ]{0,2}[A-Z]?)\s*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\W*\([^)]*\)\W*")

# Postcode and town, town and postcode, or a postcode alone.
_TOWN = re.compile(
    r"(?:^|[\s,-])(?:[A-Z]{1,3}[- ])?(?:\d{5}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}|\d{4,6})[,.]?\s+(?!\d)[^\W\d_][^\d]*$"
    r"|[^\W\d_],?\s+(?:[A-Z]{2}\.?,?\s+)?(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z\d]\s?[A-Z\d]{3,4})\.?$"
    r"|^[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}$"
)
# `LOT 12`, `NO. 5`, `3RD FLR`, `A-1-10,`, `78G, Jalan`: where in a house or a street.
_UNIT = re.compile(
    r"(?i)\W{0,2}(?:"
    r"(?:lot|no|unit|level|shop|suite|blo?c?k|plot|batu|kiosk|g/?f|ground fl\w+|\d{1,2}(?:st|nd|rd|th) fl\w+)\b"
    r"\W{0,3}(?:\w{1,3}\W{0,2})?\w*\d"
    r"|(?:ground|\d{1,2}(?:st|nd|rd|th)) fl(?:oor|r)?\b"
    r"|[A-Z]{0,3}-?\d+[A-Z]?(?:[-/&]\w+)*,)"
)
_NUMBER_OR_COMMA = re.compile(r"[\d,]")


def kinds_of(contents: Sequence[str]) -> list[Kind]:
    """What each line is, up to the line with which the purchase begins."""
    kinds: list[Kind] = []
    for index, content in enumerate(contents):
        below = contents[index + 1] if index + 1 < len(contents) else ""
        kind = _kind(content, below, named="name" in kinds)
        if kind == "end" and kinds:
            break
        kinds.append("aside" if kind == "end" else kind)
    return kinds


def is_town(content: str) -> bool:
    """Whether the line ends with a town and its postcode, or is one."""
    return _TOWN.search(content) is not None


def bare(content: str) -> str:
    """The line without the number under which a register or a chain has the shop."""
    numbered = _NUMBERED.search(content)
    return content[: numbered.start()].rstrip() if numbered else content.rstrip()


def _kind(content: str, below: str, *, named: bool) -> Kind:
    if _is_place(content, below, named=named):
        return "place"
    if _TITLE.search(content) or _GREETING.search(content) or _BRANCH.search(content):
        return "aside"
    if _DATE_OR_AMOUNT.search(content) or _PURCHASE.search(content) or (named and _HEADS_ITEMS.search(content)):
        return "end"
    name = bare(content).replace(" @ ", " ")
    return "name" if may_be_name(name) and not is_aside(name) and not _BRACKETED.fullmatch(content) else "aside"


def _is_place(content: str, below: str, *, named: bool) -> bool:
    if _DATE_OR_AMOUNT.search(content) or _BRACKETED.fullmatch(content) or is_aside(content):
        return False
    return is_town(content) or _is_street(content, below, named=named)


def _is_street(content: str, below: str, *, named: bool) -> bool:
    """Whether it names a street. Above any name it must begin with a number; below, `Market Street Deli` may be one more name."""
    if is_company(content) and not content[:1].isdigit() and "," not in content:
        return False
    unit = _UNIT.match(content) is not None
    if not named:
        return unit and is_street(bare(content))
    numbered = _NUMBER_OR_COMMA.search(bare(content)) is not None
    return unit or (is_street(bare(content)) and (numbered or _is_place(below, "", named=True)))
