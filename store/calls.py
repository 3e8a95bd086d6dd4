"""Calls of language models as they are written down: before they are made, and when it is known how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from assay.extraction import Usage
from assay.money import nano_of
from assay.span import Span
from store.rows import as_json
from store.shelf import Transaction
from store.spending import Account
from store.sql import queries

_SQL = queries("model_calls")
SECONDS_IN_FLIGHT = 600.0  # an answer takes less; what is open for longer was lost with its process


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call that is about to be made; the parts have its money."""

    workspace: UUID
    call: str
    token: UUID | None
    model: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A question about one document in it.

    `nano` is its part of the worst case in billionths of a US dollar, None where the model has no price.
    """

    document: str
    schema: str
    schema_hash: str
    reason: str
    fields: tuple[str, ...]
    egress: tuple[Span, ...]
    share: float
    nano: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a call ended. `usage.usd` is None where nobody knows what it cost: then what was reserved stays."""

    outcome: str
    usage: Usage
    price: str | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A call that was settled just now, and on which day's account it stands."""

    workspace: UUID
    token: UUID | None
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """A part as it is kept; `part` counts from 0 within its call."""

    workspace: UUID
    call: str
    part: int
    document: str
    schema_name: str
    schema_hash: str
    share: float
    nano: int | None


def add_call(transaction: Transaction, call: CallRow, parts: Sequence[PartRow]) -> str | None:
    """The day on whose account the call stands; None when it is written down already."""
    priced = [part.nano for part in parts if part.nano is not None]
    added = transaction.rows(_SQL["add"], asdict(call) | {"nano": sum(priced) if priced else None})
    if not added:
        return None
    for number, part in enumerate(parts):
        _add_part(transaction, call, number, part)
    return str(added[0]["day"])


def _add_part(transaction: Transaction, call: CallRow, number: int, part: PartRow) -> None:
    named = {"workspace": call.workspace, "call": call.call, "part": number}
    spans = as_json([[one.start, one.end] for one in part.egress])
    transaction.run(_SQL["add_part"], asdict(part) | named | {"fields": as_json(part.fields), "egress": spans})


def settle_call(transaction: Transaction, call: str, ended: Ended) -> Written | None:
    """Write down how the call ended; None when that was done before, or when there is no such call."""
    values = {"call": call, "outcome": ended.outcome, "price": ended.price, "seconds": ended.seconds}
    found = transaction.rows(_SQL["settle"], values | _measured(ended.usage))
    if not found:
        return None
    (row,) = found
    token = None if row["token_id"] is None else UUID(str(row["token_id"]))
    return Written(workspace=UUID(str(row["workspace_id"])), token=token, day=row["day"])


def in_flight(transaction: Transaction, workspace: UUID, account: Account, *, besides: str) -> int:
    """What calls that are being made, `besides` this one, hold of a budget, in billionths of a US dollar."""
    values = {"workspace": workspace, "call": besides, "seconds": SECONDS_IN_FLIGHT, **asdict(account)}
    return int(transaction.rows(_SQL["in_flight"], values)[0]["nano"])


def parts_of(transaction: Transaction, workspace: UUID, call: str) -> list[KeptPart]:
    """The parts of a call, in order."""
    found = transaction.rows(_SQL["parts"], {"workspace": workspace, "call": call})
    return [KeptPart(workspace=workspace, call=call, **row) for row in found]


def settle_part(transaction: Transaction, part: KeptPart, usage: Usage) -> None:
    """Write down the part's share of what the call took and cost."""
    named = {"workspace": part.workspace, "call": part.call, "part": part.part}
    transaction.run(_SQL["settle_part"], named | _measured(usage))


def _measured(usage: Usage) -> dict[str, object]:
    return {
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "nano": None if usage.usd is None else nano_of(usage.usd),
    }
