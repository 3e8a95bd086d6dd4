"""A document of the running system, worked out once more without asking any model."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from assay.errors import Refused
from engine.desk import Desk
from engine.errand import Answered, Errand
from store.extractions import result
from store.pool import transaction
from workers.anew import work_of, worked_anew
from workers.system import System

Form = dict[str, Any]


def replay(system: System, desk: Desk[Errand, Answered], workspace: UUID, document: UUID) -> tuple[Form, Form]:
    """What the newest result was made of gives now, and that result.

    Raises Refused (`not_found`, `revision_stale` where there is none yet), ModelError `llm_unrecorded`, DocumentError, StorageError.
    """
    work = work_of(system, workspace, document)
    with transaction(system.pool) as connection:
        before = result(connection, workspace, document)
    if before is None:
        raise Refused("revision_stale")
    return worked_anew(system, desk, workspace, work).form, before
