"""Whether the system takes documents and works on them, part by part."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assay.errors import AssayError, StorageError
from store.migrate import pending, published
from store.pool import transaction
from workers.life import Life, life
from workers.system import System, blobs_folder

LEAST_FREE_BYTES = 500_000_000
LATE_SECONDS = 120.0  # a job that has been due for longer was not found by any sweeper


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether a part does its work: `ok`, `degraded` (nothing is lost, it takes longer) or `down`, and a sentence where it does not."""

    state: Literal["ok", "degraded", "down"]
    says: str


OK = State(state="ok", says="")


def states_of(system: System) -> dict[str, State]:
    """Each part and its state."""
    database, found = _database(system)
    alive = found.alive if found else {}
    return {
        "database": database,
        "blobs": _blobs(blobs_folder(system.settings)),
        "broker": _broker(system),
        "workers": _workers(alive),
        "sweeper": _sweeper(found),
    }


def _database(system: System) -> tuple[State, Life | None]:
    try:
        with transaction(system.pool) as connection:
            if pending(connection, published()):
                raise StorageError("database_behind")
            return OK, life(connection)
    except AssayError as error:
        return State(state="down", says=f"{error.says} {error.fix}"), None


def _blobs(folder: Path) -> State:
    """Whether the folder takes files, tried as submissions do it."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)) as file:
            file.write(b"x")
            file.flush()
            free = os.statvfs(file.fileno()).f_bavail * os.statvfs(file.fileno()).f_frsize
    except OSError:
        return State(state="down", says="The folder of the documents cannot be written to, or its disk is full.")
    if free < LEAST_FREE_BYTES:
        return State(state="degraded", says=f"The disk of the documents has {free // 1_000_000} MB left.")
    return OK


def _broker(system: System) -> State:
    if system.bell.waiting() is None:
        return State(state="degraded", says="The broker does not answer; documents are taken, and wait until it is back.")
    return OK


def _workers(alive: Mapping[str, int]) -> State:
    if not alive.get("worker"):
        return State(state="degraded", says="No worker is alive; documents wait. Start one with `assay worker`.")
    return OK


def _sweeper(found: Life | None) -> State:
    if found is None:
        return State(state="degraded", says="Nobody can say without the database.")
    if found.pulse.oldest_job_seconds is not None and found.pulse.oldest_job_seconds > LATE_SECONDS:
        return State(state="degraded", says=f"A document has been due for {found.pulse.oldest_job_seconds:.0f} seconds.")
    return OK


def _nearest(folder: Path) -> Path:
    """The folder, or the one in which it would be made."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
