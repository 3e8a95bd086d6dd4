"""What is sought beside a label, and how it is told from what is not a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from schemas.pattern import Pattern
from schemas.types.base import Locale, Reading

FREE_TYPES = frozenset({"text", "name", "address"})
NUMBER_TYPES = frozenset({"money", "decimal", "percent", "integer"})

# A cell of more code points is a paragraph, not a value.
LONGEST_CELL = 200

# Between a label and its value may stand leaders, a currency, a rate, a last day and small words: nothing that changes the name.
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|\d{{1,2}}\.?\s{_MONTH}\s{_YEAR}|{_MONTH}\s\d{{1,2}}\s?,\s{_YEAR})(?![.,]?\d)"
# What a number is only a piece of: a date, or groups of digits that nothing but a space parts.
_LONGER = re.compile(rf"{_DAY}|(?<![\w.,])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})*[ \u00a0\u202f]0\d\d(?!\d)")
_FILLER = re.compile(
    r"(?:[\s:.,;…·_=|*()\[\]#€$£¥–—-]|[=-]>|»"
    r"|(?:(?:@|(?<!\w)at)\s?)?\d{1,2}(?:[.,]\d{1,3})?\s*%"
    r"|(?<!\w)(?:EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|HUF|RON|INR|MYR|SGD|AUD|CAD|NZD|JPY|CNY|ZAR|RM|Rs|zł|Kč|kr)(?!\w)"
    rf"|(?i:(?<!\w)(?:by|before|until|on|avant le|le|bis|bis zum|zum|am|per|voor|op|antes del|entro il|do dnia)\s){_DAY}"
    r"|(?i:(?<!\w)(?:in|is|am|vom|von|au|du|de|le|del|il|el|van|z|dnia|on|of|date|no|nr|auf|aus|sur|su|over|sobre|av|af|från)(?!\w)))*"
)
_LEADERS = " \t\r\n\u00a0:.…·_=|>#*–—-"
# What only parts a text from the next.
SEPARATORS = " \t\r\n\u00a0,;|/"
_INTRODUCED = re.compile(r"\s*(?:[:=>]|[.…·_]{2})")
_RATE = re.compile(r"\s*%")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
# `Harbour View, 12 Pier Road`: a house number and a word.
_ADDRESS = re.compile(r",\s*(?=\d+[a-zA-Z]?\s+[^\W\d_])")
# `Correction (384) No. 17`: what stands in brackets is a remark.
_BRACKETED = re.compile(r"\(\s*$")
_DIGIT_GROUPS = re.compile(r"\d{1,4}(?:[ \u00a0]\d{3})+(?![\w.,/-]*\w)")
_COLON = re.compile(r"\s*:")
# `R-2026-` at a line's end goes on below it.
_CUT = re.compile(r"[-/](?=\s|$)")


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

    @property
    def code(self) -> bool:
        """Whether a number that names something is sought."""
        return self.claimant.type.name == "code"

    def readings(self, span: Span) -> Iterator[Hit]:
        """The values of the field's type and pattern in the span."""
        content = self.text[span.start : span.end]
        begin = len(content) - len(content.lstrip(_LEADERS)) if self.free else 0
        value = self._free(content[begin:]) if self.free else content
        offset = span.start + begin
        longer = list(_longer(value)) if self.number else []
        for reading in self.claimant.type.scan(value, self.locale):
            found = Span(reading.start, reading.end).shifted(offset)
            while longer and longer[0][1] <= reading.start:
                longer.pop(0)
            if not _is_piece(reading, longer[:1]) and not self._goes_on(found):
                yield from self._fitting(Hit(span=found, value=reading.value, findings=reading.findings))

    def _free(self, content: str) -> str:
        """Text without what only parts it from the next; a name ends where its address begins on the same line."""
        address = _ADDRESS.search(content) if self.name else None
        return content[: address.start() if address else None].rstrip(SEPARATORS)

    def first(self, span: Span) -> Hit | None:
        """The first value, when nothing but filler stands before it."""
        hit = next(self.readings(span), None)
        if hit is None or (self.code and _BRACKETED.search(self.text, span.start, hit.span.start)):
            return None
        return self._grouped(hit, span.end) if self.filler(Span(span.start, hit.span.start)) else None

    def _grouped(self, hit: Hit, end: int) -> Hit:
        """The hit with the groups of digits that go on with it: `10 188 204 991` is one number."""
        groups = _DIGIT_GROUPS.match(self.text, hit.span.start, end) if self.code else None
        if groups is None:
            return hit
        parsed = self.claimant.type.parse(groups.group(), self.locale)
        return replace(hit, span=Span(*groups.span()), value=parsed.value) if parsed.value is not None else hit

    def whole(self, span: Span) -> Hit | None:
        """The first value, when it fills the span but for filler."""
        if len(span) > LONGEST_CELL:
            return None
        hit = self.first(span)
        return hit if hit and self.filler(Span(hit.span.end, span.end)) else None

    def in_cell(self, span: Span) -> Hit | None:
        """The value of a cell right of a label's cell. A code fills it: `12345 Berlin` is no number of an invoice."""
        return self.whole(span) if self.code else self.first(span)

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

    def _goes_on(self, span: Span) -> bool:
        # Free text before a colon is a label that the schema does not know.
        if self.code:
            return _CUT.match(self.text, span.end) is not None
        return (_COLON if self.free else _RATE).match(self.text, span.end) is not None

    def _fitting(self, hit: Hit) -> Iterator[Hit]:
        """The hit, when it is what the field's pattern says; of a number the part that is, such as `5.00` of `5.00- EUR`."""
        content, pattern = self.text[hit.span.start : hit.span.end], self.claimant.field.pattern
        if pattern is None or pattern.fullmatch(content):
            yield hit
        elif self.number:
            yield from islice(self._parts(pattern, content, hit.span.start), 1)

    def _parts(self, pattern: Pattern, content: str, offset: int) -> Iterator[Hit]:
        for match in pattern.finditer(content):
            parsed = self.claimant.type.parse(match.text, self.locale)
            cut = content[: match.start][-1:].isdigit() or content[match.end :][:1].isdigit()
            if parsed.value is not None and not cut:
                yield Hit(span=Span(match.start, match.end).shifted(offset), value=parsed.value, findings=parsed.findings)


@lru_cache(maxsize=1024)
def _longer(content: str) -> tuple[tuple[int, int], ...]:
    """The stretches of which a number would only be a piece. Fields of numbers look at the same cells."""
    return tuple(one.span() for one in _LONGER.finditer(content)) if _DIGIT.search(content) else ()


def _is_piece(reading: Reading, longer: Sequence[tuple[int, int]]) -> bool:
    """Whether the reading lies within one of the stretches without being all of it."""
    return any(start <= reading.start and reading.end <= end and reading.end - reading.start < end - start for start, end in longer)
