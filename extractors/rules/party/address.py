"""The addresses in a block of lines: who, which street, which town, read upwards from the line with the postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.party.block import Block, Row
from extractors.rules.party.line_kind import heading_of, is_aside, is_company, is_person, is_street, may_be_name
from extractors.rules.party.town import Town, town_in

# Name, addition, person, department, building, street.
MOST_ABOVE = 6
# Further up than this above the town no street stands: a house or a district may come between.
STREET_ABOVE = 3

_PARTED = re.compile(r"\s*[·•|⋅∙●*,;]\s*|\s+[–—-]\s+|\s{3,}")
_LABELLED = re.compile(r"\s*(?:Name|Firma|Company|Anschrift|Adresse|Address|Straße|Street|Rue|Via|Ort|City|Ville|Nom|Nombre|Nome|Nazwa|Adres|Naam|Dirección|Indirizzo)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address with the spans of its parts; `countries` are places where its country may be named.

    `block` is where it stands, `first` its topmost row, `inline` says that name and town share one line.
    """

    block: Block
    first: Row
    town: Town
    street: Span | None
    name: Span | None
    countries: tuple[Span, ...]
    lines: tuple[Span, ...]
    inline: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of an address, or what a one-line address has between two separators."""

    span: Span
    row: Row


def addresses_in(block: Block, text: str) -> Iterator[Address]:
    """The addresses of the block, top to bottom."""
    pieces = [piece for row in block.rows for piece in _pieces(row, text)]
    start = 0
    for index, piece in enumerate(pieces):
        town = town_in(text, piece.span)
        above = _above(pieces[start:index], text) if town else []
        if town and (address := _address(block, above, piece, town, pieces[index + 1 : index + 2], text)):
            yield address
            start = index + 1


def _pieces(row: Row, text: str) -> list[_Piece]:
    """The row without a label or heading before it; a one-line address in its pieces."""
    span = _unlabelled(row.span, text)
    if town_in(text, span) is None:
        parts = list(_parts(span, text))
        if any(town_in(text, part) for part in parts):
            return [_Piece(part, row) for part in parts]
    return [_Piece(span, row)] if span.start < span.end else []


def _unlabelled(span: Span, text: str) -> Span:
    content = text[span.start : span.end]
    heading = heading_of(content)
    label = _LABELLED.match(content)
    skipped = heading[1] if heading and heading[1] < len(content) else label.end() if label else 0
    return Span(span.start + skipped + len(content[skipped:]) - len(content[skipped:].lstrip()), span.end)


def _parts(span: Span, text: str) -> Iterator[Span]:
    start = span.start
    for separator in _PARTED.finditer(text, span.start, span.end):
        if start < separator.start():
            yield Span(start, separator.start())
        start = separator.end()
    if start < span.end:
        yield Span(start, span.end)


def _above(pieces: Sequence[_Piece], text: str) -> list[_Piece]:
    """The lines that belong to the address above its town, top to bottom."""
    kept: list[_Piece] = []
    for piece in reversed(pieces[-MOST_ABOVE:]):
        content = text[piece.span.start : piece.span.end]
        if heading_of(content) or is_aside(content) or ":" in content:
            break
        kept.insert(0, piece)
    return kept


def _address(block: Block, above: list[_Piece], at: _Piece, town: Town, after: Sequence[_Piece], text: str) -> Address | None:
    street = _street(above, text)
    name = _name(above[:street] if street is not None else above, text)
    if street is None and (name is None or not is_company(text[name.span.start : name.span.end])):
        return None
    countries = [one for one in (town.after, *(piece.span for piece in after), town.prefix) if one]
    first = name or above[street or 0]
    lines = [piece.span for piece in above[street:]] if street is not None else []
    return Address(
        block=block,
        first=first.row,
        town=town,
        street=above[street].span if street is not None else None,
        name=name.span if name else None,
        countries=tuple(countries),
        lines=(*lines, at.span),
        inline=first.row is at.row,
    )


def _street(above: Sequence[_Piece], text: str) -> int | None:
    """The place of the street's line: the nearest above the town that reads like one, and has a house number if any has."""
    near = range(len(above) - 1, max(-1, len(above) - 1 - STREET_ABOVE), -1)
    streets = [index for index in near if is_street(text[above[index].span.start : above[index].span.end])]
    return streets[0] if streets else None


def _name(above: Sequence[_Piece], text: str) -> _Piece | None:
    """The line with a legal form, else the first that may be a name."""
    names = [piece for piece in above if may_be_name(text[piece.span.start : piece.span.end])]
    companies = [piece for piece in names if is_company(text[piece.span.start : piece.span.end])]
    people = [piece for piece in names if not is_person(text[piece.span.start : piece.span.end])]
    return next(iter((*companies, *people, *names)), None)
