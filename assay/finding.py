"""What was noticed about a value: findings (something is off) and signals (evidence for or against)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something is off with a value: `error` sends it to review, `warning` lowers its confidence.

    `code` is stable (`checksum`, `ambiguous`, `pattern`, `required`, `check_failed` ...); `says` is one sentence for the analyst.
    """

    code: str
    says: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One piece of evidence for (positive) or against (negative) a value.

    `strength` lies in [-1, 1]; its weight belongs to `validation.confidence`. `says` is the reason in words.
    """

    name: str
    strength: float
    says: str
