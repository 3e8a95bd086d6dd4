"""What goes to a person however sure the machine is. Values keep their confidence: only the way that they take changes."""

from __future__ import annotations

from dataclasses import replace

from assay.document import Document
from assay.extraction import FieldResult, State
from assay.finding import Finding, Signal
from pipeline.instructed import instructed
from pipeline.judge import Judgement
from schemas.schema import Schema
from validation.review import reviewed
from validation.rows import slots

SENT: dict[State, State] = {"accepted": "check", "absent": "missing"}
SETTLED: frozenset[State] = frozenset({"confirmed", "corrected"})
REJECTED = "rejected"


def oversee(judgement: Judgement, document: Document, schema: Schema) -> Judgement:
    """The judgement after the schema's `review` and after sentences that give orders to a model: the last word.

    The model is not asked again about what only a person shall see.
    """
    values = {path: one.chosen.value for path, one in judgement.fields.items() if one.chosen}
    wanted = reviewed(document, schema, values, judgement.known, slots(schema, judgement.fields))
    doubted = instructed(document, judgement.fields)
    found = {path: (*doubted.get(path, ()), *wanted.get(path, ())) for path in {**doubted, **wanted}}
    open_fields = {path: one for path, one in judgement.fields.items() if one.state not in SETTLED and not is_rejected(one)}
    sent = {path: _sent(open_fields[path], why) for path, why in found.items() if path in open_fields}
    return replace(judgement, fields={**judgement.fields, **sent})


def is_rejected(result: FieldResult) -> bool:
    """Whether a person said that nothing is there."""
    return any(signal.name == REJECTED for signal in result.why)


def _sent(result: FieldResult, findings: tuple[Finding, ...]) -> FieldResult:
    signals = tuple(Signal(name=one.code, strength=-1.0, says=one.says) for one in findings)
    state = SENT.get(result.state, result.state)
    return replace(result, state=state, findings=(*result.findings, *findings), why=(*signals, *result.why))
