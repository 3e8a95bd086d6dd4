"""The rung `party` with `sender.*` and `recipient.*`: a part of the address block of who wrote a document, or of whom it is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assay.finding import Signal
from assay.span import Span
from extractors.rules.contract.contracting import read_contracting
from extractors.rules.hit import Claimant, Hit
from extractors.rules.party.address import Address
from extractors.rules.party.parties import is_addressed, recipients, senders
from extractors.rules.party.postcode import PREFIXES
from extractors.rules.party.role import GUESSED, LIKELY, Owned
from extractors.rules.party.slip import read_slip
from extractors.rules.reading import Reading

_VAT_ID = re.compile(r"\b(AT|BE|CH|CZ|DE|DK|ES|FI|FR|GB|HU|IE|IT|LU|NL|PL|PT|RO|SE)[A-Z]?\d{8,12}(?:B\d{2})?\b")


def read_party(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """The wanted part of each address that may be the party's, the surest first."""
    role, _, part = (claimant.rung.expression or "").partition(".")
    if role == "contracting":
        yield from read_contracting(claimant, reading)
        return
    if role == "sender" and not reading.once(is_addressed) and (hits := list(read_slip(claimant, reading, part))):
        yield from hits
        return
    owners = reading.once(senders if role == "sender" else recipients)
    for owned in owners:
        yield from _hits(claimant, reading, owned, part)


def _hits(claimant: Claimant, reading: Reading, owned: Owned, part: str) -> Iterator[Hit]:
    if part == "country":
        yield from _country(claimant, reading, owned)
        return
    span = _part(owned.address, part, reading.document.text)
    if span:
        strength = owned.strength if owned.address.plain or part not in ("name", "street") else min(owned.strength, LIKELY)
        yield from _hit(claimant, reading, span, strength, owned.says)


def _part(address: Address, part: str, text: str) -> Span | None:
    match part:
        case "name":
            return address.name
        case "street":
            return address.street
        case "postcode":
            return address.postcode
        case "city":
            return address.city
        case _:
            return _whole(address.lines, text)


def _whole(lines: Sequence[Span], text: str) -> Span | None:
    """All lines as one passage, when nothing of another column stands between them in the text."""
    gaps = (text[above.end : below.start] for above, below in pairwise(lines))
    return Span(lines[0].start, lines[-1].end) if lines and not any(any(map(str.isalnum, gap)) for gap in gaps) else None


def _country(claimant: Claimant, reading: Reading, owned: Owned) -> Iterator[Hit]:
    """The first place of the address that names a country."""
    for span in owned.address.countries:
        content = reading.document.text[span.start : span.end]
        prefix = span == owned.address.prefix
        parsed = claimant.type.parse(PREFIXES.get(content, content) if prefix else content, reading.locale)
        if parsed.value is not None:
            yield _signalled(Hit(span=span, value=parsed.value, findings=parsed.findings), owned.strength, owned.says)
            return
    for span in reading.once(_registered):
        yield from _hit(claimant, reading, span, GUESSED, "The address names no country; all VAT numbers on the page are of this one.")


def _registered(reading: Reading) -> list[Span]:
    """The country letters of the first VAT number, when all others have the same."""
    found = list(_VAT_ID.finditer(reading.document.text))
    return [Span(*found[0].span(1))] if len({match[1] for match in found}) == 1 else []


def _hit(claimant: Claimant, reading: Reading, span: Span, strength: float, says: str) -> Iterator[Hit]:
    parsed = claimant.type.parse(reading.document.text[span.start : span.end], reading.locale)
    if parsed.value is not None:
        yield _signalled(Hit(span=span, value=parsed.value, findings=parsed.findings), strength, says)


def _signalled(hit: Hit, strength: float, says: str) -> Hit:
    return Hit(span=hit.span, value=hit.value, findings=hit.findings, signals=(Signal(name="in_block", strength=strength, says=says),))
