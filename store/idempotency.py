"""Requests that their sender may repeat: the same key gets the same answer for a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.errors import Refused
from store.pool import Database
from store.rows import as_json, row
from store.sql import queries

_SQL = queries("idempotency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request with a key. `scope` is the token and the route, `body_hash` the hash of what was sent."""

    workspace: UUID
    scope: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer that the request got the first time."""

    status: int
    answer: Any


def begin(connection: Database, request: Request, *, lease_seconds: float = 120) -> KeptAnswer | None:
    """None when the request is new and must be carried out, else the answer that it got.

    Raises Refused `idempotency_conflict` when the key came with another body, and `idempotency_in_flight` while the first
    request is under way; one whose server died is under way until the lease ends.
    """
    values = _values(request) | {"body_hash": request.body_hash, "seconds": lease_seconds}
    with connection.transaction():
        if row(connection, _SQL["begin"], values) is not None:
            return None
        kept = row(connection, _SQL["kept"], values)
    if kept is None:  # given back between the two looks: its sender will come again
        raise Refused("idempotency_in_flight")
    if kept["body_hash"] != request.body_hash:
        raise Refused("idempotency_conflict")
    if kept["status"] is None:
        raise Refused("idempotency_in_flight")
    return KeptAnswer(status=kept["status"], answer=kept["answer"])


def answered(connection: Database, request: Request, answer: KeptAnswer) -> None:
    """Keep the answer, best in the transaction that carries out the request."""
    with connection.transaction():
        connection.execute(_SQL["answer"], _values(request) | {"status": answer.status, "answer": as_json(answer.answer)})


def abandoned(connection: Database, request: Request) -> None:
    """The request came to nothing: its key may be used at once."""
    with connection.transaction():
        connection.execute(_SQL["forget"], _values(request))


def forget_old(connection: Database) -> None:
    """Remove the keys of yesterday, of all workspaces."""
    with connection.transaction():
        connection.execute(_SQL["forget_old"])


def _values(request: Request) -> dict[str, object]:
    return {"workspace": request.workspace, "scope": request.scope, "key": request.key}
