"""Whether the system answers, takes documents, and works on them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api import examples
from api.caller import parts_of
from api.life import Life, life
from api.models import Alive, PartState, Readiness
from api.parts import Parts
from assay.errors import AssayError, StorageError
from store.migrate import pending, published
from store.pool import transaction
from workers.system import System

LEAST_FREE_BYTES = 500_000_000
LATE_SECONDS = 120.0  # a job that has been due for longer was not found by any sweeper

router = APIRouter(tags=["operation"])

OK = PartState(state="ok", says="")


@router.get("/healthz", response_model=Alive, **examples.operation("alive"))
def alive() -> Any:
    """This process answers."""
    return Alive(status="ok")


@router.get("/readyz", response_model=Readiness, **examples.operation("ready"))
def ready(parts: Annotated[Parts, Depends(parts_of)]) -> JSONResponse:
    """Which part does its work. 503 when documents cannot be taken; 200 with `degraded` when they are taken and wait."""
    states = looked_at(parts.system)
    found = {one.state for one in states.values()}
    status: Any = next(one for one in ("down", "degraded", "ok") if one in found)
    answer = Readiness(status=status, parts=states).model_dump(mode="json")
    return JSONResponse(answer, 503 if status == "down" else 200, {"Cache-Control": "no-store"})


def looked_at(system: System) -> dict[str, PartState]:
    """Each part and its state."""
    database, found = _database(system)
    alive = found.alive if found else {}
    return {
        "database": database,
        "blobs": _blobs(system.settings.data_dir),
        "broker": _broker(system),
        "workers": _workers(alive),
        "sweeper": _sweeper(found),
    }


def _database(system: System) -> tuple[PartState, Life | None]:
    try:
        with transaction(system.pool) as connection:
            if pending(connection, published()):
                raise StorageError("database_behind")
            return OK, life(connection)
    except AssayError as error:
        return PartState(state="down", says=f"{error.says} {error.fix}"), None


def _blobs(data_dir: Path) -> PartState:
    """Whether the folder takes files, tried as submissions do it."""
    try:
        with tempfile.TemporaryFile(dir=data_dir / "blobs" if (data_dir / "blobs").is_dir() else data_dir) as file:
            file.write(b"x")
            file.flush()
            free = os.statvfs(file.fileno()).f_bavail * os.statvfs(file.fileno()).f_frsize
    except OSError:
        return PartState(state="down", says="The folder of the documents cannot be written to, or its disk is full.")
    if free < LEAST_FREE_BYTES:
        return PartState(state="degraded", says=f"The disk of the documents has {free // 1_000_000} MB left.")
    return OK


def _broker(system: System) -> PartState:
    if system.bell.waiting() is None:
        return PartState(state="degraded", says="The broker does not answer; the sweeper finds the documents, more slowly.")
    return OK


def _workers(alive: Mapping[str, int]) -> PartState:
    if not alive.get("worker"):
        return PartState(state="degraded", says="No worker is alive; documents wait. Start one with `assay worker`.")
    return OK


def _sweeper(found: Life | None) -> PartState:
    if found is None:
        return PartState(state="degraded", says="Nobody can say without the database.")
    if found.pulse.oldest_job_seconds is not None and found.pulse.oldest_job_seconds > LATE_SECONDS:
        return PartState(state="degraded", says=f"A document has been due for {found.pulse.oldest_job_seconds:.0f} seconds.")
    return OK
