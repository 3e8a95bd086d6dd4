"""What is said about each pointer of a schema: the sources that say the same are one claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.candidate import Candidate, SourceKind
from schemas.schema import Field
from validation.confidence import confidence
from validation.routing import INVALID
from validation.rules.registry import examine

# By pointer, the best first.
Claims = Mapping[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value of a field and everyone who says so, in the order in which they were heard.

    `lead` is the member with the best evidence, `sure` how sure it alone makes us.
    """

    field: Field
    members: tuple[Candidate, ...]
    lead: Candidate
    sure: float

    @property
    def kinds(self) -> frozenset[SourceKind]:
        """The independent sources: two rules read the same words and count as one."""
        return frozenset(member.source.kind for member in self.members)

    @property
    def merit(self) -> tuple[bool, bool, int, float]:
        """What claims are ordered by, the better the greater."""
        sound = not any(finding.code in INVALID for finding in self.lead.findings)
        return "structured" in self.kinds, sound, len(self.kinds), self.sure


def claim_of(field: Field, members: Sequence[Candidate]) -> Claim:
    """The claim of members that mean the same value; of equally good ones the first leads."""
    merits = [(member.source.kind == "structured", strength(field, member)) for member in members]
    best = max(range(len(members)), key=merits.__getitem__)
    return Claim(field=field, members=tuple(members), lead=members[best], sure=merits[best][1])


def strength(field: Field, candidate: Candidate) -> float:
    """How sure one source alone makes us."""
    return confidence((*candidate.signals, *examine(field, candidate).signals))
