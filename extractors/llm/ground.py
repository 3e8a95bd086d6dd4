"""Evidence or nothing: every value of an answer is read again, by our own parser, from the document's own text.

The quote says where to look, the stated value which reading there is meant. What cannot be read again is dropped,
whatever the model says. Three cases are not this plain:

* A quote that is not in the text (or does not hold the value) is often a paraphrase around a right value. When the
  value then stands at exactly one place, is not short, and one of the field's labels stands beside that place, it
  is kept with a negative `quote` signal: a person sees a good guess instead of an empty box, and the signal keeps
  it from being accepted on the model's word. Without a label, or with several places, it is dropped.
* A yes needs its passage, and the passage is all that can be checked: it is the evidence. A no needs none.
* Cells of a row are looked for together, because a short cell ("1") stands on every line of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assay.candidate import Evidence, Match
from assay.finding import Finding, Signal
from assay.span import Span
from assay.value import Money, Value
from extractors.llm.answer import Cell
from extractors.llm.locate import Haystack, Hit, phrase_in
from schemas.schema import Field
from schemas.types.base import FieldType, Locale, Reading

FREE_TEXT = frozenset({"text", "name", "address"})
"""Types whose `scan` gives a text as one reading: anything may stand in them."""

SHORT = 4
"""Values with fewer letters and digits stand in a document by chance."""

_NEVER_FAR = 2000
"""Code points from a row's own line within which its other cells are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """A value that was read again, and where; a no has no evidence."""

    raw: str
    value: Value
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()

    @property
    def span(self) -> Span | None:
        """Where the value stands; None for a no."""
        return self.evidence[0].span if self.evidence else None


@dataclass(slots=True)
class Ground:
    """One document's text to stand on, and the places that are taken by values found before."""

    haystack: Haystack
    locale: Locale
    taken: set[Span] = field(default_factory=set)

    def cell(self, cell: Cell, wanted: Field, near: Span | None = None) -> Grounded | None:
        """The value of a cell as the text has it; None when it cannot be read there.

        `near` is the row that the cell belongs to: of several places the nearest one is meant.
        """
        if wanted.type is None or cell.value is None:
            return None
        if wanted.type.name == "boolean":
            return self._yes_or_no(cell, wanted, wanted.type)
        stated = str(cell.value)
        places = self.places(cell, wanted, near)
        readings = [(place, *found) for place in places for found in self._readings(stated, wanted.type, place.span)]
        readings.sort(key=lambda reading: reading[1] in self.taken)
        if readings:
            place, span, reading = readings[0]
            same = _is_same(reading.value, stated, wanted.type, self.locale)
            return self._grounded(wanted, place if same else replace(place, match="normalised"), span, reading)
        return self._rescued(stated, wanted, wanted.type, near)

    def places(self, cell: Cell, wanted: Field, near: Span | None = None) -> list[Hit]:
        """Where the quote stands, the likeliest first: near the row, beside a label, in text order."""
        if near is not None:
            around = Span(max(near.start - _NEVER_FAR, 0), near.end + _NEVER_FAR)
            return sorted(self._hits(cell.quote or "", around), key=lambda hit: self._distance(hit.span, near))
        hits = self._hits(cell.quote or "")
        if len(hits) < 2:
            return hits
        return sorted(hits, key=lambda hit: not self._beside_label(hit.span, wanted))

    def _hits(self, quote: str, within: Span | None = None) -> list[Hit]:
        """A model may copy the entities of the prompt instead of the characters that they stand for."""
        hits = self.haystack.find(quote, within)
        if hits or "&" not in quote:
            return hits
        return self.haystack.find(unescaped(quote), within)

    def _readings(self, stated: str, kind: FieldType, passage: Span) -> Iterator[tuple[Span, Reading]]:
        """The readings inside a passage that mean the stated value."""
        text = self.haystack.text[passage.start : passage.end]
        meant = kind.parse(unescaped(stated), self.locale).value
        scanned = [] if kind.name in FREE_TEXT else list(kind.scan(text, self.locale))
        equal = [] if meant is None else _meant(scanned, meant, kind)
        for one in equal:
            yield Span(one.start, one.end).shifted(passage.start), one
        if not equal:
            occupied = [Span(one.start, one.end).shifted(passage.start) for one in scanned]
            yield from self._literal(stated, kind, passage, occupied)

    def _literal(self, stated: str, kind: FieldType, passage: Span, occupied: Sequence[Span]) -> Iterator[tuple[Span, Reading]]:
        """The stated text itself, where it is no piece of something longer that the type reads."""
        for hit in self.haystack.find(unescaped(stated), within=passage):
            if any(one.contains(hit.span) and one != hit.span for one in occupied):
                continue
            parsed = kind.parse(self.haystack.text[hit.span.start : hit.span.end], self.locale)
            if parsed.value is not None:
                yield hit.span, Reading(start=hit.span.start, end=hit.span.end, value=parsed.value, findings=parsed.findings)

    def _grounded(self, wanted: Field, place: Hit, span: Span, reading: Reading) -> Grounded:
        raw = self.haystack.text[span.start : span.end]
        return Grounded(
            raw=raw,
            value=reading.value,
            evidence=(Evidence(span=span, match=place.match),),
            findings=reading.findings,
            signals=self._signals(wanted, place, raw),
        )

    def _signals(self, wanted: Field, place: Hit, raw: str) -> tuple[Signal, ...]:
        passage = self.haystack.text[place.span.start : place.span.end]
        signals = [_quote_signal(place.match)]
        label = phrase_in(passage, _names(wanted))
        if label is not None:
            signals.append(Signal(name="label_in_quote", strength=1, says=f"The model's quote names the field: {label}."))
        elif _is_short(raw):
            signals.append(Signal(name="unseen", strength=-1, says="The value is so short that it stands in many places."))
        return tuple(signals)

    def _yes_or_no(self, cell: Cell, wanted: Field, kind: FieldType) -> Grounded | None:
        value = cell.value if isinstance(cell.value, bool) else kind.parse(str(cell.value), self.locale).value
        if value is False:
            return Grounded(raw="", value=False, evidence=())
        place = next(iter(self.places(cell, wanted)), None)
        if value is not True or place is None:
            return None
        passage = self.haystack.text[place.span.start : place.span.end]
        return Grounded(
            raw=passage,
            value=True,
            evidence=(Evidence(span=place.span, match=place.match),),
            signals=(_quote_signal(place.match),),
        )

    def _rescued(self, stated: str, wanted: Field, kind: FieldType, near: Span | None) -> Grounded | None:
        """The value at its only place beside a label, or on its row's own line, when the quote did not lead to it."""
        if _is_short(stated) and near is None:
            return None
        whole = Span(0, len(self.haystack.text))
        found = [(span, one) for span, one in self._readings(stated, kind, near or whole) if not self._is_hidden(span)]
        if near is None:
            found = [(span, one) for span, one in found if self._beside_label(span, wanted)] if len(found) == 1 else []
        if not found:
            return None
        span, reading = found[0]
        says = "The model's quote does not hold the value; it stands at one fitting place of the text."
        return Grounded(
            raw=self.haystack.text[span.start : span.end],
            value=reading.value,
            evidence=(Evidence(span=span, match="normalised"),),
            findings=reading.findings,
            signals=(Signal(name="quote", strength=-0.5, says=says),),
        )

    def _distance(self, one: Span, other: Span) -> tuple[int, int]:
        """Lines, then code points between two spans: the end of the line above is closer in text than on paper."""
        first, last = sorted((one, other))
        gap = self.haystack.text[first.end : last.start]
        return gap.count("\n"), len(gap)

    def _is_hidden(self, span: Span) -> bool:
        return not any(one.contains(span) for one in self.haystack.spans)

    def _beside_label(self, span: Span, wanted: Field) -> bool:
        around = self.haystack.text[self._line_start(self._line_start(span.start) - 1) : self._line_end(span.end)]
        return phrase_in(around, _names(wanted)) is not None

    def _line_start(self, offset: int) -> int:
        return self.haystack.text.rfind("\n", 0, max(offset, 0)) + 1

    def _line_end(self, offset: int) -> int:
        end = self.haystack.text.find("\n", offset)
        return len(self.haystack.text) if end < 0 else end


def _meant(readings: Sequence[Reading], meant: Value, kind: FieldType) -> list[Reading]:
    """The readings that the stated value means. Models drop minus signs: the text's own sign counts when there is only that one."""
    equal = [one for one in readings if kind.equal(one.value, meant)]
    opposite = _opposite(meant)
    return equal or [one for one in readings if opposite is not None and kind.equal(one.value, opposite)]


def _is_same(value: Value, stated: str, kind: FieldType, locale: Locale) -> bool:
    """Whether the model stated this very value, sign included."""
    meant = kind.parse(unescaped(stated), locale).value
    return meant is None or kind.equal(value, meant)


def _opposite(value: Value) -> Value | None:
    """The number of the other sign; None for what is no number."""
    if isinstance(value, Money):
        return replace(value, amount=-value.amount)
    return -value if isinstance(value, int | Decimal) else None


def unescaped(text: str) -> str:
    """The characters that the prompt's three entities stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _quote_signal(match: Match) -> Signal:
    if match == "exact":
        return Signal(name="quote", strength=1, says="The model's quote stands in the text word for word.")
    return Signal(name="quote", strength=0.5, says="The model's quote stands in the text but for case, spaces or signs.")


def _names(wanted: Field) -> tuple[str, ...]:
    return (*wanted.labels, *wanted.headers)


def _is_short(raw: str) -> bool:
    return sum(character.isalnum() for character in raw) < SHORT
