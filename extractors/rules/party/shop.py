"""The shop of a till receipt: its name, its address, and ways to reach it stand at the head, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.layout import Line
from extractors.rules.party.line_kind import is_company
from extractors.rules.party.shop_line import Kind, bare, is_town, kinds_of

# Logos, slogans and a branch come first; a name has up to three lines, an address up to seven.
LINES_READ = 18
MOST_NAME_LINES = 3
MOST_ADDRESS_LINES = 7
# Behind its town an address has at most a state and a country.
BEHIND_TOWN = 2
# An empty line ends an address, in line heights.
CLOSE = 0.9

_ADDRESS_LABEL = re.compile(
    r"(?i)\W{0,2}(?:add(?:ress)?|addr|alamat|adresse?|anschrift|dirección|indirizzo|hq|head office)\s*[.:]{1,2}\s*(?=\w)"
)
_CONTACT_BEHIND = re.compile(
    r"(?i)(?<=\w)\W{1,3}(?<!\w)(?:tel(?:efon|ephone)?|tél|telp|h/?p|phone|fax|ph)\b\s?[.:/)#]{0,3}\s?[(+]?\d"
)  # fmt: skip
_COMPLETE = re.compile(r"[^,]{3},\s*[^\W\d_][^,]*$|\.\s*$")
_JOINS = re.compile(r"[,;-]\s*$")
_DIGIT = re.compile(r"\d")
_LEADS_ON = re.compile(r"(?i)(?:^|\s)(?:&|and|und|et|y|e|dan|the|by|of|de|du|la|le|von|van|di|t/a|-)\s*$")
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
# Of which trade or form a firm is: alone on a line, the rest of its name stands above or below.
_TRADE = re.compile(
    r"(?i)(?:sdn|bhd|berhad|m|malaysia|gmbh|ag|kg|ohg|gbr|ug|e|k|co|ltd|limited|plc|llc|inc|sarl|sas|sa|s|l|srl|spa|snc|bv|nv|sp|z|o"
    r"|trad(?:ing|ers?)|enterprises?|marketing|holdings?|resources?|services?|industr(?:y|ies)|group|hardware|stationer(?:y|ies)|books?"
    r"|bookshop|restaurant|restoran|ristorante|restaurante|café|cafe|bistro|bakery|bäckerei|boulangerie|pharmacy|apotheke|pharmacie"
    r"|farmacia|apteka|market|mini|mart|supermarket|supermarkt|supermarché|supermercato|supermercado|stores?|shop|boutique|hotel|kedai"
    r"|pasaraya|pasar|raya|runcit|farmasi|klinik|syarikat|perniagaan|perusahaan|pusat|kitchen|sons|and|und|et|international|products?"
    r"|foods?|electrical|machinery|auto|motors?|sklep|corner|house)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The head of a slip: names, the likeliest first, and the lines of the address; both may be empty.

    `alone` says that there is one name above an address.
    """

    names: tuple[Span, ...]
    address: tuple[Span, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the head; `apart` says that paper is left free above it."""

    span: Span
    content: str
    apart: bool


def shop_of(lines: Sequence[Line], text: str) -> Shop:
    """The shop at the head of a slip; `text` is the whole document's."""
    rows = list(_rows(lines, text))
    kinds = kinds_of([row.content for row in rows])
    begin = next((index for index, kind in enumerate(kinds) if kind == "place"), len(kinds))
    above = [index for index in range(begin) if kinds[index] == "name"]
    named = _named(above if begin < len(kinds) else above[:MOST_NAME_LINES], rows)
    while begin < len(kinds) and begin - 1 in above and begin - 1 not in named and _JOINS.search(rows[begin - 1].content):
        begin -= 1
    names = tuple(_names(named, [index for index in above if index < begin], rows))
    return Shop(names=names, address=_address(rows, kinds, begin), alone=begin < len(kinds) and len(names) == 1)


def _rows(lines: Sequence[Line], text: str) -> Iterator[_Row]:
    bottom = lines[0].top if lines else 0.0
    for line in lines[:LINES_READ]:
        # Cells side by side need not follow each other in the text.
        whole = Span(min(cell.span.start for cell in line.cells), max(cell.span.end for cell in line.cells))
        span = _trimmed(whole, text)
        yield _Row(span, text[span.start : span.end], line.top - bottom > CLOSE * line.height)
        bottom = line.bottom


def _trimmed(span: Span, text: str) -> Span:
    """The line without a label in front of an address, and without a telephone number behind it."""
    label = _ADDRESS_LABEL.match(text, span.start, span.end)
    start = label.end() if label else span.start
    contact = _CONTACT_BEHIND.search(text, start, span.end)
    return Span(start, contact.start() if contact else span.end)


# The name


def _named(above: Sequence[int], rows: Sequence[_Row]) -> range:
    """The line with a legal form, or the first, with the lines that belong to it."""
    if not above:
        return range(0)
    first = last = next((index for index in above if is_company(bare(rows[index].content))), above[0])
    while first - 1 in above and last - first + 1 < MOST_NAME_LINES and _goes_on(rows[first - 1].content, rows[first].content):
        first -= 1
    while last + 1 in above and last - first + 1 < MOST_NAME_LINES and _goes_on(rows[last].content, rows[last + 1].content):
        last += 1
    return range(first, last + 1)


def _goes_on(content: str, below: str) -> bool:
    """Whether one name runs over both lines."""
    return bool(_LEADS_ON.search(content)) or _only_trade(content) or _only_trade(below) or below[:1].islower()


def _only_trade(content: str) -> bool:
    words = _WORD.findall(bare(content))
    return bool(words) and all(_TRADE.fullmatch(part) for word in words for part in word.split("."))


def _names(named: range, above: Sequence[int], rows: Sequence[_Row]) -> Iterator[Span]:
    """The name, then each other line alone."""
    if named:
        yield Span(rows[named[0]].span.start, _end(rows[named[-1]]))
        yield from (Span(rows[index].span.start, _end(rows[index])) for index in above if index not in named)


def _end(row: _Row) -> int:
    return row.span.start + len(bare(row.content))


# The address


def _address(rows: Sequence[_Row], kinds: Sequence[Kind], begin: int) -> tuple[Span, ...]:
    """The lines from the first place to the town, and behind the town what is still of it."""
    end, town = begin, None
    while end < min(len(kinds), begin + MOST_ADDRESS_LINES) and kinds[end] in ("place", "name"):
        if end > begin and rows[end].apart:
            break
        if town is not None and not _behind_town(rows, kinds, town, end):
            break
        town = end if is_town(rows[end].content) else town
        end += 1
    return tuple(row.span for row in rows[begin:end])


def _behind_town(rows: Sequence[_Row], kinds: Sequence[Kind], town: int, at: int) -> bool:
    """Whether the line is of the address, as a comma or what follows shows: a way to reach the shop stands below its address."""
    above, content = rows[at - 1].content, rows[at].content
    if _JOINS.search(above) or is_town(content):
        return True
    if _COMPLETE.search(above) or _DIGIT.search(content):
        return False
    return "aside" in kinds[at + 1 : town + BEHIND_TOWN + 2]
