"""Where the memory and the ledger of the language model are kept: in Postgres, or, for a single command, in a file.

Both speak one small SQL: the queries of `store/queries/model_*.sql` are written in what Postgres and SQLite have in common, with these
functions in both: `epoch()`, seconds since 1970 by the database's own clock, and `today()`, the date of that moment in UTC as text.
Money is a whole number of billionths of a US dollar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from store import rows as postgres
from store.pool import Database, Pool, transaction

Row = dict[str, Any]


class Transaction(Protocol):
    """What may be done until it is committed."""

    def rows(self, query: bytes, values: Mapping[str, object]) -> list[Row]:
        """Every row of what the query returns, by the names of its columns."""

    def run(self, query: bytes, values: Mapping[str, object]) -> None:
        """Carry out a statement that returns nothing."""


class Shelf(Protocol):
    """A database in which answers and calls are kept. Safe to share between threads and processes."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Committed at the end unless something was raised. Raises StorageError."""


@dataclass(frozen=True, slots=True)
class PostgresTransaction:
    """A transaction of the running system's database that is open already."""

    connection: Database

    def rows(self, query: bytes, values: Mapping[str, object]) -> list[Row]:
        """As in `Transaction`."""
        return postgres.rows(self.connection, query, values)

    def run(self, query: bytes, values: Mapping[str, object]) -> None:
        """As in `Transaction`."""
        self.connection.execute(query, values)


@dataclass(frozen=True, slots=True)
class PostgresShelf:
    """The running system's."""

    pool: Pool

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """As in `Shelf`."""
        with transaction(self.pool) as connection:
            yield PostgresTransaction(connection)
