"""What the model is shown of a document: its visible parts, with private values blacked out.

A mask is as long as what it hides, so that spans of the shown text are spans of the document's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.document import Document
from assay.span import Span
from extractors.base import Extractor
from extractors.llm.ground import FREE_TEXT
from extractors.llm.locate import Haystack
from schemas.schema import Field, Schema
from schemas.types.base import Locale

MASK = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`text` has the length of the document's text; only `spans` of it are shown."""

    text: str
    spans: tuple[Span, ...]

    @property
    def shown(self) -> str:
        """The text of the shown spans, one after the other."""
        return "\n".join(self.text[span.start : span.end] for span in self.spans)


def seen_of(document: Document, schema: Schema, locale: Locale, rules: Extractor | None) -> Seen:
    """The visible parts of the document without the values of private fields.

    Hidden is what `rules` finds for a private field wherever it is printed, and everything that reads like its type:
    a private IBAN that no rule finds must not leave either. Free text has no form to look for; there the rules decide.
    """
    spans = tuple(part.span for part in document.visible_parts())
    private = [one for field in schema.fields for one in (field, *field.columns) if one.private]
    if not private:
        return Seen(text=document.text, spans=spans)
    hidden = [*_found(document, schema, locale, rules, spans), *_of_their_type(document, private, spans, locale)]
    return Seen(text=masked(document.text, hidden), spans=spans)


def masked(text: str, hidden: Iterable[Span]) -> str:
    """The text with these spans blacked out; its length stays."""
    characters = list(text)
    for span in hidden:
        characters[span.start : span.end] = MASK * len(span)
    return "".join(characters)


def _found(document: Document, schema: Schema, locale: Locale, rules: Extractor | None, spans: Sequence[Span]) -> Iterator[Span]:
    holders = [field for field in schema.fields if field.private or any(column.private for column in field.columns)]
    if rules is None or not holders:
        return
    haystack = Haystack(document.text, spans)
    for candidate in rules.extract(document, schema, holders, locale).candidates:
        owner = schema.field_at(candidate.path)
        if owner is not None and (owner.private or _table_is_private(schema, candidate.path)):
            yield from (evidence.span for evidence in candidate.evidence)
            yield from (hit.span for hit in haystack.find(candidate.raw))


def _table_is_private(schema: Schema, path: str) -> bool:
    return any(field.private and path.startswith(f"{field.path}/") for field in schema.fields)


def _of_their_type(document: Document, private: Sequence[Field], spans: Sequence[Span], locale: Locale) -> Iterator[Span]:
    for field in private:
        for span in spans:
            text = document.text[span.start : span.end]
            if field.type is not None and field.type.name not in FREE_TEXT:
                yield from (Span(one.start, one.end).shifted(span.start) for one in field.type.scan(text, locale))
            if field.pattern is not None:
                yield from (Span(hit.start, hit.end).shifted(span.start) for hit in field.pattern.finditer(text))
