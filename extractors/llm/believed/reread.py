"""Read a stated value again, in the words of a passage: nothing that a model writes becomes a value by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assay.span import Span
from assay.value import Money, Value
from extractors.llm.believed.locate import Haystack
from schemas.schema import Field
from schemas.types.base import FieldType, Locale, Reading

FREE_TEXT = frozenset({"text", "name", "address"})
"""Types whose `scan` gives a text as one reading: anything may stand in them."""

_BETWEEN_SIGNS = re.compile(r"[^-−–+()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A value as our own parser reads it at its place. `same` is False where the model stated the number of the other sign."""

    span: Span
    reading: Reading
    same: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one document's text again."""

    haystack: Haystack
    locale: Locale

    def readings(self, stated: str, wanted: Field, kind: FieldType, passage: Span) -> Iterator[Reread]:
        """The readings inside a passage that mean the stated value, in text order."""
        text = self.haystack.text[passage.start : passage.end]
        meant = kind.parse(unescaped(stated), self.locale).value
        scanned = [] if kind.name in FREE_TEXT else [_moved(one, passage.start) for one in kind.scan(text, self.locale)]
        equal = [] if meant is None else [Reread(span=_span(one), reading=one) for one in scanned if kind.equal(one.value, meant)]
        if not equal and meant is not None:
            equal = list(self._of_other_sign(scanned, meant, wanted, kind))
        yield from equal or self._literal(stated, kind, passage, [_span(one) for one in scanned])

    def _of_other_sign(self, scanned: Sequence[Reading], meant: Value, wanted: Field, kind: FieldType) -> Iterator[Reread]:
        """Models drop minus signs: the text's own sign counts, unless the field's pattern forbids it.

        Then it is how the page marks a debit, and the number without it is the value.
        """
        opposite = _opposite(meant)
        for one in scanned:
            if opposite is None or not kind.equal(one.value, opposite):
                continue
            bare = self._bare(one, meant, kind) if self._is_forbidden(one, wanted) else None
            yield bare or Reread(span=_span(one), reading=one, same=False)

    def _is_forbidden(self, one: Reading, wanted: Field) -> bool:
        return wanted.pattern is not None and not wanted.pattern.fullmatch(self.haystack.text[one.start : one.end])

    def _bare(self, one: Reading, meant: Value, kind: FieldType) -> Reread | None:
        """The number between the signs."""
        for piece in _BETWEEN_SIGNS.finditer(self.haystack.text[one.start : one.end]):
            blanks = len(piece[0]) - len(piece[0].lstrip())
            span = Span(piece.start() + blanks, piece.start() + blanks + len(piece[0].strip())).shifted(one.start)
            found = self._parsed(span, kind)
            if found and kind.equal(found.value, meant):
                return Reread(span=span, reading=found)
        return None

    def _literal(self, stated: str, kind: FieldType, passage: Span, occupied: Sequence[Span]) -> Iterator[Reread]:
        """The stated text itself, where it is no piece of something longer that the type reads."""
        for hit in self.haystack.find(unescaped(stated), within=passage):
            if any(one.contains(hit.span) and one != hit.span for one in occupied):
                continue
            if found := self._parsed(hit.span, kind):
                yield Reread(span=hit.span, reading=found)

    def _parsed(self, span: Span, kind: FieldType) -> Reading | None:
        parsed = kind.parse(self.haystack.text[span.start : span.end], self.locale)
        if parsed.value is None:
            return None
        return Reading(start=span.start, end=span.end, value=parsed.value, findings=parsed.findings)


def unescaped(text: str) -> str:
    """The characters that the prompt's three entities stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _opposite(value: Value) -> Value | None:
    """The number of the other sign; None for what is no number."""
    if isinstance(value, Money):
        return replace(value, amount=-value.amount)
    return -value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _moved(one: Reading, by: int) -> Reading:
    return replace(one, start=one.start + by, end=one.end + by)


def _span(one: Reading) -> Span:
    return Span(one.start, one.end)
