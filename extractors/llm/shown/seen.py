"""What a model is shown of a document: its visible parts, with private values as tokens, without sentences that give it orders."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from assay.document import Document
from assay.span import Span
from extractors.base import Extractor
from extractors.llm.believed.locate import Haystack
from extractors.llm.withheld.mask import Mask, Stretch, masks_of, stretches
from extractors.llm.withheld.private import secrets_in
from schemas.schema import Schema
from schemas.types.base import Locale

LEFT_OUT = "[...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What may be shown of a document's `text`: its `spans`, in order and apart, with what is behind `masks` as tokens."""

    text: str
    spans: tuple[Span, ...]
    masks: tuple[Mask, ...] = ()

    def shown(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """What of these spans may be shown, in text order."""
        return tuple(part for one in sorted(spans) for part in self._parts(one))

    def _parts(self, wanted: Span) -> Iterator[Span]:
        first = bisect_right(self.spans, wanted.start, key=lambda span: span.end)
        for span in takewhile(lambda span: span.start < wanted.end, islice(self.spans, first, None)):
            yield Span(max(wanted.start, span.start), min(wanted.end, span.end))

    def text_of(self, spans: Sequence[Span]) -> str:
        """These spans as they go into a prompt, in text order; where something between them is left out, a mark says so."""
        shown: list[str] = []
        end = None
        for span in self.shown(spans):
            if end is not None and self.text[end : span.start].strip():
                shown.append(LEFT_OUT)
            shown.append("".join(stretch.text for stretch in self._stretches(span)).strip("\n"))
            end = span.end
        return "\n".join(shown)

    def egress(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The characters of the document's text that leave when these spans are shown: all but the masked ones."""
        return tuple(stretch.span for span in self.shown(spans) for stretch in self._stretches(span) if not stretch.masked)

    def haystack(self) -> Haystack:
        """The shown text, to find again in the document what a model quotes of it."""
        return Haystack(self.text, self.spans, self.masks)

    def _stretches(self, span: Span) -> Iterator[Stretch]:
        return stretches(self.text, span, self.masks)


def seen_of(document: Document, schema: Schema, locale: Locale, rules: Extractor | None) -> Seen:
    """What may be shown of the document. `rules` find the values of private fields, see `extractors.llm.withheld.private`."""
    visible = tuple(span for part in document.visible_parts() for span in without(part.span, document.planted))
    return Seen(text=document.text, spans=visible, masks=masks_of(document.text, secrets_in(document, schema, locale, rules)))


def without(span: Span, holes: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span beside the holes, which are in text order and apart."""
    at = span.start
    for hole in holes:
        if hole.end > at and hole.start < span.end:
            if at < hole.start:
                yield Span(at, hole.start)
            at = hole.end
    if at < span.end:
        yield Span(at, span.end)
