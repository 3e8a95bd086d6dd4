"""What the system holds and does, in numbers, for its operator."""

from __future__ import annotations

from dataclasses import dataclass

from store.pool import Database, translated
from store.rows import value_of
from store.sql import queries

SQL = queries("status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """Jobs that wait for a worker, that one works on, and that one has left without finishing; these are taken up again."""

    waiting: int
    running: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """`documents` counts by status, without those that are nought; `doubtful_fields` wait for a person. Over all workspaces."""

    documents: dict[str, int]
    jobs: Jobs
    doubtful_fields: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the work goes: for how long a due job has waited (None: none is due), how many documents wait for a person, and how many
    events wait to be handed on or were given up. Over all workspaces."""

    oldest_job_seconds: float | None
    reviews: int
    events: int
    dead_events: int


def contents(connection: Database) -> Contents:
    """The numbers of one moment, from a database that is migrated. Raises StorageError."""
    with translated(), connection.transaction():
        waiting, running, lost = connection.execute(SQL["jobs"]).fetchone() or (0, 0, 0)
        (doubtful,) = connection.execute(SQL["doubtful_fields"]).fetchone() or (0,)
        return Contents(
            documents=dict(connection.execute(SQL["documents"]).fetchall()),
            jobs=Jobs(waiting=waiting, running=running, lost=lost),
            doubtful_fields=doubtful,
        )


def pulse(connection: Database) -> Pulse:
    """How the work goes at this moment. Raises StorageError."""
    with translated(), connection.transaction():
        found = value_of(Pulse, connection, SQL["pulse"], {})
        assert found is not None  # noqa: S101 - it has no `from`
        return found
