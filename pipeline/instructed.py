"""A document that gives orders to a model: a person looks at what only a model vouches for, and at what stands in such an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.candidate import Candidate
from assay.document import Document
from assay.extraction import FieldResult
from assay.finding import Finding
from assay.span import Span

INSTRUCTIONS = "instructions"

VOUCHED = Finding(
    code=INSTRUCTIONS,
    says="Only the language model says so, and the document holds sentences that read like instructions to one.",
)
INSIDE = Finding(code=INSTRUCTIONS, says="It stands in a sentence that reads like an instruction to a language model.")


def instructed(document: Document, fields: Mapping[str, FieldResult]) -> dict[str, tuple[Finding, ...]]:
    """For each of the pointers whose value cannot be used unseen, why; none where the document gives no orders."""
    if not document.planted:
        return {}
    found = {path: _finding(one.chosen, document.planted) for path, one in fields.items() if one.chosen is not None}
    return {path: (finding,) for path, finding in found.items() if finding is not None}


def _finding(chosen: Candidate, planted: Sequence[Span]) -> Finding | None:
    if any(one.span.overlaps(sentence) for one in chosen.evidence for sentence in planted):
        return INSIDE
    alone = chosen.source.kind == "model" and not any(signal.name == "agrees" for signal in chosen.signals)
    return VOUCHED if alone else None
