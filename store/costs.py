"""What models cost, from the view `model_costs`: by schema, field, document, day, model or token."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from assay.money import usd_of
from assay.span import Span
from store.shelf import Row, Transaction
from store.sql import queries

_SQL = queries("model_costs")

By = Literal["schema", "field", "document", "day", "model", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A sum over calls. `name` is what it is of: a schema, `invoice.total`, a document's id, a day, a model, a token's id, `total`.

    `usd` is what is known to have been spent, None when no call has a price. `unpriced_calls` have none; `open_calls` are not settled and
    count with their worst case. A call about several documents counts for each of them.
    """

    name: str
    calls: int = 0
    unpriced_calls: int = 0
    open_calls: int = 0
    documents: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    usd: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From a day to a day in UTC, both included; None leaves an end open."""

    since: date | None = None
    until: date | None = None


ALL_DAYS = Days()


def costs(transaction: Transaction, workspace: UUID, *, by: By, days: Days = ALL_DAYS, document: str | None = None) -> list[Cost]:
    """The sums, the dearest first; days in order. `document` asks for those of one document only."""
    return _summed(transaction, workspace, by, days, document)


def total_cost(transaction: Transaction, workspace: UUID, *, days: Days = ALL_DAYS, document: str | None = None) -> Cost:
    """All of it together."""
    return next(iter(_summed(transaction, workspace, "total", days, document)), Cost(name="total"))


def egress(transaction: Transaction, workspace: UUID, *, days: Days = ALL_DAYS) -> Mapping[str, tuple[Span, ...]]:
    """Which spans of each document's text were shown to a model: in order, without overlaps."""
    left: dict[str, list[Span]] = {}
    for row in transaction.rows(_SQL["egress"], _within(workspace, days)):
        left.setdefault(row["document"], []).extend(Span(start, end) for start, end in json.loads(row["egress"]))
    return {document: tuple(_joined(spans)) for document, spans in left.items()}


def _summed(transaction: Transaction, workspace: UUID, by: str, days: Days, document: str | None) -> list[Cost]:
    values = _within(workspace, days) | {"by": by, "document": document}
    return [_cost(row) for row in transaction.rows(_SQL["costs"], values)]


def _within(workspace: UUID, days: Days) -> dict[str, object]:
    return {
        "workspace": workspace,
        "since": days.since.isoformat() if days.since else "",
        "until": days.until.isoformat() if days.until else "9999-12-31",
    }


def _cost(row: Row) -> Cost:
    counts = {name: int(number) for name, number in row.items() if name not in ("name", "nano")}
    nothing_known = 0 < counts["calls"] == counts["unpriced_calls"]
    return Cost(name=row["name"], usd=None if nothing_known else usd_of(int(row["nano"])), **counts)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
