"""The queue before people: one row per document that waits, the dearest doubt first, given out with a lease.

What is at risk with a field is (1 - confidence) x cost_of_error, in the schema's unit of cost; with a document, the sum.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.document import PageRange
from assay.errors import Refused
from store.pool import Database
from store.rows import page_range, row, rows, values_of
from store.sql import queries

_SQL = queries("review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A doubtful field and what is at risk with it."""

    path: str
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A waiting document in a reviewer's hands until the lease ends; `items` has the dearest first."""

    document: UUID
    revision: int
    schema: str
    risk: float
    until: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A document in the queue: `doubtful` fields, and who has it (nobody: it is postponed) until `free_at`, when that is to come."""

    document: UUID
    name: str
    page_first: int | None
    page_last: int | None
    schema: str
    risk: float
    doubtful: int
    reviewer: str | None
    free_at: datetime
    since: datetime

    @property
    def page_range(self) -> PageRange | None:
        """The pages of its parent that a piece of a packet has."""
        return page_range(self.page_first, self.page_last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of the queue, the dearest first, and the cursor of the next one; None when this is the last."""

    waiting: tuple[Waiting, ...]
    cursor: str | None


def list_waiting(connection: Database, workspace: UUID, *, schema: str | None = None, cursor: str | None = None, limit: int = 50) -> Queue:
    """The documents that wait for a person. Raises Refused `cursor_invalid` for a cursor that no list gave."""
    risk, last = (None, None) if cursor is None else _place(cursor)
    values = {"workspace": workspace, "schema": schema, "risk": risk, "id": last, "limit": limit + 1}
    found = values_of(Waiting, connection, _SQL["waiting"], values)
    shown = tuple(found[:limit])
    return Queue(waiting=shown, cursor=_cursor(shown[-1]) if len(found) > limit else None)


def next_review(connection: Database, workspace: UUID, *, reviewer: str, lease_seconds: float, schema: str | None = None) -> Review | None:
    """The document with the most at risk that nobody holds, of one schema if one is named; None when nothing waits."""
    with connection.transaction():
        found = row(connection, _SQL["next"], {"workspace": workspace, "schema": schema})
        if found is None:
            return None
        return _claimed(connection, workspace, found["document"], reviewer, lease_seconds)


def claim_review(connection: Database, workspace: UUID, document: UUID, *, reviewer: str, lease_seconds: float) -> Review:
    """This document, or a longer lease for whoever holds it.

    Raises Refused: `not_found` when it does not wait for anybody, `held_by_another` while another reviewer holds it.
    """
    with connection.transaction():
        claimed = _claimed(connection, workspace, document, reviewer, lease_seconds)
        if claimed is None:
            raise Refused("held_by_another" if holder(connection, workspace, document) else "not_found")
        return claimed


def release_review(connection: Database, workspace: UUID, document: UUID, *, reviewer: str, delay_seconds: float = 0) -> bool:
    """Give the document back, for the next reviewer at once or, postponed, after the delay; False when it is not this reviewer's."""
    values = {"workspace": workspace, "document": document, "reviewer": reviewer, "seconds": delay_seconds}
    with connection.transaction():
        return row(connection, _SQL["release"], values) is not None


def items(connection: Database, workspace: UUID, document: UUID) -> tuple[Item, ...]:
    """The doubtful fields of a document that waits, the dearest first; none when it does not wait."""
    found = rows(connection, _SQL["items"], {"workspace": workspace, "document": document})
    return tuple(Item(**one) for one in found)


def holder(connection: Database, workspace: UUID, document: UUID) -> str | None:
    """Who holds the document now."""
    found = row(connection, _SQL["holder"], {"workspace": workspace, "document": document})
    return None if found is None else found["reviewer"]


def queue_reviews(connection: Database, workspaces: Sequence[UUID], documents: Sequence[UUID]) -> None:
    """Bring the queue in line with the newest revisions of these documents, in the transaction that is open."""
    judged = {"workspaces": list(workspaces), "documents": list(documents)}
    for step in ("settle", "queue", "forget_items", "queue_items"):
        connection.execute(_SQL[step], judged)


def _cursor(last: Waiting) -> str:
    return base64.urlsafe_b64encode(f"{last.risk!r} {last.document}".encode()).decode()


def _place(cursor: str) -> tuple[float, UUID]:
    try:
        risk, _, last = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return float(risk), UUID(last)
    except (ValueError, binascii.Error) as error:
        raise Refused("cursor_invalid") from error


def _claimed(connection: Database, workspace: UUID, document: UUID, reviewer: str, seconds: float) -> Review | None:
    values = {"workspace": workspace, "document": document, "reviewer": reviewer, "seconds": seconds}
    found = row(connection, _SQL["claim"], values)
    return None if found is None else Review(**found, items=items(connection, workspace, document))
