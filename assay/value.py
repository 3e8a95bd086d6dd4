"""Values that fields take, once parsed.

text, code, name ...: str; integer: int; decimal, percent: Decimal; money: Money; date: datetime.date; boolean: bool.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; `currency` is an ISO 4217 code, None when the document does not say it beside the amount."""

    amount: Decimal
    currency: str | None = None


Value = str | int | Decimal | Money | date | bool
