"""The processes of the running system, which say every few seconds that they are there."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from store.pool import Database
from store.rows import as_json, values_of
from store.sql import queries

_SQL = queries("processes")
ALIVE_SECONDS = 30.0  # who was not seen for so long is not counted on
DEAD_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Self:
    """This process, as it says that it is there. `kind` is `worker`, `server` or `watcher`."""

    kind: str
    id: UUID = field(default_factory=uuid4)
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)

    @property
    def name(self) -> str:
        """Who it is among all workers: `host:4711:1f0c2d3e`."""
        return f"{self.host}:{self.pid}:{self.id.hex[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process as it was last seen. `facts` is what its kind has to tell."""

    id: UUID
    kind: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    stopping: bool
    facts: Mapping[str, Any]
    silent_seconds: float

    @property
    def alive(self) -> bool:
        """Whether it was seen lately."""
        return self.silent_seconds <= ALIVE_SECONDS


def seen(connection: Database, me: Self, *, facts: Mapping[str, Any], stopping: bool = False) -> None:
    """Say that this process is there, with what it has to tell."""
    values = {"id": me.id, "kind": me.kind, "host": me.host, "pid": me.pid, "facts": as_json(dict(facts)), "stopping": stopping}
    with connection.transaction():
        connection.execute(_SQL["seen"], values)


def leave(connection: Database, me: Self) -> None:
    """This process ends."""
    with connection.transaction():
        connection.execute(_SQL["leave"], {"id": me.id})


def lead(connection: Database, what: str) -> bool:
    """Whether this connection leads from now on, in that matter and as long as it lasts; False while another does."""
    found = connection.execute(_SQL["lead"], {"what": f"assay.{what}"}).fetchone()
    return bool(found and found[0])


def forget_dead(connection: Database) -> None:
    """Remove the processes that ended long ago without saying so."""
    with connection.transaction():
        connection.execute(_SQL["forget_dead"], {"seconds": DEAD_SECONDS})


def processes(connection: Database) -> list[Process]:
    """Every process that has not said that it ended, the dead included."""
    return values_of(Process, connection, _SQL["all"], {})
