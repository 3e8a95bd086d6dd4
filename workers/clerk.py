"""Has the questions that belong into a provider's batch answered there, and wakes the documents that wait for them.

Every worker has a clerk; one of them leads, and only that one moves batches.
"""

from __future__ import annotations

import threading
from functools import partial

from asking.batch.clerk import Clerk
from asking.batch.open import RUNNING, open_clerk
from assay.log import log_event
from assay.settings import Settings
from store.jobs import wake
from store.pool import Database
from store.shelf import PostgresShelf
from workers.leading import lead_until
from workers.system import System

SECONDS_BETWEEN_ROUNDS = 5.0
SECONDS_PER_HOUR = 3600.0


def seconds_for_batches(settings: Settings) -> float:
    """How long a document waits for a batch."""
    return settings.model_batch_hours * SECONDS_PER_HOUR


def clerk_until(stopped: threading.Event, system: System, address: str) -> None:
    """Try to lead, move batches as long as that lasts, and try again, until the worker has `stopped`."""
    settings = system.settings
    clerk = open_clerk(settings, PostgresShelf(system.pool), seconds=seconds_for_batches(settings), pace=RUNNING)
    lead_until(stopped, address, "clerk", partial(_move_on, stopped, clerk))


def _move_on(stopped: threading.Event, clerk: Clerk, connection: Database) -> None:
    while not stopped.wait(SECONDS_BETWEEN_ROUNDS):
        round_once(clerk, connection)


def round_once(clerk: Clerk, connection: Database) -> None:
    """Take every batch as far as it goes now, and have the documents worked on whose questions are settled."""
    clerk.step()
    if woken := wake(connection):
        log_event("batch_came", documents=len(woken))
