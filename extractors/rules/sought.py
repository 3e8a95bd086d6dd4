"""What is sought beside a label, and how it is told from what is not a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from schemas.types.base import Locale

FREE_TYPES = frozenset({"text", "name", "address"})
NUMBER_TYPES = frozenset({"money", "decimal", "percent", "integer"})

# A cell of more code points is a paragraph, not a value.
LONGEST_CELL = 200

# Between a label and its value may stand leaders, a currency, a rate and small words: nothing that changes the name.
_FILLER = re.compile(
    r"(?:[\s:.,;…·_=|*()\[\]>#€$£¥–—-]"
    r"|(?:@|(?<!\w)at\s)?\d{1,2}(?:[.,]\d{1,3})?\s*%"
    r"|(?<!\w)(?:EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|HUF|RON|INR|MYR|SGD|AUD|CAD|NZD|JPY|CNY|ZAR|RM|Rs|zł|Kč|kr)(?!\w)"
    r"|(?i:(?<!\w)(?:in|is|am|vom|von|au|du|de|le|del|il|el|van|z|dnia|on|of|date|no|nr)(?!\w)))*"
)
_LEADERS = " \t\r\n\u00a0:.…·_=|>#*–—-"
_SEPARATORS = " \t\r\n\u00a0,;|/"
_INTRODUCED = re.compile(r"\s*(?:[:=>]|[.…·_]{2})")
_RATE = re.compile(r"\s*%")
_LETTER = re.compile(r"[^\W\d_]")
# `Harbour View, 12 Pier Road`: a house number and a word.
_ADDRESS = re.compile(r",\s*(?=\d+[a-zA-Z]?\s+[^\W\d_])")
_COLON = re.compile(r"\s*:")


@dataclass(frozen=True, slots=True)
class Sought:
    """What to read beside a label, in which text, and how."""

    claimant: Claimant
    text: str
    locale: Locale

    @property
    def free(self) -> bool:
        """Whether any text is a value."""
        return self.claimant.type.name in FREE_TYPES

    @property
    def name(self) -> bool:
        """Whether a name is sought: names stand under headings, and headings stand side by side."""
        return self.claimant.type.name == "name"

    @property
    def number(self) -> bool:
        """Whether values come in rows and columns that add up."""
        return self.claimant.type.name in NUMBER_TYPES

    def readings(self, span: Span) -> Iterator[Hit]:
        """The values of the field's type and pattern in the span."""
        content = self.text[span.start : span.end]
        begin = len(content) - len(content.lstrip(_LEADERS)) if self.free else 0
        value = self._free(content[begin:]) if self.free else content
        offset = span.start + begin
        for reading in self.claimant.type.scan(value, self.locale):
            found = Span(reading.start, reading.end).shifted(offset)
            if self._fits(found):
                yield Hit(span=found, value=reading.value, findings=reading.findings)

    def _free(self, content: str) -> str:
        """Text without what only parts it from the next; a name ends where its address begins on the same line."""
        address = _ADDRESS.search(content) if self.name else None
        return content[: address.start() if address else None].rstrip(_SEPARATORS)

    def first(self, span: Span) -> Hit | None:
        """The first value, when nothing but filler stands before it."""
        hit = next(self.readings(span), None)
        return hit if hit and self.filler(Span(span.start, hit.span.start)) else None

    def whole(self, span: Span) -> Hit | None:
        """The first value, when it fills the span but for filler."""
        if len(span) > LONGEST_CELL:
            return None
        hit = self.first(span)
        return hit if hit and self.filler(Span(hit.span.end, span.end)) else None

    def in_cell(self, span: Span) -> Hit | None:
        """The value of a cell right of a label's cell. A code fills it: `12345 Berlin` is no number of an invoice."""
        return self.whole(span) if self.claimant.type.name == "code" else self.first(span)

    def under(self, span: Span) -> Hit | None:
        """The value of a cell below a label.

        Text with a colon is a label itself; a single word below a heading is as often a salutation as a name.
        """
        content = self.text[span.start : span.end]
        if self.free and (":" in content or (self.name and len(content.split()) < 2)):
            return None
        return self.whole(span)

    def introduced(self, span: Span) -> bool:
        """Whether the span opens with a colon or leaders, which say that a value follows."""
        return _INTRODUCED.match(self.text, span.start, span.end) is not None

    def words(self, span: Span) -> bool:
        """Whether there are letters in the span."""
        return _LETTER.search(self.text, span.start, span.end) is not None

    def filler(self, span: Span) -> bool:
        """Whether nothing of weight stands in the span."""
        return _FILLER.fullmatch(self.text, span.start, span.end) is not None

    def _fits(self, span: Span) -> bool:
        # Free text before a colon is a label that the schema does not know.
        if (_COLON if self.free else _RATE).match(self.text, span.end):
            return False
        pattern = self.claimant.field.pattern
        return pattern is None or pattern.fullmatch(self.text[span.start : span.end])
