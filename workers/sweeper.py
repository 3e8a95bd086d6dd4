"""Rings again for what nobody heard, and tidies up. Every worker has a sweeper; one of them leads, and only that one sweeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from uuid import UUID

import psycopg

from assay.errors import StorageError
from assay.log import log_event, log_unexpected
from store.documents import erase_blobs, erase_orphans, fold_counts
from store.idempotency import forget_old
from store.jobs import sweep, unheard
from store.pool import Database, connect
from store.processes import forget_dead, lead
from store.sessions import forget_expired
from workers.app import CHUNK
from workers.system import System

MOST_WAITING = 50  # messages; more would only be heard later, and each ringing adds to them
QUIET_SECONDS = 8.0  # a job that was rung for so lately is still being heard
SECONDS_BETWEEN_SWEEPS = 2.0
SECONDS_BETWEEN_TIDYINGS = 60.0
SECONDS_TO_COMMIT = 24 * 3600.0  # bytes that became no document within a day will not become one
SECONDS_TO_LOOK_ON = 5.0  # a sweeper that does not lead looks so often whether nobody does


def sweep_until(stopped: threading.Event, system: System, address: str) -> None:
    """Try to lead, sweep as long as that lasts, and try again, until the worker has `stopped`."""
    while not stopped.wait(SECONDS_TO_LOOK_ON if _led(stopped, system, address) else SECONDS_BETWEEN_SWEEPS):
        pass


def _led(stopped: threading.Event, system: System, address: str) -> bool:
    """Lead while the connection holds, which is what the lock hangs on; False when the database is away."""
    try:
        with connect(address, autocommit=True) as connection:
            if lead(connection, "sweeper"):
                log_event("sweeper_leads")
                _sweep_on(stopped, system, connection)
    except (StorageError, psycopg.OperationalError):
        return False
    except Exception as error:  # noqa: BLE001  the thread goes on: without a sweeper documents could wait for ever
        log_unexpected(error)
    return True


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
