"""What a rung reads somewhere, and how such readings become claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assay.candidate import Candidate, Evidence, Source, SourceKind
from assay.finding import Finding, Signal
from assay.span import Span
from assay.value import Money, Value
from schemas.schema import STRUCTURED_KINDS, Field, Pick, Rung
from schemas.types.base import FieldType

# More different values than this for one field say only that the rule does not fit the document.
MOST_VALUES = 20

# A list may be long, but each item is compared with all before it.
MOST_ITEMS = 1000

VERSION = 1

# A web site's author may be its publisher, a mail's sender a form.
_OF_THE_FILE = frozenset({"header", "metadata"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One value that a rung read; the span is what it was read from, nothing else around it."""

    span: Span
    value: Value
    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """The field, or column, and the rung that speaks for it."""

    field: Field
    rung: Rung
    type: FieldType

    @property
    def is_aside(self) -> bool:
        """Whether the rung says what the file says of itself, and the schema asks others before: these know the document better."""
        return self.rung.kind in _OF_THE_FILE and self.rung != self.field.ladder[0]

    @property
    def source(self) -> Source:
        """As it stands in a result."""
        kind: SourceKind = "structured" if self.rung.kind in STRUCTURED_KINDS and not self.is_aside else "rule"
        return Source(kind=kind, id=self.rung.id, extractor=f"{self.rung.kind}@{VERSION}")


def claims(claimant: Claimant, hits: Iterable[Hit], text: str) -> list[Candidate]:
    """Candidates for a field, in the order of the hits, one for each different value.

    A list numbers its items. In data an item that stands there twice is meant twice; on a page it is only printed again.
    """
    if claimant.field.shape == "list":
        items = hits if claimant.source.kind == "structured" else distinct(hits, claimant.type, MOST_ITEMS)
        return [claim(claimant, f"{claimant.field.path}/{index}", hit, text) for index, hit in enumerate(items)]
    kept = distinct(picked(hits, claimant.field.pick), claimant.type, MOST_VALUES)
    counted = (_counted(hit, len(kept), place, claimant.field.pick) for place, hit in enumerate(kept))
    return [claim(claimant, claimant.field.path, hit, text) for hit in counted]


def claim(claimant: Claimant, path: str, hit: Hit, text: str) -> Candidate:
    """The candidate that says what the hit says."""
    return Candidate(
        path=path,
        raw=text[hit.span.start : hit.span.end],
        value=hit.value,
        evidence=(Evidence(span=hit.span),),
        source=claimant.source,
        findings=hit.findings,
        signals=hit.signals,
    )


def distinct(hits: Iterable[Hit], of: FieldType, most: int) -> list[Hit]:
    """The first hit of each different value, at most so many."""
    kept: list[Hit] = []
    for hit in hits:
        if len(kept) == most:
            break
        if not any(of.equal(hit.value, one.value) for one in kept):
            kept.append(hit)
    return kept


def picked(hits: Iterable[Hit], pick: Pick | None) -> Iterable[Hit]:
    """The hits with the wanted one first. `unique` wants no order: of several values a person takes one."""
    order = _ORDERS.get(pick) if pick else None
    return sorted(hits, key=order) if order else hits


def _size(value: Value) -> Decimal:
    match value:
        case Money(amount=amount):
            return amount
        case Decimal() | int():
            return Decimal(value)
        case date():
            return Decimal(value.toordinal())
        case _:
            return Decimal(0)


_ORDERS: Mapping[Pick, Callable[[Hit], int | Decimal]] = {
    "first": lambda hit: hit.span.start,
    "last": lambda hit: -hit.span.start,
    "largest": lambda hit: -_size(hit.value),
}

SEVERAL = Finding(
    severity="warning", code="ambiguous", says="Several values stand in the document, and the schema takes none unless it is the only one."
)


def _counted(hit: Hit, values: int, place: int, pick: Pick | None) -> Hit:
    if values == 1:
        return _signalled(hit, 1.0, "The rule found this value and no other.")
    if pick in _ORDERS and place == 0:
        return _signalled(hit, 1.0, f"The schema takes the {pick} of {values} different values.")
    several = _signalled(hit, -1.0, f"The rule found {values} different values.")
    return replace(several, findings=(*hit.findings, SEVERAL)) if pick == "unique" else several


def _signalled(hit: Hit, strength: float, says: str) -> Hit:
    return replace(hit, signals=(*hit.signals, Signal(name="only_hit", strength=strength, says=says)))
