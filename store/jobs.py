"""The work that is to be done, given out with leases.

Postgres is the truth and the broker only a bell: whoever hears it claims what is due here. A claim counts the attempt before any
work and raises the job's fence; a holder whose fence is old, because its lease ran out and another took over, changes nothing
any more. Locks are taken in one order everywhere: jobs, then documents, then the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from assay.document import PageRange
from assay.errors import DOCUMENT_CODES, Explained
from store.extractions import Extracted, Part, save
from store.outbox import Event, write_events
from store.pool import Database
from store.records import Recorded, Records, record
from store.rows import Form, as_json, page_range, row, rows, values_of
from store.sql import queries

_SQL = queries("jobs")
ATTEMPTS = 6  # a document is innocent when its worker was killed from outside, which may happen to it more than once
CRASHED = "parser_crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write a job's result, as long as no later claim has raised the fence."""

    job: UUID
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed job and what its worker has to know of the document.

    `attempts` counts the claims, this one included, and `crashes` those that ended with the death of a child that read the document.
    `token` is the one of the API that it was handed in with.
    `inside`: the bytes are those of the container that this member was refused from.
    """

    job: UUID
    fence: int
    attempts: int
    crashes: int
    stage: str
    workspace: UUID
    document: UUID
    sha256: str
    name: str
    size: int
    media_type: str | None
    metadata: Mapping[str, Any]
    password: str | None = field(repr=False)
    schema_asked: str
    schema_hash: str | None
    revision: int
    parent: UUID | None
    page_first: int | None
    page_last: int | None
    priority: int
    chunkable: bool
    inside: bool
    token: UUID | None = None
    postponed: int = 0

    @property
    def lease(self) -> Lease:
        """The right to write the result."""
        return Lease(job=self.job, fence=self.fence)

    @property
    def page_range(self) -> PageRange | None:
        """The pages of its parent that a piece of a packet has."""
        return page_range(self.page_first, self.page_last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The work of one job: the result of section 2 of the contract, failed ones included, and what else is kept with it.

    `costs` and `parts` are as in `store.extractions.Extracted`, `records` as in `store.records.Recorded`.
    """

    lease: Lease
    form: Form
    costs: Mapping[str, float] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    events: Sequence[Event] = ()
    records: Records | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Jobs that somebody should be told of: those that may share a chunk, and those that are worked on alone."""

    together: Sequence[UUID]
    alone: Sequence[UUID]


def claim_jobs(
    connection: Database, *, worker: str, limit: int = 1, lease_seconds: float = 60, only: Sequence[UUID] | None = None
) -> list[Job]:
    """Up to `limit` due jobs of all workspaces, the most urgent first; `only` names those that are asked for.

    Whoever asks for several gets only such as may share a chunk: a job that was tried before is given out alone. One that has
    been claimed `ATTEMPTS` times, and whose last holder never came back, is not given out again: its document fails with
    `parser_crashed`.
    """
    with connection.transaction():
        due = rows(connection, _SQL["due" if only is None else "due_of"], {"limit": limit, "only": only and list(only)})
        _bury(connection, [one["id"] for one in due if one["attempts"] >= ATTEMPTS])
        fresh = [one["id"] for one in due if one["attempts"] < ATTEMPTS]
        taken = values_of(Job, connection, _SQL["take"], {"jobs": fresh, "worker": worker, "seconds": lease_seconds})
    return sorted(taken, key=lambda job: fresh.index(job.job))


def heartbeat(connection: Database, leases: Iterable[Lease], *, lease_seconds: float = 60, stage: str | None = None) -> set[UUID]:
    """Lengthen leases from now on, and return the jobs that are still held; the others' work is void."""
    with connection.transaction():
        found = rows(connection, _SQL["heartbeat"], _held(leases) | {"seconds": lease_seconds, "stage": stage})
    return {one["id"] for one in found}


def release(
    connection: Database,
    leases: Iterable[Lease],
    *,
    delay_seconds: float = 0,
    counted: bool = False,
    postponed: bool = False,
    stage: str | None = None,
) -> set[UUID]:
    """Give jobs back, to be due after the delay, and return those that were still held.

    The attempt is taken back (a worker that stops, a model that is busy) unless it is `counted`: then it was a crash. `postponed`: it
    waits for a model, which is counted by itself.
    """
    values = _held(leases) | {"seconds": delay_seconds, "counted": counted, "postponed": postponed, "stage": stage}
    with connection.transaction():
        found = rows(connection, _SQL["release"], values)
    return {one["id"] for one in found}


def finish(connection: Database, done: Sequence[Finished]) -> set[UUID]:
    """Save results, documents' states, review items and events, and end the jobs: all of it or nothing.

    Returns the jobs that were ended; of one whose fence is old nothing is written. A chunk costs as many statements as a
    single job. Each result's schema version must have been published.
    """
    by_job = {one.lease.job: one for one in done}
    with connection.transaction():
        held = rows(connection, _SQL["hold"], _held(one.lease for one in done))
        if not held:
            return set()
        revisions = save(connection, [_extracted(one, by_job[one["job"]]) for one in held])
        record(connection, [_recorded(one, by_job[one["job"]], revision) for one, revision in zip(held, revisions, strict=True)])
        write_events(connection, [(one["workspace"], one["document"], event) for one in held for event in by_job[one["job"]].events])
        connection.execute(_SQL["done"], {"jobs": [one["job"] for one in held]})
    return {one["job"] for one in held}


def still_held(connection: Database, lease: Lease) -> bool:
    """Lock a job in the transaction that is open; False when its fence is old, and whoever asks may write nothing."""
    return row(connection, _SQL["hold"], _held([lease])) is not None


def fail(connection: Database, lease: Lease, *, code: str, error: Explained) -> bool:
    """End a job without a result, and tell those who wait for it; False, and nothing is written, when the fence is old."""
    with connection.transaction():
        held = row(connection, _SQL["hold"], _held([lease]))
        if held is None:
            return False
        _fail(connection, [held["job"]], code, error)
    return True


def sweep(connection: Database, *, room: int, chunk: int = 1, quiet_seconds: float = 8) -> Hints:
    """The jobs for which the bell should be rung, and none that was rung for within the quiet time.

    Finds what a broker lost and what a dead worker left behind, and ends what was claimed too often. Two sweepers do
    no harm to each other. `room` is how many more hints the queue may hold, of either kind, with `chunk` jobs to a hint for those
    that may go together: 0 keeps it from being flooded.
    """
    with connection.transaction():
        spent = rows(connection, _SQL["spent"], {"attempts": ATTEMPTS, "limit": 100})
        _bury(connection, [one["id"] for one in spent])
        return Hints(
            together=_hints(connection, "hint_together", max(0, room) * chunk, quiet_seconds),
            alone=_hints(connection, "hint_alone", max(0, room), quiet_seconds),
        )


def hinted(connection: Database, jobs: Sequence[UUID]) -> None:
    """The bell was rung for these jobs: the sweeper leaves them alone for its quiet time."""
    with connection.transaction():
        connection.execute(_SQL["hinted"], {"jobs": list(jobs)})


def unheard(connection: Database, jobs: Sequence[UUID]) -> None:
    """Nobody heard the bell for these jobs: the sweeper takes them up at its next look."""
    with connection.transaction():
        connection.execute(_SQL["unheard"], {"jobs": list(jobs)})


def open_job(connection: Database, workspace: UUID, document: UUID, *, priority: int, chunkable: bool) -> UUID:
    """A job for the document, or the one that it has, in the transaction that is open."""
    values = {"workspace": workspace, "document": document, "priority": priority, "chunkable": chunkable}
    found = row(connection, _SQL["open"], values) or row(connection, _SQL["lock_of"], values)
    assert found is not None  # noqa: S101 - only whoever holds the document's lock, as the caller does, ends its job
    opened: UUID = found["id"]
    return opened


def lock_job(connection: Database, workspace: UUID, document: UUID) -> UUID | None:
    """Lock the document's job, if it has one, before the document itself is locked."""
    found = row(connection, _SQL["lock_of"], {"workspace": workspace, "document": document})
    return None if found is None else found["id"]


def drop_job(connection: Database, job: UUID) -> None:
    """End a job that nobody wants done any more, in the transaction that is open; what its worker brings is refused."""
    connection.execute(_SQL["done"], {"jobs": [job]})


def wake(connection: Database) -> list[UUID]:
    """Make the jobs due that wait for a model's batch and whose questions are all answered or given up, and return them."""
    with connection.transaction():
        return [one["id"] for one in rows(connection, _SQL["wake"], {})]


def _hints(connection: Database, query: str, limit: int, quiet_seconds: float) -> list[UUID]:
    found = rows(connection, _SQL[query], {"limit": limit, "quiet": quiet_seconds})
    return [one["id"] for one in found]


def _held(leases: Iterable[Lease]) -> dict[str, object]:
    leases = list(leases)
    return {"jobs": [one.job for one in leases], "fences": [one.fence for one in leases]}


def _extracted(held: Mapping[str, Any], finished: Finished) -> Extracted:
    return Extracted(
        workspace=held["workspace"],
        document=held["document"],
        job=held["job"],
        made_by=held["worker"],
        form=finished.form,
        costs=finished.costs,
        parts=finished.parts,
    )


def _recorded(held: Mapping[str, Any], finished: Finished, revision: int) -> Recorded:
    return Recorded(workspace=held["workspace"], document=held["document"], revision=revision, records=finished.records)


def _bury(connection: Database, spent: Sequence[UUID]) -> None:
    """Fail the documents of jobs that killed their worker again and again."""
    if spent:
        _fail(connection, spent, CRASHED, DOCUMENT_CODES[CRASHED])


def _fail(connection: Database, jobs: Sequence[UUID], code: str, error: Explained) -> None:
    said = error_json(code, error)
    failed = rows(connection, _SQL["fail"], {"jobs": list(jobs), "code": code, "error": as_json(said)})
    write_events(connection, [(one["workspace"], one["document"], completed(one["document"], "failed", said)) for one in failed])


def completed(document: UUID, status: str, error: Mapping[str, object] | None) -> Event:
    """The event that the work on a document has ended, well or not."""
    return Event(type="document.completed", payload={"document": str(document), "status": status, "error": error})


def error_json(code: str, error: Explained) -> dict[str, object]:
    """An error as results show it."""
    return {"code": code, **asdict(error)}
