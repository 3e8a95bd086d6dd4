"""What is spent or reserved of each budget for models: of a document, of a schema, a workspace or a token on a day.

An account changes in one statement, in a transaction in which accounts are always taken in the same order: however many processes take
from the same ones, none gets more than the most that its limit leaves, and none waits for another in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from store.shelf import Transaction
from store.sql import queries

_SQL = queries("model_spending")
NO_LIMIT = 2**62  # more billionths of a dollar than there are dollars


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Account:
    """One budget: its scope, whose it is, and the day for which it is, empty where it is for all time."""

    scope: str
    name: str = ""
    day: str = ""


def take(transaction: Transaction, workspace: UUID, account: Account, nano: int, *, most: int | None = None) -> bool:
    """Add to what is spent; False, and nothing is added, when that would be more than `most`, in billionths of a dollar."""
    limit = NO_LIMIT if most is None else most
    return nano <= limit and bool(transaction.rows(_SQL["take"], _values(workspace, account) | {"nano": nano, "most": limit}))


def give_back(transaction: Transaction, workspace: UUID, account: Account, nano: int) -> None:
    """Take off what was reserved and not used; a negative amount adds what was used beyond it."""
    transaction.run(_SQL["give_back"], _values(workspace, account) | {"nano": nano})


def spent(transaction: Transaction, workspace: UUID, account: Account) -> int:
    """What is spent or reserved, in billionths of a dollar."""
    found = transaction.rows(_SQL["spent"], _values(workspace, account))
    return int(found[0]["nano"]) if found else 0


def limit_of_token(transaction: Transaction, workspace: UUID, token: UUID) -> int | None:
    """What a token may spend in a day, in billionths of a dollar; None without a limit. Only the running system has tokens."""
    found = transaction.rows(_SQL["limit_of_token"], {"workspace": workspace, "token": token})
    return found[0]["nano_per_day"] if found else None


def _values(workspace: UUID, account: Account) -> dict[str, object]:
    return {"workspace": workspace, "scope": account.scope, "name": account.name, "day": account.day}
