"""The rung `party` with `sender.*` and `recipient.*`: a part of the address block of who wrote a document, or of whom it is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assay.finding import Signal
from assay.span import Span
from extractors.rules.contract.contracting import read_contracting
from extractors.rules.hit import Claimant, Hit
from extractors.rules.party.address import Address, addresses_in
from extractors.rules.party.block import blocks_of
from extractors.rules.party.letterhead import Letterhead, is_single_column, letterhead
from extractors.rules.party.line_kind import Role
from extractors.rules.party.role import GUESSED, HEADED, LIKELY, Owned, headings_in, owned_by
from extractors.rules.party.town import PREFIXES
from extractors.rules.reading import Reading, pages_of

# Parties introduce themselves on the first pages.
PAGES_READ = 2

_VAT_ID = re.compile(r"\b(AT|BE|CH|CZ|DE|DK|ES|FI|FR|GB|HU|IE|IT|LU|NL|PL|PT|RO|SE)[A-Z]?\d{8,12}(?:B\d{2})?\b")


def read_party(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """The wanted part of each address that may be the party's, the surest first."""
    role, _, part = (claimant.rung.expression or "").partition(".")
    if role == "contracting":
        yield from read_contracting(claimant, reading)
        return
    owners = reading.once(_senders if role == "sender" else _recipients)
    if role == "sender" and part in ("name", "address") and _head_first(owners, reading):
        yield from _of_letterhead(claimant, reading, part)
    for owned in owners:
        yield from _hits(claimant, reading, owned, part)


def _head_first(senders: Sequence[Owned], reading: Reading) -> bool:
    """Whether the page's head is the surer place: no block says who sends it, and the page begins as a receipt does."""
    known = any(owned.strength == HEADED or owned.address.inline for owned in senders)
    pages = reading.once(pages_of)
    return not known and bool(pages) and is_single_column(pages[0])


def _senders(reading: Reading) -> Sequence[Owned]:
    return _owned(reading, "sender")


def _recipients(reading: Reading) -> Sequence[Owned]:
    return _owned(reading, "recipient")


def _owned(reading: Reading, role: Role) -> Sequence[Owned]:
    text, blocks = reading.document.text, blocks_of(reading.once(pages_of)[:PAGES_READ])
    addresses = [address for block in blocks for address in addresses_in(block, text)]
    return owned_by(role, addresses, headings_in(blocks, text), text)


def _hits(claimant: Claimant, reading: Reading, owned: Owned, part: str) -> Iterator[Hit]:
    if part == "country":
        yield from _country(claimant, reading, owned)
        return
    span = _part(owned.address, part, reading.document.text)
    if span:
        yield from _hit(claimant, reading, span, owned.strength, owned.says)


def _part(address: Address, part: str, text: str) -> Span | None:
    match part:
        case "name":
            return address.name
        case "street":
            return address.street
        case "postcode":
            return address.town.postcode
        case "city":
            return address.town.city
        case _:
            return _whole(address.lines, text)


def _whole(lines: Sequence[Span], text: str) -> Span | None:
    """All lines as one passage, when nothing of another column stands between them in the text."""
    gaps = (text[above.end : below.start] for above, below in zip(lines, lines[1:], strict=False))
    return Span(lines[0].start, lines[-1].end) if not any(any(map(str.isalnum, gap)) for gap in gaps) else None


def _country(claimant: Claimant, reading: Reading, owned: Owned) -> Iterator[Hit]:
    """The first place of the address that names a country."""
    for span in owned.address.countries:
        content = reading.document.text[span.start : span.end]
        prefix = span == owned.address.town.prefix
        parsed = claimant.type.parse(PREFIXES.get(content, content) if prefix else content, reading.locale)
        if parsed.value is not None:
            yield _signalled(Hit(span=span, value=parsed.value, findings=parsed.findings), owned.strength, owned.says)
            return
    for span in _registered_in(reading.document.text):
        yield from _hit(claimant, reading, span, GUESSED, "The address names no country; all VAT numbers on the page are of this one.")


def _registered_in(text: str) -> list[Span]:
    """The country letters of the first VAT number, when all others have the same."""
    found = list(_VAT_ID.finditer(text))
    return [Span(*found[0].span(1))] if len({match[1] for match in found}) == 1 else []


def _of_letterhead(claimant: Claimant, reading: Reading, part: str) -> Iterator[Hit]:
    head = reading.once(_letterhead)
    span = (head.name if part == "name" else _whole(head.address, reading.document.text)) if head else None
    if span:
        yield from _hit(claimant, reading, span, LIKELY if head and head.sure else GUESSED, "At the head of the first page.")


def _letterhead(reading: Reading) -> Letterhead | None:
    pages = reading.once(pages_of)
    return letterhead(pages[0], reading.document.text) if pages else None


def _hit(claimant: Claimant, reading: Reading, span: Span, strength: float, says: str) -> Iterator[Hit]:
    parsed = claimant.type.parse(reading.document.text[span.start : span.end], reading.locale)
    if parsed.value is not None:
        yield _signalled(Hit(span=span, value=parsed.value, findings=parsed.findings), strength, says)


def _signalled(hit: Hit, strength: float, says: str) -> Hit:
    return Hit(span=hit.span, value=hit.value, findings=hit.findings, signals=(Signal(name="in_block", strength=strength, says=says),))
