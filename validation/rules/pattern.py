"""`pattern`: what a right value looks like."""

from __future__ import annotations

from assay.candidate import Candidate
from assay.finding import Finding
from schemas.schema import Field
from validation.rules.base import NOTHING, Noticed


def matches_pattern(field: Field, candidate: Candidate) -> Noticed:
    """A finding when the whole value does not match. Text is matched as parsed, every other type as printed.

    What was computed is printed nowhere.
    """
    if field.pattern is None or candidate.source.kind == "formula":
        return NOTHING
    text = candidate.value if isinstance(candidate.value, str) else candidate.raw.strip()
    if field.pattern.fullmatch(text):
        return NOTHING
    return Noticed(findings=(Finding(code="pattern", says=f"Does not have the form {field.pattern.source}."),))
