"""Evidence or nothing: every value of an answer is read again, by our own parser, from the document's own text.

The quote says where to look, the stated value which reading there is meant. What cannot be read again is dropped,
whatever the model says. These cases are not this plain:

* A longer quote that is not in the text word for word is looked for by its words. Only where to look may be found so:
  the value is read there letter by letter.
* A quote that does not lead to the value at all is often a paraphrase around a right value. When the value then stands
  at exactly one place, is not short, and one of the field's labels stands beside that place, it is kept with a negative
  `quote` signal: a person sees a good guess instead of an empty box, and the signal keeps it from being accepted on the
  model's word. Without a label, or with several places, it is dropped.
* What follows from a passage, a yes or one of a field's listed values, needs that passage, and it is the evidence. A no
  needs none.
* Cells of a row are looked for together, because a short cell ("1") stands on every line of a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assay.candidate import Evidence
from assay.finding import Finding, Signal
from assay.span import Span
from assay.value import Value
from extractors.llm.answer import Cell
from extractors.llm.believed.around import before, distance, with_line_above
from extractors.llm.believed.doubt import is_short, misquoted, passage_signals, value_signals
from extractors.llm.believed.labels import Labels
from extractors.llm.believed.locate import Haystack, Hit, phrase_in
from extractors.llm.believed.reread import Reader, Reread, unescaped
from extractors.llm.describe import canary_of
from schemas.schema import Field
from schemas.types.base import FieldType, Locale

_NEVER_FAR = 2000
"""Code points from a row's own line within which its other cells are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """A value that was read again, and where; a no has no evidence. `quoted`: the model's own quote led there."""

    raw: str
    value: Value
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()
    quoted: bool = True

    @property
    def span(self) -> Span | None:
        """Where the value stands; None for a no."""
        return self.evidence[0].span if self.evidence else None


@dataclass(slots=True)
class Ground:
    """One document's text to stand on, the places that are taken by values found before, and the lines that rows stand on."""

    haystack: Haystack
    locale: Locale
    labels: Labels
    taken: set[Span] = field(default_factory=set)
    lines: set[Span] = field(default_factory=set)

    def is_read(self, place: Span) -> bool:
        """Whether a value was read, or a row stands, exactly there."""
        return place in self.taken or place in self.lines

    def cell(self, cell: Cell, wanted: Field, near: Span | None = None) -> Grounded | None:
        """The value of a cell as the text has it; None when it cannot be read there.

        `near` is the row that the cell belongs to: of several places the nearest one is meant.
        """
        if wanted.type is None or cell.value is None or is_copied(cell, wanted):
            return None
        if wanted.type.name == "boolean" and self._meant(cell, wanted.type) is False:
            return Grounded(raw="", value=False)
        places = self.places(cell, wanted, near) or self.haystack.find_nearly(cell.quote or "", self._around(near))
        if is_inferred(wanted, wanted.type):
            return self._inferred(cell, wanted, wanted.type, places)
        stated = str(cell.value)
        found = self._read(stated, wanted, wanted.type, places)
        return found or self._rescued(stated, wanted, wanted.type, near)

    def places(self, cell: Cell, wanted: Field, near: Span | None = None) -> list[Hit]:
        """Where the quote stands, the likeliest first: near the row, beside a label, in text order."""
        hits = self._hits(cell.quote or "", self._around(near))
        if near is not None:
            return sorted(hits, key=lambda hit: distance(self.haystack.text, hit.span, near))
        if len(hits) < 2:
            return hits
        return sorted(hits, key=lambda hit: not self._beside_label(hit.span, wanted))

    def hits(self, quote: str, start: int = 0) -> list[Hit]:
        """Where the quote stands from an offset on, in text order; at most `MOST_HITS` places."""
        return self._hits(quote, Span(start, len(self.haystack.text)))

    def _around(self, near: Span | None) -> Span | None:
        return None if near is None else Span(max(near.start - _NEVER_FAR, 0), near.end + _NEVER_FAR)

    def _hits(self, quote: str, within: Span | None) -> list[Hit]:
        """A model may copy the entities of the prompt instead of the characters that they stand for."""
        hits = self.haystack.find(quote, within)
        if hits or "&" not in quote:
            return hits
        return self.haystack.find(unescaped(quote), within)

    def _read(self, stated: str, wanted: Field, kind: FieldType, places: Iterable[Hit]) -> Grounded | None:
        """The first of the readings at these places that mean what was stated, those at free places before the others."""
        reader = Reader(self.haystack, self.locale)
        readings = [(place, found) for place in places for found in reader.readings(stated, wanted, kind, place.span)]
        readings.sort(key=lambda reading: reading[1].span in self.taken)
        if not readings:
            return None
        place, found = readings[0]
        return self._grounded(found, place, value_signals(self.haystack.text, place, found, wanted, self._owners(found.span)))

    def _grounded(self, found: Reread, place: Hit, signals: tuple[Signal, ...], *, quoted: bool = True) -> Grounded:
        return Grounded(
            raw=self.haystack.text[found.span.start : found.span.end],
            value=found.reading.value,
            evidence=(Evidence(span=found.span, match=place.match if found.same else "normalised"),),
            findings=found.reading.findings,
            signals=signals,
            quoted=quoted,
        )

    def _inferred(self, cell: Cell, wanted: Field, kind: FieldType, places: Iterable[Hit]) -> Grounded | None:
        value, place = self._meant(cell, kind), next(iter(places), None)
        if value is None or place is None:
            return None
        passage = self.haystack.text[place.span.start : place.span.end]
        evidence = (Evidence(span=place.span, match=place.match),)
        return Grounded(raw=passage, value=value, evidence=evidence, signals=passage_signals(passage, place, wanted))

    def _meant(self, cell: Cell, kind: FieldType) -> Value | None:
        """The value that was stated, whatever the document says."""
        return kind.parse(unescaped(str(cell.value)), self.locale).value

    def _rescued(self, stated: str, wanted: Field, kind: FieldType, near: Span | None) -> Grounded | None:
        """The value at its only place beside a label, or on its row's own line, when the quote did not lead to it."""
        if is_short(stated) and near is None:
            return None
        where = near or Span(0, len(self.haystack.text))
        readings = Reader(self.haystack, self.locale).readings(stated, wanted, kind, where)
        found = [one for one in readings if not self._is_hidden(one.span)]
        if near is None:
            found = [one for one in found if self._beside_label(one.span, wanted)] if len(found) == 1 else []
        if not found:
            return None
        return self._grounded(found[0], Hit(span=found[0].span, match="normalised"), (misquoted(),), quoted=False)

    def _is_hidden(self, span: Span) -> bool:
        return not any(one.contains(span) for one in self.haystack.spans)

    def _beside_label(self, span: Span, wanted: Field) -> bool:
        return phrase_in(with_line_above(self.haystack.text, span), (*wanted.labels, *wanted.headers)) is not None

    def _owners(self, span: Span) -> frozenset[str]:
        """The fields that own the last label left of a place on its line."""
        return self.labels.last_in(before(self.haystack.text, span))


def is_copied(cell: Cell, wanted: Field) -> bool:
    """Whether the answer was copied from the field's example, whose code word no document holds."""
    return bool(wanted.examples) and canary_of(wanted) in f"{cell.value} {cell.quote}".casefold()


def is_inferred(wanted: Field, kind: FieldType) -> bool:
    """Whether the value follows from its passage and need not stand in it: only a yes or no, and one of a field's listed values, can."""
    rungs = wanted.rungs("model")
    closed = kind.name == "boolean" or "enum" in kind.json_schema
    return closed and bool(rungs) and rungs[0].read == "inferred"
