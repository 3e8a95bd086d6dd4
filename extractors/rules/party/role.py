"""Whose address is whose: by the heading over it, else by what stands with it on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.party.address import Address
from extractors.rules.party.block import Block, Row
from extractors.rules.party.line_kind import Role, heading_of, is_contact
from extractors.rules.vocabulary import label_key

# A heading stands at most so far above its address, in line heights: a number and a contact may come between.
HEADING_ABOVE = 8.0
# and its address is set in by at most so much.
INDENTED = 3.0

# What a letter's sender shows of itself; each by how much it tells.
ONE_LINE, OWN_DOMAIN, CONTACTS, REPEATED = 2.0, 2.0, 1.5, 1.0

_DOMAIN = re.compile(r"(?:@|www\.|https?://)([\w.-]{3,80})")
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that announces an address and says nothing else."""

    role: Role
    page: int
    row: Row


@dataclass(frozen=True, slots=True)
class Owned:
    """An address with its role, how sure that is in [0, 1], and why."""

    address: Address
    strength: float
    says: str


HEADED, LIKELY, GUESSED = 1.0, 0.6, 0.3


def headings_in(blocks: Sequence[Block], text: str) -> list[Heading]:
    """The headings of the pages, top to bottom."""
    return [Heading(role, block.page, row) for block in blocks for row in block.rows if (role := _announces(row.span, text))]


def _announces(span: Span, text: str) -> Role | None:
    content = text[span.start : span.end]
    heading = heading_of(content) or heading_of(content.partition("/")[0])
    return heading[0] if heading and (not content[heading[1] :].strip() or content[heading[1] :].startswith("/")) else None


def owned_by(role: Role, addresses: Sequence[Address], headings: Sequence[Heading], text: str) -> list[Owned]:
    """The addresses that may be the role's, the surest first."""
    roles = [_headed(address, _over(address, headings, addresses), text) for address in addresses]
    headed = [address for address, own in zip(addresses, roles, strict=True) if own == role]
    if headed:
        return [Owned(address, HEADED, "In the block under its heading.") for address in headed]
    free = [address for address, own in zip(addresses, roles, strict=True) if own is None]
    others_known = any(own not in (None, role, "delivery") for own in roles)
    return _by_place(role, free, text, others_known)


def _headed(address: Address, headings: Sequence[Heading], text: str) -> Role | None:
    own = heading_of(text[address.first.span.start : address.first.span.end])
    if own and not address.inline:
        return own[0]
    nearest = max(headings, key=lambda one: (one.row.left, one.row.top), default=None)
    return nearest.role if nearest else (own[0] if own else None)


def _over(address: Address, headings: Sequence[Heading], addresses: Sequence[Address]) -> list[Heading]:
    """The headings above the address; one to the left of it only when it has no address of its own column below it."""
    near = [one for one in headings if _covers(one, address)]
    aligned = [one for one in near if _aligned(one, address)]
    return aligned or [one for one in near if not any(_covers(one, other) and _aligned(one, other) for other in addresses)]


def _covers(heading: Heading, address: Address) -> bool:
    row, above = address.first, heading.row
    height = max(row.bottom - row.top, 1.0)
    return heading.page == address.block.page and 0 <= row.top - above.top <= HEADING_ABOVE * height and above.left <= row.left + height


def _aligned(heading: Heading, address: Address) -> bool:
    row = address.first
    return abs(heading.row.left - row.left) <= INDENTED * max(row.bottom - row.top, 1.0)


def _by_place(role: Role, free: Sequence[Address], text: str, others_known: bool) -> list[Owned]:
    domains = " ".join(match.lower() for match in _DOMAIN.findall(text))
    scored = [(_sender_marks(address, text, domains), address) for address in free]
    scored.sort(key=lambda one: -one[0])
    if role == "sender":
        return [_placed(address, marks >= CONTACTS, "It stands as a sender's address does.") for marks, address in scored[:1]]
    sender = scored[0][1] if scored and not others_known else None
    rest = [(marks, one) for marks, one in scored if one is not sender and not (sender and _same(one, sender, text)) and not one.inline]
    rest.sort(key=lambda one: (one[1].block.page, one[0]))
    return [_placed(address, len(rest) == 1, "It stands as the address of a letter does.") for _, address in rest[:1]]


def _placed(address: Address, likely: bool, says: str) -> Owned:
    return Owned(address, LIKELY if likely else GUESSED, says)


def _sender_marks(address: Address, text: str, domains: str) -> float:
    name = text[address.name.start : address.name.end] if address.name else ""
    marks = ONE_LINE if address.inline else 0.0
    marks += OWN_DOMAIN if _in_domains(name, domains) else 0.0
    marks += CONTACTS if any(_contacts(address, text)) else 0.0
    marks += REPEATED if len(name) > 3 and text.count(name) > 1 else 0.0
    return marks


def _in_domains(name: str, domains: str) -> bool:
    return any(label_key(word) in domains for word in _WORD.findall(name)) or (len(name) > 3 and label_key(name) in domains)


def _contacts(address: Address, text: str) -> Iterator[bool]:
    return (is_contact(text[row.span.start : row.span.end]) for row in address.block.rows)


def _same(one: Address, other: Address, text: str) -> bool:
    return _key(one, text) == _key(other, text)


def _key(address: Address, text: str) -> str:
    spans = (address.street or address.town.city, address.town.postcode)
    return " ".join(label_key(text[span.start : span.end]) for span in spans)
