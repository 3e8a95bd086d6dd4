"""The pieces of an address that one line holds: most lines are one, a one-line address is `Name · Street 1 · 12345 City`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assay.span import Span
from extractors.rules.party.block import Row
from extractors.rules.party.line_kind import is_company, is_street
from extractors.rules.party.town import Town, may_hold_town, town_in

# Longer lines are running text; a footer may say much besides an address.
LONGEST_LINE = 400
# Between a postcode and its town, in line heights; more parts two columns.
WIDEST_GAP = 1.5

# A comma also stands within a street (`Via Roma, 22`) and within a town's line; these do not.
_STRONG = re.compile(r"\s*[·•|⋅∙●*;]\s*|\s[–—-]\s|\s{3,}")
_ANY = re.compile(r"\s*[·•|⋅∙●*,;]\s*|\s[–—-]\s|\s{3,}")
_NUMBER = re.compile(r"\d{1,5} ?[a-zA-Z]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of an address, or what a one-line address has between two separators; `town` when it names one."""

    span: Span
    content: str
    row: Row
    town: Town | None = None


def pieces_of(row: Row, text: str) -> list[Piece]:
    """What the row says: one piece, or those of a one-line address; an empty one for a heading."""
    span = row.span
    if row.role and not len(span):
        return [_piece(span, text, row)]
    if parted := _parted_town(row, text):
        return [parted]
    if not span.start < span.end <= span.start + LONGEST_LINE or _is_label(row, text):
        return []
    if not may_hold_town(text[span.start : span.end]):
        return [_piece(span, text, row)]
    if town := town_in(text, span):
        return [_piece(span, text, row, town)]
    return _of_one_line(row, span, text) or [_piece(span, text, row)]


def _piece(span: Span, text: str, row: Row, town: Town | None = None) -> Piece:
    return Piece(span, text[span.start : span.end], row, town)


def _is_label(row: Row, text: str) -> bool:
    """Whether the cell beside it begins with the colon of a label."""
    return row.beside is not None and text.startswith(":", row.beside.span.start)


def _parted_town(row: Row, text: str) -> Piece | None:
    """A town's line with so wide a gap before or behind the postcode that it makes two cells."""
    beside = row.beside
    if beside is None or beside.left - row.right > WIDEST_GAP * row.height or not len(row.span) or not row.span.end <= beside.span.start:
        return None
    span = Span(row.span.start, beside.span.end)
    town = town_in(text, span) if text[row.span.end : beside.span.start].isspace() else None
    alone = town_in(text, row.span) if town else None
    return _piece(span, text, row, town) if town and (alone is None or len(alone.postcode) < len(town.postcode)) else None


def _of_one_line(row: Row, span: Span, text: str) -> list[Piece]:
    """Name, street and town; none when no part of the line is a town."""
    if ended := _ended_by_town(row, span, text):
        return ended
    parts = list(_parts(_STRONG, span, text))
    if len(parts) == 1:
        return []
    found = [_part(row, part, text) for part in parts]
    return list(chain(*found)) if any(piece.town for pieces in found for piece in pieces) else []


def _part(row: Row, part: Span, text: str) -> list[Piece]:
    town = town_in(text, part)
    return [_piece(part, text, row, town)] if town else _ended_by_town(row, part, text) or [_piece(part, text, row)]


def _ended_by_town(row: Row, span: Span, text: str) -> list[Piece]:
    """The longest end of the span that is a town, and what stands before it."""
    for separator in _ANY.finditer(text, span.start, span.end):
        end = Span(separator.end(), span.end)
        if town := town_in(text, end):
            return [
                *(_piece(part, text, row) for part in _before_town(Span(span.start, separator.start()), text)),
                _piece(end, text, row, town),
            ]
    return []


def _before_town(span: Span, text: str) -> Sequence[Span]:
    """Name and street: the street goes from its first part to the end, whatever commas it has."""
    parts = list(_parts(_STRONG, span, text))
    if len(parts) > 1:
        return parts
    parts = list(_parts(_ANY, span, text))
    begin = next((index for index, part in enumerate(parts) if _opens_street(text[part.start : part.end])), len(parts))
    return [Span(some[0].start, some[-1].end) for some in (parts[:begin], parts[begin:]) if some]


def _opens_street(content: str) -> bool:
    return bool(_NUMBER.fullmatch(content)) or (is_street(content) and not is_company(content))


def _parts(separators: re.Pattern[str], span: Span, text: str) -> Iterator[Span]:
    start = span.start
    for separator in separators.finditer(text, span.start, span.end):
        if start < separator.start():
            yield Span(start, separator.start())
        start = separator.end()
    if start < span.end:
        yield Span(start, span.end)
