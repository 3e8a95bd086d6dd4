"""Rings again for what nobody heard, and tidies up. Every worker has a sweeper; one of them leads, and only that one sweeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from assay.log import log_event
from store.answers import expire_answers
from store.documents import erase_blobs, erase_orphans, fold_counts
from store.idempotency import forget_old
from store.jobs import sweep, unheard
from store.pool import Database
from store.processes import forget_dead
from store.sessions import forget_expired
from workers.app import CHUNK
from workers.leading import lead_until
from workers.system import System

MOST_WAITING = 50  # messages; more would only be heard later, and each ringing adds to them
QUIET_SECONDS = 8.0  # a job that was rung for so lately is still being heard
SECONDS_BETWEEN_SWEEPS = 2.0
SECONDS_BETWEEN_TIDYINGS = 60.0
SECONDS_TO_COMMIT = 24 * 3600.0  # bytes that became no document within a day will not become one


def sweep_until(stopped: threading.Event, system: System, address: str) -> None:
    """Try to lead, sweep as long as that lasts, and try again, until the worker has `stopped`."""
    lead_until(stopped, address, "sweeper", partial(_sweep_on, stopped, system))


def _sweep_on(stopped: threading.Event, system: System, connection: Database) -> None:
    tidied = 0.0
    while not stopped.wait(SECONDS_BETWEEN_SWEEPS):
        sweep_once(system, connection)
        if time.monotonic() > tidied + SECONDS_BETWEEN_TIDYINGS:
            tidy(system, connection)
            tidied = time.monotonic()


def sweep_once(system: System, connection: Database) -> None:
    """Ring for the jobs that are due and not rung for, as many as the queue has room for; none while the broker is away."""
    waiting = system.bell.waiting()
    room = 0 if waiting is None else MOST_WAITING - waiting
    hints = sweep(connection, room=room, chunk=CHUNK, quiet_seconds=QUIET_SECONDS)
    _ring(system, connection, hints.alone, together=False)
    _ring(system, connection, hints.together, together=True)


def tidy(system: System, connection: Database) -> None:
    """What has to be done from time to time so that nothing grows for ever."""
    fold_counts(connection)
    forget_old(connection)
    forget_expired(connection)
    forget_dead(connection)
    if system.settings.answers_days is not None:
        expire_answers(connection, days=system.settings.answers_days)
    erase_blobs(connection, system.blobs)
    erase_orphans(connection, system.blobs, prefix=_prefix_of_the_minute(), older_than_seconds=SECONDS_TO_COMMIT)


def _prefix_of_the_minute() -> str:
    """The two letters of the hashes that are looked at now, so that all of them are in a few hours, whoever leads meanwhile."""
    return f"{int(time.time() / SECONDS_BETWEEN_TIDYINGS) % 256:02x}"


def _ring(system: System, connection: Database, jobs: Sequence[UUID], *, together: bool) -> None:
    if not jobs:
        return
    heard = system.bell.ring(jobs, together=together)
    log_event("rung_again", jobs=len(jobs), heard=heard)
    if not heard:
        unheard(connection, jobs)
