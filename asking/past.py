"""What the ledger knows before anything is asked: what calls took so far, and what is spent of today's budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from asking.postings import day_account, schema_account
from asking.prices import today
from assay.money import usd_of
from store.history import History, history_of
from store.local import NOBODY
from store.shelf import Shelf
from store.spending import spent

DAYS = 90
"""Older calls were made by other models, or about other documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """By schema: what its calls took, and what is spent on it today. `spent_today` is on everything. In US dollars."""

    histories: Mapping[str, History] = field(default_factory=dict)
    spent_by_schema: Mapping[str, Decimal] = field(default_factory=dict)
    spent_today: Decimal = Decimal(0)


NO_PAST = Past()


def past_of(shelf: Shelf, schemas: Iterable[str]) -> Past:
    """What single commands asked about documents of these schemas. Raises StorageError."""
    names, day = tuple(schemas), today().isoformat()
    since = today() - timedelta(days=DAYS)
    with shelf.transaction() as transaction:
        return Past(
            histories={name: history_of(transaction, NOBODY, name, since=since) for name in names},
            spent_by_schema={name: usd_of(spent(transaction, NOBODY, schema_account(name, day))) for name in names},
            spent_today=usd_of(spent(transaction, NOBODY, day_account(day))),
        )
