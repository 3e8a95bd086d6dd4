"""A claim: this value stands there, says this source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assay.finding import Finding, Signal
from assay.span import Span
from assay.value import Value

Match = Literal["exact", "normalised", "fuzzy"]
SourceKind = Literal["structured", "rule", "model", "formula", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value was read.

    `exact`: the text at the span is the raw value. `normalised`: they are equal but for case, spaces and signs of one meaning.
    """

    span: Span
    match: Match = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who claims it. `id` names the rung of the ladder (`total.from[0]`), `extractor` its code and version (`label@1`)."""

    kind: SourceKind
    id: str
    extractor: str
    model: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value for the field at `path` (JSON Pointer, rows included: `/line_items/3/name`).

    `raw` is the text as printed, `value` what our own parser made of it. `evidence` is empty only for a boolean `false`, which says
    that no passage was found. What a formula gave has its value displayed as `raw`, and the evidence of what it was computed from.
    """

    path: str
    raw: str
    value: Value
    evidence: tuple[Evidence, ...]
    source: Source
    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()
