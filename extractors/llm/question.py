"""What is asked about one document: its open fields by group, each group with the passages that matter to its fields.

A field's key holds everything that its answer depends on but the model: its own definition, the prompt's format, and its own passages.
Editing one field, or opening another, leaves it as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.asking import PROMPT_FORMAT, Asked, Json, Question, Reason, Size
from assay.document import Document
from assay.extraction import SchemaRef
from assay.span import Span
from extractors.llm.answer import shape_of
from extractors.llm.describe import description
from extractors.llm.groups import groups_of
from extractors.llm.shown.passages import passages_for
from extractors.llm.shown.seen import Seen
from extractors.llm.withheld.private import said_openly
from schemas.schema import Field, Schema
from schemas.types.base import Locale

TOKENS_PER_CELL = 80
LEAST_OUTPUT_TOKENS = 400
MOST_OUTPUT_TOKENS = 16384
CHARACTERS_PER_TOKEN = 3

OVERLAP = 600
"""Characters of one chunk that the next one repeats, so that no row or sentence is cut in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the fields of one question have in common."""

    group: str
    size: Size
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How one document is asked about. `limit` is how many tokens of text one question may show."""

    document: Document
    schema: Schema
    locale: Locale
    seen: Seen
    limit: int

    def questions(self, fields: Sequence[Field], *, size: Size, reason: Reason) -> tuple[Question, ...]:
        """One question for each group of the fields, or several where its text is longer than the limit."""
        is_long = sum(map(len, self.seen.spans)) > self.limit * CHARACTERS_PER_TOKEN
        groups = groups_of(fields, tables_apart=is_long)
        return tuple(one for group in groups for one in self._of_group(group.name, group.fields, size, reason))

    def _of_group(self, name: str, fields: Sequence[Field], size: Size, reason: Reason) -> Iterator[Question]:
        kind = Kind(group=name, size=size, reason=reason)
        passages = passages_for(self.document, self.schema, fields, self.locale, limit=self.limit)
        for chunk in chunks_of([span for spans in passages.values() for span in spans], self.limit * CHARACTERS_PER_TOKEN):
            own = {one.name: self.seen.shown(within(passages[one.name], chunk)) for one in fields}
            asked = [one for one in fields if own[one.name]]
            if asked:
                yield self._question(kind, asked, own, chunk)

    def _question(self, kind: Kind, fields: Sequence[Field], own: Mapping[str, Sequence[Span]], chunk: Sequence[Span]) -> Question:
        text = self.seen.text_of(chunk)
        return Question(
            document=self.document.id,
            schema=SchemaRef(name=self.schema.name, version=self.schema.version, hash=self.schema.hash),
            title=self.schema.title or self.schema.name,
            group=kind.group,
            size=kind.size,
            reason=kind.reason,
            fields=tuple(self._asked(one, self.seen.text_of(own[one.name]), kind) for one in fields),
            text=text,
            egress=self.seen.egress(chunk),
            whole=sum(map(len, chunk)) >= sum(map(len, self.seen.spans)),
            output_tokens=output_tokens(fields, len(text)),
            budget=self.schema.budget,
        )

    def _asked(self, field: Field, text: str, kind: Kind) -> Asked:
        languages = Locale(languages=self.schema.languages)
        says, shape = said_openly(description(field, languages), self.schema, languages), shape_of(field)
        # What a small and then a large model said to the same words is kept apart, and what was said once more, so that each round can
        # be replayed.
        again = kind.reason == "mixed_up"
        return Asked(name=field.name, says=says, shape=shape, key=_key([field.name, says, shape, text, kind.size, again]))


def _key(parts: Json) -> str:
    text = json.dumps([PROMPT_FORMAT, *parts], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def output_tokens(fields: Sequence[Field], characters: int) -> int:
    """How long an answer may be: so much for each value, and for each column of a table or list the text once over."""
    columns = sum(len(field.columns) or 1 for field in fields if field.shape != "value")
    wanted = TOKENS_PER_CELL * len(fields) + columns * characters // CHARACTERS_PER_TOKEN
    return min(max(wanted, LEAST_OUTPUT_TOKENS), MOST_OUTPUT_TOKENS)


def chunks_of(spans: Sequence[Span], limit: int) -> list[tuple[Span, ...]]:
    """The spans, joined where they touch, in as few chunks as hold up to `limit` characters each; a span that is longer is cut.

    What is cut goes on with an overlap.
    """
    chunks: list[list[Span]] = []
    room = 0
    for piece in (piece for span in joined(spans) for piece in _cut(span, limit)):
        if not chunks or len(piece) > room:
            chunks.append([])
            room = limit
        chunks[-1].append(piece)
        room -= len(piece)
    return [tuple(chunk) for chunk in chunks]


def joined(spans: Sequence[Span]) -> list[Span]:
    """The spans in text order, those that overlap or touch made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def within(spans: Sequence[Span], chunk: Sequence[Span]) -> tuple[Span, ...]:
    """The parts of the spans that lie in the chunk."""
    return tuple(
        Span(max(one.start, piece.start), min(one.end, piece.end))
        for one in spans
        for piece in chunk
        if max(one.start, piece.start) < min(one.end, piece.end)
    )


def _cut(span: Span, limit: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > limit:
        yield Span(start, start + limit)
        start += max(1, limit - OVERLAP)
    yield Span(start, span.end)
