"""What calls cost, and whether they may be made: the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from assay.asking import Budget, Reason
from assay.extraction import Usage
from assay.span import Span

Kind = Literal["live", "batch"]
Scope = Literal["document", "schema", "day", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPart:
    """One document's part in a call. `share` of the call's cost is its own; the shares of a call add up to 1."""

    document: str
    schema: str
    schema_hash: str
    fields: tuple[str, ...]
    egress: tuple[Span, ...]
    share: float
    reason: Reason
    budget: Budget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request about to be sent. `worst` is the most that it can cost in US dollars, None where the model's price is not known."""

    id: str
    workspace: UUID
    token: UUID | None
    model: str
    kind: Kind
    parts: tuple[CallPart, ...]
    worst: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhausted:
    """A budget that the call does not fit into any more. `says` names it, its limit and what is spent of it, for a person.

    `may_pass`: what is missing is reserved for calls that are being made, and may be free again once they have ended.
    """

    scope: Scope
    says: str
    budget: Budget | None = None
    may_pass: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a call ended: `outcome` is `ok` or the code of its error. `seconds` it took."""

    outcome: str
    usage: Usage = field(default_factory=Usage)
    price: str | None = None
    seconds: float = 0.0


class Ledger(Protocol):
    """One row per call, written before the call is made. Safe to share between threads and processes."""

    def reserve(self, call: Call) -> Exhausted | None:
        """Write the call down and take its worst case out of every budget that it touches; what does not fit is not written.

        A call of unknown price fits into no budget in money. Raises StorageError.
        """

    def settle(self, call_id: str, settlement: Settlement) -> None:
        """Write down how the call ended and give back what it did not cost. Twice does no harm. Raises StorageError.

        A call that is never settled keeps its worst case: nobody knows what it cost.
        """
