"""Work that one of all workers does: each tries to lead, and whoever does goes on until it ends or loses its connection."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg

from assay.errors import StorageError
from assay.log import log_event, log_unexpected
from store.pool import Database, connect
from store.processes import lead

SECONDS_TO_LOOK_ON = 5.0  # one that does not lead looks so often whether nobody does
SECONDS_TO_RECOVER = 2.0  # the database is away


def lead_until(stopped: threading.Event, address: str, what: str, work: Callable[[Database], None]) -> None:
    """Try to lead in this matter, do the work as long as that lasts, and try again, until the worker has `stopped`."""
    while not stopped.wait(SECONDS_TO_LOOK_ON if _led(address, what, work) else SECONDS_TO_RECOVER):
        pass


def _led(address: str, what: str, work: Callable[[Database], None]) -> bool:
    """Lead while the connection holds, which is what the lock hangs on; False when the database is away."""
    try:
        with connect(address, autocommit=True) as connection:
            if lead(connection, what):
                log_event(f"{what}_leads")
                work(connection)
    except (StorageError, psycopg.OperationalError):
        return False
    except Exception as error:  # noqa: BLE001  the thread goes on: without it documents could wait for ever
        log_unexpected(error)
    return True
