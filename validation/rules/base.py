"""What a rule of validation brings: it looks at one value and says what is off, or what speaks for it.

A new rule is one file here and one line in `registry.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assay.candidate import Candidate
from assay.finding import Finding, Signal
from schemas.schema import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a rule has to say; empty when it has nothing to say."""

    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()


NOTHING = Noticed()


class Rule(Protocol):
    """A pure question to one candidate. Never raises for what a document contains."""

    def __call__(self, field: Field, candidate: Candidate) -> Noticed:
        """What is off with the candidate, or speaks for it, as a value of the field (a column or list item included)."""
