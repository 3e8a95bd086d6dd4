"""`Prefer: wait=30`: an answer that waits for the result, as long as the caller likes and not for ever (RFC 7240)."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Annotated
from uuid import UUID

from fastapi import Header
from fastapi.concurrency import run_in_threadpool

from api.caller import Asked
from store.pieces import is_open
from store.pool import transaction

LONGEST = 60
FIRST_LOOK, SLOWEST_LOOK = 0.05, 0.5

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", re.IGNORECASE)

Prefer = Annotated[
    str | None, Header(description=f"`wait=30` waits up to that many seconds for the result; at most {LONGEST}.", examples=["wait=30"])
]


def wait_seconds(prefer: str | None) -> int:
    """How long the caller likes to wait; 0 when it does not say."""
    found = _WAIT.search(prefer or "")
    return min(LONGEST, int(found[1])) if found else 0


async def is_over(asked: Asked, document: UUID, *, seconds: float) -> bool:
    """Whether the work on the document and its pieces ends within the time. Holds neither a thread nor a connection while it waits."""
    until = time.monotonic() + seconds
    pause = FIRST_LOOK
    while not await run_in_threadpool(_is_over, asked, document):
        if time.monotonic() + pause > until:
            return False
        await asyncio.sleep(pause)
        pause = min(SLOWEST_LOOK, pause * 1.5)
    return True


def _is_over(asked: Asked, document: UUID) -> bool:
    with transaction(asked.system.pool) as connection:
        return not is_open(connection, asked.workspace, document)
