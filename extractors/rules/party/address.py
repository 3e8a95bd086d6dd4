"""The addresses in a block of lines: who, which street, which town, read upwards from the line with the postcode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.party.block import TOGETHER, Block, Row
from extractors.rules.party.line_kind import (
    is_aside,
    is_bare_form,
    is_company,
    is_contact,
    is_desk,
    is_firm,
    is_person,
    is_salutation,
    street_rank,
)
from extractors.rules.party.name_line import is_plain, name_of, names_in
from extractors.rules.party.piece import Piece, pieces_of
from extractors.rules.party.town import Town, holds_code, town_over

# Name, addition, person, department, building, street; contacts may stand between them.
MOST_ABOVE = 8
# Further up than this above the town no street stands: a house or a district may come between.
STREET_ABOVE = 4
# A name and a street.
LEAST_LINES = 2
# Contacts and register numbers follow an address in so many lines.
MOST_BELOW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address with the spans of its parts; `countries` are places where its country may be named, the likeliest first.

    `first` is its topmost row (none for a name by itself), `inline` says that name and town share one line, `contacts` that ways to reach
    somebody or register numbers stand with it; `plain` that no second line may be the name or the street.
    """

    page: int
    first: Row | None = None
    name: Span | None = None
    street: Span | None = None
    postcode: Span | None = None
    city: Span | None = None
    prefix: Span | None = None
    countries: tuple[Span, ...] = ()
    lines: tuple[Span, ...] = ()
    inline: bool = False
    contacts: bool = False
    plain: bool = True


def addresses_in(block: Block, text: str) -> Iterator[Address]:
    """The addresses of the block, top to bottom."""
    if not any(holds_code(text, row.span) or (row.beside and holds_code(text, row.beside.span)) for row in block.rows):
        return
    pieces = [piece for row in block.rows for piece in pieces_of(row, text)]
    start = 0
    for index in range(len(pieces)):
        town, lines = _town(pieces, index, start, text)
        if town and (address := _address(block, pieces, (start, index - lines + 1, index), town, text)):
            yield address
            start = index + 1


def _town(pieces: Sequence[Piece], index: int, start: int, text: str) -> tuple[Town | None, int]:
    """The town that ends at the piece, and how many pieces it takes."""
    piece = pieces[index]
    following = pieces[index + 1].town if index + 1 < len(pieces) else None
    if piece.town:
        # `1500 Oak Grove` above `Springfield, IL 62712` is a house in a street.
        return (None, 0) if following and following.american and not piece.town.american else (piece.town, 1)
    return (town_over(text, pieces[index - 1].span, piece.span), 2) if index > start else (None, 0)


def _address(block: Block, pieces: Sequence[Piece], place: tuple[int, int, int], town: Town, text: str) -> Address | None:
    start, begin, end = place
    above, skipped = _above(pieces[start:begin], pieces[begin])
    known = _street(above)
    street = _unlike_a_street(above) if known is None else known
    names = names_in(above[:street] if street is not None else above)
    name = name_of(names, text)
    headed = any(piece.row.role for piece in above)
    if street is None and (name is None or not (headed or is_company(text[name.start : name.end]))):
        return None
    below = _below(pieces[end + 1 : end + 1 + MOST_BELOW], pieces[end])
    first = names[0].row if names else above[street or 0].row
    return Address(
        page=block.page,
        first=first,
        name=name,
        street=above[street].span if street is not None else None,
        postcode=town.postcode,
        city=town.city,
        prefix=town.prefix,
        countries=tuple(_countries(town, below[:1], text)),
        lines=(*(piece.span for piece in above[street:]), *(piece.span for piece in pieces[begin : end + 1]))
        if street is not None
        else (pieces[end].span,),
        inline=first is pieces[end].row,
        contacts=any(is_contact(piece.content) for piece in (*skipped, *below)),
        plain=street == known and is_plain(names, above, street) and not any(is_salutation(piece.content) for piece in skipped),
    )


def _above(pieces: Sequence[Piece], town: Piece) -> tuple[list[Piece], list[Piece]]:
    """The lines that belong to the address above its town, top to bottom, and the contacts among them."""
    kept: list[Piece] = []
    skipped: list[Piece] = []
    below = town.row
    for piece in reversed(pieces[-MOST_ABOVE:]):
        content = piece.content
        apart = piece.row is not below and (piece.row.gap(below) > TOGETHER or is_contact(content))
        if not content or (apart and _is_whole(kept)):
            break
        if is_contact(content) or is_salutation(content) or (":" in content and is_desk(content)):
            skipped.append(piece)
        elif is_aside(content) or ":" in content:
            break
        else:
            kept.insert(0, piece)
        below = piece.row
        if piece.row.role and piece.span.start == piece.row.span.start:
            break
    return kept, skipped


def _is_whole(kept: Sequence[Piece]) -> bool:
    """Whether street and name are there."""
    street = _street(kept)
    return street is not None and not all(is_bare_form(piece.content) for piece in names_in(kept[:street]))


def _below(pieces: Sequence[Piece], town: Piece) -> list[Piece]:
    """The lines right under the town that are no other address."""
    found: list[Piece] = []
    above = town.row
    for piece in pieces:
        if piece.town or piece.row.role or above.gap(piece.row) > TOGETHER:
            break
        found.append(piece)
        above = piece.row
    return found


def _countries(town: Town, below: Sequence[Piece], text: str) -> Iterator[Span]:
    for span in (town.after, *(piece.span for piece in below)):
        if span:
            yield span
            comma = text.rfind(",", span.start, span.end)
            if comma >= 0:
                tail = text[comma + 1 : span.end]
                yield Span(span.end - len(tail.lstrip()), span.end)
    if town.prefix:
        yield town.prefix


def _street(above: Sequence[Piece]) -> int | None:
    """The place of the street's line: of those near the town the one that reads most like a street, the lowest of equals."""
    near = range(max(0, len(above) - STREET_ABOVE), len(above))
    ranked = [(street_rank(above[index].content), index) for index in near]
    rank, index = max(ranked, default=(0, 0))
    return index if rank else None


def _unlike_a_street(above: Sequence[Piece]) -> int | None:
    """The place of the line above the town, when a name stands above it: a street may be called `Am Hang` and have no number."""
    if len(above) < LEAST_LINES:
        return None
    content = above[-1].content
    return None if is_firm(content) or is_desk(content) or is_person(content) or not names_in(above[:-1]) else len(above) - 1
