"""A person's word, as heard, as a decision of the pipeline: typed text is read by the field's own type, in the document's locale."""

from __future__ import annotations

from collections.abc import Sequence

from assay.candidate import Evidence
from assay.decision import Decision
from assay.document import Document
from assay.errors import DocumentError, UsageError
from assay.extraction import Extraction
from assay.span import Span
from assay.value import Value
from engine.errand import Said
from extractors.llm.believed.locate import Haystack
from pipeline.revise import revise
from schemas.schema import Field, Schema
from schemas.types.base import FieldType
from schemas.types.locale import infer_locale
from store.decisions import Word
from validation.stored import Stored


def decided(
    extraction: Extraction, document: Document, schema: Schema, said: Sequence[Said], stored: Stored | None = None
) -> tuple[Extraction, tuple[Word, ...]]:
    """The extraction with everything that was said applied in order, and the words as they are kept.

    Raises DocumentError: `value_unreadable` for what is no value of its field, `field_unknown` for a field that is not there.
    """
    decisions = [_decision(one, extraction, document, schema) for one in said]
    try:
        revised = revise(extraction, document, schema, decisions, stored)
    except UsageError as error:
        raise DocumentError("field_unknown", error.says) from error
    words = [_word(one, decision, _field(schema, one.path)) for one, decision in zip(said, decisions, strict=True)]
    return revised, tuple(words)


def _decision(said: Said, extraction: Extraction, document: Document, schema: Schema) -> Decision:
    field = _field(schema, said.path)
    value = _value(said, field, document, schema) if said.verdict == "correct" else None
    return Decision(
        document=extraction.document.id,
        path=said.path,
        verdict=said.verdict,
        by=said.by,
        at=said.at,
        value=value,
        raw=said.typed if value is not None else None,
        evidence=_evidence(said, document) if value is not None else (),
    )


def _field(schema: Schema, path: str) -> Field:
    field = schema.field_at(path)
    if field is None or field.type is None:
        raise DocumentError("field_unknown", f"The schema {schema.name} has no value at {path}.")
    return field


def _type(field: Field) -> FieldType:
    assert field.type is not None  # noqa: S101 - `_field` has looked
    return field.type


def _value(said: Said, field: Field, document: Document, schema: Schema) -> Value:
    kind = _type(field)
    if said.value is not None:
        try:
            return kind.from_json(said.value)
        except ValueError as error:
            raise DocumentError("value_unreadable", f"{field.name}: this is no {kind.name} in its JSON form.") from error
    parsed = kind.parse(said.typed or "", infer_locale(document.visible_text, schema.languages))
    if parsed.value is None:
        raise DocumentError("value_unreadable", f"{field.name}: this cannot be read as {kind.hint}.")
    return parsed.value


def _evidence(said: Said, document: Document) -> tuple[Evidence, ...]:
    """Where the value stands: at the place that was pointed at, or at the only place where what was typed is printed."""
    typed = (said.typed or "").strip()
    if said.span is not None:
        span = Span(*said.span)
        if not 0 <= span.start < span.end <= len(document.text):
            return ()
        return (Evidence(span=span, match="exact" if document.quote(span) == typed else "normalised"),)
    hits = Haystack(document.text, [part.span for part in document.visible_parts()]).find(typed) if typed else []
    return (Evidence(span=hits[0].span, match=hits[0].match),) if len(hits) == 1 else ()


def _word(said: Said, decision: Decision, field: Field) -> Word:
    value = None if decision.value is None else _type(field).to_json(decision.value)
    typed, span = (said.typed, said.span) if decision.value is not None else (None, None)
    return Word(path=said.path, verdict=said.verdict, value=value, typed=typed, span=span)
