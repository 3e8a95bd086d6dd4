"""The headers of a mail, as they stand above its text; those that no mail program shows, as its metadata has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.document import Document, Part
from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf
from extractors.rules.structured.metadata import read_metadata
from ingest.mail.headers import UNSHOWN

_UNSHOWN = frozenset(name.lower() for name in UNSHOWN)
_MAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]*):[ \t]*(?P<value>[^\n]*)\n?")
_PERSON = re.compile(
    r"""(?P<name>[^<>,;"]*(?:"[^"]*")?[^<>,;"]*)<\s*(?P<address>[^<>\s]+@[^<>\s]+)\s*>|(?P<alone>[^\s<>,;"]+@[^\s<>,;"]+)"""
)
_AROUND_A_NAME = " \t\"'"


def read_header(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """`subject`, `date`, or a part of a person: `from.name`, `to.address`. The first mail of the document comes first."""
    wanted, _, piece = (claimant.rung.expression or "").strip().lower().partition(".")
    if wanted in _UNSHOWN:
        yield from read_metadata(claimant, reading)
    for part in reading.document.parts:
        if part.media_type in _MAILS:
            yield from _of_mail(claimant, reading, part, wanted, piece)


def _of_mail(claimant: Claimant, reading: Reading, part: Part, wanted: str, piece: str) -> Iterator[Hit]:
    text = reading.document.text
    for name, span in _headers(reading.document, part):
        if name == wanted:
            for one in _people(text, span, piece) if piece else (span,):
                hit = read_leaf(claimant, one, text[one.start : one.end], reading.locale)
                if hit is not None:
                    yield hit


def _headers(document: Document, part: Part) -> Iterator[tuple[str, Span]]:
    """Names in lower case and values, to the first line that is no header."""
    at = part.span.start
    while (found := _HEADER.match(document.text, at, part.span.end)) is not None:
        yield found["name"].lower(), Span(*found.span("value"))
        at = found.end()


def _people(text: str, span: Span, piece: str) -> Iterator[Span]:
    for person in _PERSON.finditer(text, span.start, span.end):
        group = "alone" if piece == "address" and person["alone"] else piece
        if group in person.groupdict() and person[group] and (inner := _stripped(text, person.span(group))):
            yield inner


def _stripped(text: str, bounds: tuple[int, int]) -> Span | None:
    start, end = bounds
    while start < end and text[start] in _AROUND_A_NAME:
        start += 1
    while start < end and text[end - 1] in _AROUND_A_NAME:
        end -= 1
    return Span(start, end) if start < end else None
