"""Till receipts: whether a document is one, and the name and the address of its shop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from statistics import median

from assay.finding import Signal
from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from extractors.rules.layout import Line
from extractors.rules.party.line_kind import is_company
from extractors.rules.party.shop import Shop, shop_of
from extractors.rules.reading import Reading, pages_of

# In line heights: a till prints 24 to 48 characters a line, which take up to 28; of a letter the narrowest take 35.
WIDEST = 31.0
LEAST_LINES = 6

# A receipt that comes by mail begins below these.
_MAIL_HEADER = re.compile(r"(?:From|To|Cc|Reply-To|Sent|Date|Subject): ")

# How much the place says: with one name above an address, with several, and for a name that others come before.
ALONE, FIRST, LATER = 1.0, 0.6, 0.3

_OVER_ADDRESS = Signal(name="neighbours", strength=1.0, says="The only name over the shop's address, with a legal form.")


def is_slip(lines: Sequence[Line]) -> bool:
    """Whether the page is one narrow column."""
    if len(lines) < LEAST_LINES:
        return False
    left, right = min(line.cells[0].left for line in lines), max(line.cells[-1].right for line in lines)
    return right - left <= WIDEST * median(line.height for line in lines)


def read_slip(claimant: Claimant, reading: Reading, part: str) -> Iterator[Hit]:
    """The shop's `name` or `address`, the likeliest first; nothing when the document is no slip."""
    shop = reading.once(_shop)
    if shop and part == "name":
        yield from _names(claimant, reading, shop)
    if shop and part == "address":
        yield from _addresses(claimant, reading, shop)


def _names(claimant: Claimant, reading: Reading, shop: Shop) -> Iterator[Hit]:
    sure = (_OVER_ADDRESS,) if shop.alone and is_company(reading.document.quote(shop.names[0])) else ()
    for rank, span in enumerate(shop.names):
        yield from _hit(claimant, reading, span, LATER if rank else ALONE if shop.alone else FIRST, sure)


def _addresses(claimant: Claimant, reading: Reading, shop: Shop) -> Iterator[Hit]:
    address = _joined(shop.address, reading.document.text)
    if address:
        yield from _hit(claimant, reading, address, ALONE if shop.alone else FIRST)


def _shop(reading: Reading) -> Shop | None:
    pages, text = reading.once(pages_of), reading.document.text
    lines = tuple(dropwhile(lambda line: _MAIL_HEADER.match(text, line.cells[0].span.start), pages[0])) if pages else ()
    return shop_of(lines, text) if is_slip(lines) else None


def _joined(lines: Sequence[Span], text: str) -> Span | None:
    """The lines as one passage, when nothing else stands between them in the text."""
    gaps = (text[above.end : below.start] for above, below in pairwise(lines))
    return Span(lines[0].start, lines[-1].end) if lines and not any(gap.strip() for gap in gaps) else None


def _hit(claimant: Claimant, reading: Reading, span: Span, strength: float, more: tuple[Signal, ...] = ()) -> Iterator[Hit]:
    parsed = claimant.type.parse(reading.document.quote(span), reading.locale)
    if parsed.value is not None:
        place = Signal(name="in_block", strength=strength, says="At the head of a till receipt.")
        yield Hit(span=span, value=parsed.value, findings=parsed.findings, signals=(place, *more))
