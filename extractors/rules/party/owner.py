"""The name of a party that stands apart from its address: under a heading alone, in the letterhead, in a domain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assay.span import Span
from extractors.rules.layout import Line
from extractors.rules.party.block import TOGETHER, Block, Row
from extractors.rules.party.heading import Role, announced
from extractors.rules.party.line_kind import is_company, is_firm, may_be_name, street_rank
from extractors.rules.vocabulary import label_key

# A letterhead takes the page's upper lines.
HEAD_LINES = 12
# What tells a name of the sender's, each by how much; and how much is enough.
FIRM, OWN_DOMAIN, AT_HEAD, REPEATED = 2, 2, 1, 1
ENOUGH, SURE = 3, 4

_DOMAIN = re.compile(r"(?:@|www\.|https?://)([\w.-]{3,80})")
_WORD = re.compile(r"[^\W\d_]{4,40}")


@dataclass(frozen=True, slots=True)
class Named:
    """A name on a page, and whether more than one thing says that it is the party's."""

    span: Span
    row: Row | None
    page: int
    sure: bool


def domains_in(text: str) -> str:
    """All domains of the text, one behind the other."""
    return " ".join(match.lower() for match in _DOMAIN.findall(text))


def is_in_domains(name: str, domains: str) -> bool:
    """Whether a word of the name is in a domain, or all of it is."""
    return any(label_key(word) in domains for word in _WORD.findall(name)) or (len(name) > 3 and label_key(name) in domains)


def named_under_heading(role: Role, blocks: Sequence[Block], text: str) -> Iterator[Named]:
    """The names that headings of the role announce: behind it, below it, or in the cell beside it."""
    for block in blocks:
        for row, below in pairwise((*block.rows, None)):
            if row and row.role == role:
                yield from _announced(block, row, below, text)


def _announced(block: Block, row: Row, below: Row | None, text: str) -> Iterator[Named]:
    places = (
        [row.span]
        if len(row.span)
        else [row.beside.span if row.beside else None, below.span if below and row.gap(below) <= TOGETHER else None]
    )
    names = [span for span in places if span and _may_name(text[span.start : span.end])]
    for span in sorted(names, key=lambda one: not is_firm(text[one.start : one.end])):
        yield Named(span, row, block.page, len(row.span) > 0 or is_firm(text[span.start : span.end]))


def _may_name(content: str) -> bool:
    return may_be_name(content) and not street_rank(content) and not announced(content).role and content[:1].isupper()


def owner_names(pages: Sequence[Sequence[Line]], text: str, taken: Collection[str]) -> list[Named]:
    """The names that may be the sender's by themselves, the surest first; `taken` are keys of the other party's names."""
    domains = domains_in(text)
    found = [
        (_marks(text[cell.span.start : cell.span.end], number < HEAD_LINES, text, domains), number, cell.span)
        for number, cell in ((number, cell) for page in pages for number, line in enumerate(page) for cell in line.cells)
        if _may_own(text[cell.span.start : cell.span.end], taken)
    ]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [Named(span, None, 0, marks >= SURE) for marks, _, span in found if marks >= ENOUGH]


def _may_own(content: str, taken: Collection[str]) -> bool:
    return content[:1].isalpha() and _may_name(content) and label_key(content) not in taken


def _marks(content: str, at_head: bool, text: str, domains: str) -> int:
    marks = FIRM if is_company(content) else 0
    marks += OWN_DOMAIN if is_in_domains(content, domains) else 0
    marks += AT_HEAD if at_head else 0
    return marks + (REPEATED if marks and text.count(content) > 1 else 0)
