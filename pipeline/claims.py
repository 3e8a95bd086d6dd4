"""What is said about each pointer of a schema: the sources that say the same are one claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.candidate import Candidate, SourceKind
from schemas.schema import Field
from validation.confidence import confidence
from validation.routing import INVALID
from validation.rules.registry import examine

# A model is asked where no rule settles it. Where the two then differed, the model's quoted value was the right one three times in four,
# even of a model that errs in one value of ten, unless the rule was surer than this.
QUOTED = 0.94

# By pointer, the best first.
Claims = Mapping[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value of a field and everyone who says so, in the order in which they were heard.

    `lead` is the member with the best evidence, `sure` how sure it alone makes us. `models` are those that were heard of the field.
    """

    field: Field
    members: tuple[Candidate, ...]
    lead: Candidate
    sure: float
    models: tuple[str | None, ...] = ()

    @property
    def kinds(self) -> frozenset[SourceKind]:
        """The independent sources: two rules read the same words and count as one."""
        return frozenset(member.source.kind for member in self.members)

    @property
    def is_quoted(self) -> bool:
        """Whether a model read it in the words that it quotes."""
        said = (signal for member in self.members if member.source.kind == "model" for signal in member.signals)
        return any(signal.name == "quote" and signal.strength > 0 for signal in said)

    @property
    def merit(self) -> tuple[bool, bool, int, float, int]:
        """What claims are ordered by, the better the greater. Of two models the later one was asked because the first was doubted."""
        sound = not any(finding.code in INVALID for finding in self.lead.findings)
        standing = max(self.sure, QUOTED) if self.is_quoted else self.sure
        later = max((self.models.index(member.source.model) for member in self.members if member.source.model in self.models), default=0)
        return "structured" in self.kinds, sound, len(self.kinds), standing, later


def claim_of(field: Field, members: Sequence[Candidate], models: Sequence[str | None] = ()) -> Claim:
    """The claim of members that mean the same value; of equally good ones the first leads."""
    merits = [(member.source.kind == "structured", strength(field, member)) for member in members]
    best = max(range(len(members)), key=merits.__getitem__)
    return Claim(field=field, members=tuple(members), lead=members[best], sure=merits[best][1], models=tuple(models))


def strength(field: Field, candidate: Candidate) -> float:
    """How sure one source alone makes us."""
    return confidence((*candidate.signals, *examine(field, candidate).signals))
