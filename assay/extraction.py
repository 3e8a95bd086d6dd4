"""The judged answer for one document and one schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from assay.candidate import Candidate
from assay.errors import AssayError
from assay.finding import Finding, Severity, Signal

State = Literal["accepted", "check", "missing", "invalid", "confirmed", "corrected", "absent"]
Status = Literal["succeeded", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldResult:
    """A judged claim about one field, list item or table cell.

    accepted: good enough to use unseen. check: a value that a person should look at. missing: required or asked for,
    and not found. invalid: a value that cannot be right. `confidence` is a probability; None when there is no value.
    `why` holds the strongest reasons first.
    """

    path: str
    state: State
    chosen: Candidate | None = None
    rivals: tuple[tuple[Candidate, float], ...] = ()
    findings: tuple[Finding, ...] = ()
    why: tuple[Signal, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One of the schema's checks on one document; `passed` is None when a value that it needs is not there."""

    name: str
    passed: bool | None
    severity: Severity
    says: str
    paths: tuple[str, ...]
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the model cost. `usd` is None when the price of the model is not known ("unpriced"), never a guess."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    usd: Decimal | None = Decimal(0)


def total_usage(usages: Iterable[Usage]) -> Usage:
    """All of it together; of unknown price as soon as one of them is."""
    total = Usage()
    for one in usages:
        total = Usage(
            calls=total.calls + one.calls,
            input_tokens=total.input_tokens + one.input_tokens,
            cached_tokens=total.cached_tokens + one.cached_tokens,
            output_tokens=total.output_tokens + one.output_tokens,
            usd=None if total.usd is None or one.usd is None else total.usd + one.usd,
        )
    return total


def total_costs(costs: Iterable[Mapping[str, Usage]]) -> dict[str, Usage]:
    """What each field cost, all of it together."""
    listed: dict[str, list[Usage]] = {}
    for one in costs:
        for name, usage in one.items():
            listed.setdefault(name, []).append(usage)
    return {name: total_usage(usages) for name, usages in listed.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """Which document a result is about."""

    id: str
    name: str
    sha256: str
    media_type: str
    pages: int
    parent: str | None = None
    page_range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRef:
    """Which version of which schema a result is about."""

    name: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that is known about one document after judging. `fields` is keyed by JSON Pointer, in the schema's order.

    `costs` says what it cost to ask a model for a field, by the field's name; what was not asked now is not there.

    A document can fail and still carry values: when the model could not be reached, what the rules found stands.
    """

    document: DocumentRef
    schema: SchemaRef
    status: Status = "succeeded"
    error: AssayError | None = None
    revision: int = 1
    fields: Mapping[str, FieldResult] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    usage: Usage = field(default_factory=Usage)
    costs: Mapping[str, Usage] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def doubtful(self) -> tuple[str, ...]:
        """Pointers of the fields that wait for a person."""
        return tuple(path for path, result in self.fields.items() if result.state in ("check", "missing", "invalid"))
