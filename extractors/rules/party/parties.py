"""The sender and the recipient of one document, each worked out once for all fields that ask for a part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.rules.layout import Line
from extractors.rules.party.address import Address, addresses_in
from extractors.rules.party.block import Block, blocks_of
from extractors.rules.party.form import forms_in
from extractors.rules.party.owner import owner_names
from extractors.rules.party.role import GUESSED, HEADED, LIKELY, Owned, owned_by
from extractors.rules.reading import Reading, pages_of
from extractors.rules.vocabulary import label_key

# Parties introduce themselves on the first pages.
PAGES_READ = 2
# and at their edges: a page of typed text may have any number of lines, and a line any number of cells.
LINES_AT_TOP, LINES_AT_FOOT = 160, 80
CELLS_READ = 24


def senders(reading: Reading) -> Sequence[Owned]:
    """What may be the sender's, the surest first, for `Reading.once`; a name from elsewhere when no address has one."""
    owned = owned_by("sender", *reading.once(_addresses), reading.document.text)
    return owned if any(one.address.name for one in owned) else [*owned, *_by_name(reading)]


def recipients(reading: Reading) -> Sequence[Owned]:
    """What may be the recipient's, the surest first, for `Reading.once`."""
    return owned_by("recipient", *reading.once(_addresses), reading.document.text)


def is_addressed(reading: Reading) -> bool:
    """Whether it says under a heading whom it is for, as no till does; for `Reading.once`."""
    return any(owned.strength == HEADED for owned in reading.once(recipients))


def _edges(reading: Reading) -> Sequence[Sequence[Line]]:
    """The upper and the lower lines of the first pages, for `Reading.once`."""
    return [[_narrowed(line) for line in _outer(page)] for page in reading.once(pages_of)[:PAGES_READ]]


def _outer(page: Sequence[Line]) -> Sequence[Line]:
    return page if len(page) <= LINES_AT_TOP + LINES_AT_FOOT else (*page[:LINES_AT_TOP], *page[-LINES_AT_FOOT:])


def _narrowed(line: Line) -> Line:
    return line if len(line.cells) <= CELLS_READ else replace(line, cells=line.cells[:CELLS_READ])


def _addresses(reading: Reading) -> tuple[Sequence[Address], Sequence[Block]]:
    """All addresses and all blocks of the first pages."""
    text = reading.document.text
    blocks = blocks_of(reading.once(_edges), text)
    return [address for block in blocks for address in (*forms_in(block, text), *addresses_in(block, text))], blocks


def _by_name(reading: Reading) -> list[Owned]:
    text = reading.document.text
    spans = (owned.address.name for owned in reading.once(recipients))
    taken = {label_key(text[span.start : span.end]) for span in spans if span}
    names = owner_names(reading.once(_edges)[:1], text, taken)
    says = "It stands as a letterhead does, or is in the document's domain."
    return [Owned(Address(page=name.page, name=name.span), LIKELY if name.sure else GUESSED, says) for name in names]
