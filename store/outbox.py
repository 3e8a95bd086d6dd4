"""Events for the world outside, kept in the transaction that they tell of and handed on afterwards, at least once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from store.pool import Database
from store.rows import as_json, values_of
from store.sql import queries

_SQL = queries("outbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened (`document.completed`). The id stays the same however often it is handed on."""

    type: str
    payload: Mapping[str, Any]
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An event on its way: `attempts` counts the takings, this one included."""

    id: UUID
    workspace: UUID
    document: UUID | None
    type: str
    payload: Mapping[str, Any]
    attempts: int
    created_at: datetime


def write_events(connection: Database, events: Sequence[tuple[UUID, UUID | None, Event]]) -> None:
    """Add events, each with its workspace and its document, to the transaction that is open."""
    if not events:
        return
    with connection.cursor().copy(_SQL["copy"]) as copy:
        for workspace, document, event in events:
            copy.write_row((workspace, event.id, document, event.type, as_json(event.payload)))


def claim_events(connection: Database, *, limit: int, lease_seconds: float) -> list[Outgoing]:
    """Events of all workspaces that are due. They come again unless `delivered`, `put_off` or `give_up` is said within the lease."""
    with connection.transaction():
        return values_of(Outgoing, connection, _SQL["claim"], {"limit": limit, "seconds": lease_seconds})


def delivered(connection: Database, events: Sequence[UUID]) -> None:
    """The events were handed on, and are forgotten here."""
    with connection.transaction():
        connection.execute(_SQL["delivered"], {"events": list(events)})


def put_off(connection: Database, event: UUID, *, delay_seconds: float) -> None:
    """The event could not be handed on; it is due again after the delay."""
    with connection.transaction():
        connection.execute(_SQL["put_off"], {"event": event, "seconds": delay_seconds})


def give_up(connection: Database, event: UUID) -> None:
    """The event will not be tried again; `dead_events` shows it."""
    with connection.transaction():
        connection.execute(_SQL["give_up"], {"event": event})


def dead_events(connection: Database, workspace: UUID, *, limit: int = 100) -> list[Outgoing]:
    """The events of a workspace that were given up, the newest first."""
    return values_of(Outgoing, connection, _SQL["dead"], {"workspace": workspace, "limit": limit})
