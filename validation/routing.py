"""Where a judged value goes: used unseen, to a person, or marked as not there.

Hard gates come first: what one of them catches goes to a person however sure we are.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.candidate import Candidate
from assay.extraction import State
from assay.finding import Finding, Signal
from schemas.schema import Field
from validation.confidence import shown

# A value with one of these cannot be right as it stands.
INVALID = frozenset({"checksum", "pattern", "bounds", "unparseable"})

# A value with one of these may be right, and only a person can tell. Every finding of severity `error` does the same.
DOUBTFUL = frozenset({"ambiguous", "ungrounded"})

# Codes of findings that the pipeline itself puts on a field.
UNHEARD = "unheard"
CHECK_FAILED = "check_failed"
COMPUTED = "computed"
COMPUTED_OTHERWISE = "computed_otherwise"
CLOSES = "closes"


def grounded(candidate: Candidate) -> tuple[Finding, ...]:
    """A finding for a value that points nowhere; only a boolean `false` may, what a formula gave, and what a person said."""
    if candidate.evidence or candidate.value is False or candidate.source.kind in ("formula", "person"):
        return ()
    return (Finding(code="ungrounded", says="Not found in the text of the document."),)


def uncertified(field: Field) -> tuple[Finding, ...]:
    """A finding for a value of which the schema asks more than an estimate: nothing vouches for that yet."""
    if field.assurance == "provisional":
        return ()
    says = f"The schema asks for `assurance: {field.assurance}`, and no certificate is there: every value waits. `provisional` ends that."
    return (Finding(code="uncertified", says=says),)


def route(field: Field, findings: Sequence[Finding], confidence: float) -> State:
    """The state of a value that was found."""
    codes = {finding.code for finding in findings}
    if codes & INVALID:
        return "invalid"
    if codes & DOUBTFUL or any(finding.severity == "error" for finding in findings):
        return "check"
    return "accepted" if confidence >= field.target_accuracy else "check"


def route_empty(findings: Sequence[Finding]) -> State:
    """The state of a field for which nothing was found: `missing` waits for a person, `absent` is an answer."""
    return "missing" if any(finding.severity == "error" for finding in findings) else "absent"


def why(field: Field, state: State, findings: Sequence[Finding], confidence: float) -> tuple[Signal, ...]:
    """The first reason for the state, in words: the findings, else how sure is sure enough."""
    if findings:
        return tuple(Signal(name=finding.code, strength=-1.0, says=finding.says) for finding in findings)
    if state == "check":
        says = f"{shown(confidence, 3):.1%} sure; to be used unseen it would have to be {field.target_accuracy * 100:g}%."
        return (Signal(name="below_target", strength=-1.0, says=says),)
    return ()


def why_empty(findings: Sequence[Finding]) -> tuple[Signal, ...]:
    """Why nothing stands here, in words."""
    if findings:
        return tuple(Signal(name=finding.code, strength=-1.0, says=finding.says) for finding in findings)
    return (Signal(name="absent", strength=-1.0, says="Every source was asked, and none found it."),)
