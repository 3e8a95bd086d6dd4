"""How far each model's limits are used: a row per model, which whoever asks it next holds while he reckons."""

from __future__ import annotations

from dataclasses import dataclass

from store.shelf import Transaction
from store.sql import queries

_SQL = queries("model_pace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Moments in seconds since 1970: when all that went would have gone at the steady rate, when the rest ends, and now."""

    requests: float
    tokens: float
    rests_until: float
    now: float


def held(transaction: Transaction, model: str) -> Held:
    """The model's row, which nobody else gets until the transaction ends."""
    transaction.run(_SQL["begin"], {"model": model})
    (row,) = transaction.rows(_SQL["hold"], {"model": model})
    return Held(requests=row["requests_at"], tokens=row["tokens_at"], rests_until=row["rests_until"], now=row["now"])


def move(transaction: Transaction, model: str, *, requests: float, tokens: float) -> None:
    """Note that something went."""
    transaction.run(_SQL["move"], {"model": model, "requests": requests, "tokens": tokens})


def rest(transaction: Transaction, model: str) -> float:
    """Seconds for which the model is to be left alone."""
    return max((float(row["seconds"]) for row in transaction.rows(_SQL["rest"], {"model": model})), default=0.0)


def let_rest(transaction: Transaction, model: str, seconds: float) -> None:
    """Leave the model alone for so long, or for longer where that was said before."""
    transaction.run(_SQL["begin"], {"model": model})
    transaction.run(_SQL["let_rest"], {"model": model, "seconds": seconds})
