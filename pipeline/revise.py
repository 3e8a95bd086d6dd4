"""An extraction and what people decided about it -> the next revision, through the same judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assay.candidate import Candidate, Source
from assay.decision import Decision
from assay.document import Document
from assay.errors import UsageError
from assay.extraction import Extraction, FieldResult, State
from assay.finding import Signal
from pipeline.claims import Claims
from pipeline.judge import judge
from pipeline.oversee import REJECTED, SETTLED, is_rejected, oversee
from schemas.schema import Field, Schema
from validation.routing import UNHEARD
from validation.stored import Stored


def revise(
    extraction: Extraction, document: Document, schema: Schema, decisions: Sequence[Decision], stored: Stored | None = None
) -> Extraction:
    """The extraction with the decisions applied in order, as the next revision; without decisions, itself.

    What a person settled stays settled, and checks see it: a corrected total can vouch for a net amount that waited.
    Raises UsageError for a decision about another document or about a field that the schema does not have.
    """
    if not decisions:
        return extraction
    fields = dict(extraction.fields)
    for decision in decisions:
        field = _field(extraction, schema, decision)
        fields[decision.path] = _decided(field, fields.get(decision.path, FieldResult(path=decision.path, state="missing")), decision)
    return rejudge(replace(extraction, fields=fields, revision=extraction.revision + 1), document, schema, stored)


def rejudge(extraction: Extraction, document: Document, schema: Schema, stored: Stored | None = None) -> Extraction:
    """The same claims and decisions, judged again; nothing changes unless the schema or the judge has."""
    judgement = judge(document, schema, claims_of(extraction), unheard=_unheard(extraction), decided=decided(extraction), stored=stored)
    judgement = oversee(judgement, document, schema)
    return replace(extraction, fields=judgement.fields, checks=judgement.checks)


def claims_of(extraction: Extraction) -> Claims:
    """The claims that the extraction was judged from, best first."""
    return {path: (result.chosen, *(rival for rival, _ in result.rivals)) for path, result in extraction.fields.items() if result.chosen}


def decided(extraction: Extraction) -> Mapping[str, FieldResult]:
    """The results that a person has settled."""
    return {path: result for path, result in extraction.fields.items() if result.state in SETTLED or is_rejected(result)}


def _unheard(extraction: Extraction) -> dict[str, str]:
    return {path: finding.says for path, result in extraction.fields.items() for finding in result.findings if finding.code == UNHEARD}


def _field(extraction: Extraction, schema: Schema, decision: Decision) -> Field:
    field = schema.field_at(decision.path)
    if field is None:
        raise UsageError(f"The schema {schema.name} has no field at {decision.path}.")
    if decision.document != extraction.document.id:
        raise UsageError("The decision is about another document.")
    return field


def _decided(field: Field, result: FieldResult, decision: Decision) -> FieldResult:
    """A person's word is certain, and the findings that it answers are gone."""
    if decision.verdict == "correct":
        return _settled(result, "corrected", _correction(field, decision), decision)
    if decision.verdict == "confirm" and result.chosen is not None:
        return _settled(result, "confirmed", result.chosen, decision)
    return _settled(result, "absent", None, decision)


def _settled(result: FieldResult, state: State, chosen: Candidate | None, decision: Decision) -> FieldResult:
    former = () if result.chosen is None or result.chosen == chosen else ((result.chosen, 0.0),)
    name = REJECTED if state == "absent" else state
    why = (Signal(name=name, strength=1.0, says=f"Decided by {decision.by}."),)
    sure = None if chosen is None else 1.0
    rivals = (*former, *((rival, 0.0) for rival, _ in result.rivals))
    return FieldResult(path=result.path, state=state, chosen=chosen, rivals=rivals, why=why, confidence=sure)


def _correction(field: Field, decision: Decision) -> Candidate:
    assert field.type is not None and decision.value is not None  # noqa: S101 - a table has no value of its own, and Decision guards the other
    raw = decision.raw or field.type.display(decision.value)
    source = Source(kind="person", id=decision.by, extractor="review@1")
    return Candidate(path=decision.path, raw=raw, value=decision.value, evidence=decision.evidence, source=source)
