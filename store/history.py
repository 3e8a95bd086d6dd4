"""What calls of language models took before, by which coming ones are estimated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from store.shelf import Transaction
from store.sql import queries

_SQL = queries("model_history")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Sums over the ledger of one schema.

    `parts` were answered, with so many `fields` and output `tokens`. Of the `calls`, `repeats` failed or had to ask once more about a
    document alone; of the `documents`, `doubted` went to the large model.
    """

    parts: int = 0
    fields: int = 0
    tokens: int = 0
    fields_squared: int = 0
    tokens_by_fields: int = 0
    tokens_squared: int = 0
    calls: int = 0
    repeats: int = 0
    documents: int = 0
    doubted: int = 0

    @property
    def tokens_per_field(self) -> float:
        """The ratio estimate: all tokens by all fields."""
        return self.tokens / self.fields

    @property
    def spread(self) -> float:
        """The standard deviation of a part's tokens around its fields' share, relative to a part's mean tokens; for two parts or more.

        `sqrt(sum (t - r f)^2 / (n - 1)) / mean t`, the residuals of a ratio estimate (Cochran, Sampling Techniques, 1977, 6.4).
        """
        ratio = self.tokens_per_field
        squares = self.tokens_squared - 2 * ratio * self.tokens_by_fields + ratio * ratio * self.fields_squared
        mean = self.tokens / self.parts
        return math.sqrt(max(0.0, squares) / (self.parts - 1)) / mean if mean else 0.0


def history_of(transaction: Transaction, workspace: UUID, schema: str, *, since: date) -> History:
    """What calls about documents of the schema took from that day on, whatever its version. Calls that have not ended count for nothing."""
    values = {"workspace": workspace, "schema": schema, "since": since.isoformat()}
    (row,) = transaction.rows(_SQL["history"], values)
    return History(**{name: int(number) for name, number in row.items()})
