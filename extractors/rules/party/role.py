"""Whose address is whose: by the heading over it, else by what stands with it on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.party.address import Address
from extractors.rules.party.block import Block, Row
from extractors.rules.party.heading import Role
from extractors.rules.party.owner import Named, domains_in, is_in_domains, named_under_heading
from extractors.rules.vocabulary import label_key

# A heading stands at most so far above its address, in line heights: a number and a contact may come between.
HEADING_ABOVE = 8.0
# and its address is set in by at most so much.
INDENTED = 3.0

# What a letter's sender shows of itself; each by how much it tells.
ONE_LINE, OWN_DOMAIN, CONTACTS, REPEATED = 2.0, 2.0, 1.5, 1.0

HEADED, LIKELY, GUESSED = 1.0, 0.6, 0.3


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


def headings_in(blocks: Sequence[Block]) -> list[Heading]:
    """The headings of the pages, top to bottom."""
    return [Heading(row.role, block.page, row) for block in blocks for row in block.rows if row.role and not len(row.span)]


def owned_by(role: Role, addresses: Sequence[Address], blocks: Sequence[Block], text: str) -> list[Owned]:
    """The addresses that may be the role's, the surest first; behind them names that its headings give without an address."""
    headings = headings_in(blocks)
    roles = [_headed(address, headings, addresses) for address in addresses]
    headed = [address for address, own in zip(addresses, roles, strict=True) if own == role]
    if any(address.name for address in headed):
        return [Owned(address, HEADED, "In the block under its heading.") for address in headed]
    named = [_named(name, "Under its heading.") for name in named_under_heading(role, blocks, text)]
    if headed:
        return [*(Owned(address, HEADED, "In the block under its heading.") for address in headed), *named]
    free = [address for address, own in zip(addresses, roles, strict=True) if own is None]
    others_known = any(own not in (None, role, "delivery") for own in roles)
    return [*_by_place(role, free, text, others_known), *named]


def _named(name: Named, says: str) -> Owned:
    return Owned(Address(page=name.page, first=name.row, name=name.span), LIKELY if name.sure else GUESSED, says)


def _headed(address: Address, headings: Sequence[Heading], addresses: Sequence[Address]) -> Role | None:
    if address.first and address.first.role:
        return address.first.role
    nearest = max(_over(address, headings, addresses), key=lambda one: (one.row.left, one.row.top), default=None)
    return nearest.role if nearest else None


def _over(address: Address, headings: Sequence[Heading], addresses: Sequence[Address]) -> list[Heading]:
    """The headings above the address; one to the left of it only when it has no address of its own column below it."""
    near = [one for one in headings if _covers(one, address) and not any(_parts(one, other, address) for other in addresses)]
    aligned = [one for one in near if _aligned(one, address)]
    return aligned or [one for one in near if not any(_covers(one, other) and _aligned(one, other) for other in addresses)]


def _covers(heading: Heading, address: Address) -> bool:
    row, above = address.first, heading.row
    return (
        row is not None
        and heading.page == address.page
        and 0 <= row.top - above.top <= HEADING_ABOVE * row.height
        and above.left <= row.left + row.height
    )


def _parts(heading: Heading, other: Address, address: Address) -> bool:
    """Whether the other address stands between the two: a heading is for the first address below it."""
    return (
        other.first is not None
        and address.first is not None
        and other.first.top < address.first.top
        and _covers(heading, other)
        and _aligned(heading, other)
    )


def _aligned(heading: Heading, address: Address) -> bool:
    row = address.first
    return row is not None and abs(heading.row.left - row.left) <= INDENTED * row.height


def _by_place(role: Role, free: Sequence[Address], text: str, others_known: bool) -> list[Owned]:
    domains = domains_in(text)
    scored = sorted(((_sender_marks(address, text, domains), address) for address in free), key=lambda one: -one[0])
    if role == "sender":
        return [_placed(address, marks >= CONTACTS, "It stands as a sender's address does.") for marks, address in scored[:1]]
    sender = scored[0][1] if scored and not others_known and _shows_itself(scored) else None
    rest = [(marks, one) for marks, one in scored if one is not sender and not (sender and _same(one, sender, text)) and not one.inline]
    rest.sort(key=lambda one: (one[1].page, one[0]))
    return [_placed(address, len(rest) == 1, "It stands as the address of a letter does.") for _, address in rest[:1]]


def _shows_itself(scored: Sequence[tuple[float, Address]]) -> bool:
    """Whether the first is the sender's: with several one is; a lone address without a mark may be either party's."""
    return len(scored) > 1 or scored[0][0] > 0


def _placed(address: Address, likely: bool, says: str) -> Owned:
    return Owned(address, LIKELY if likely else GUESSED, says)


def _sender_marks(address: Address, text: str, domains: str) -> float:
    name = text[address.name.start : address.name.end] if address.name else ""
    marks = ONE_LINE if address.inline else 0.0
    marks += OWN_DOMAIN if is_in_domains(name, domains) else 0.0
    marks += CONTACTS if address.contacts else 0.0
    marks += REPEATED if len(name) > 3 and text.count(name) > 1 else 0.0
    return marks


def _same(one: Address, other: Address, text: str) -> bool:
    return _key(one, text) == _key(other, text)


def _key(address: Address, text: str) -> str:
    return " ".join(_keys(address, text))


def _keys(address: Address, text: str) -> Iterator[str]:
    spans: tuple[Span | None, ...] = (address.street or address.city, address.postcode)
    return (label_key(text[span.start : span.end]) for span in spans if span)
