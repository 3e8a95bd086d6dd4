"""Batches: files that were handed in together, each with the document that it became or the error with which it was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.errors import Refused
from store.documents import cancel
from store.pool import Database
from store.rows import as_json, as_text, row, rows, value_of, values_of
from store.sql import queries

_SQL = queries("batches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Files that were handed in together. `schema_asked` and `origin` are as with documents."""

    id: UUID
    origin: str
    schema_asked: str
    made_by: str
    created_at: datetime
    canceled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One file of a batch; `error` says why it was refused. `duplicate`: the document was there before."""

    position: int
    name: str
    document: UUID | None = None
    duplicate: bool = False
    error: Mapping[str, Any] | None = None


def add_batch(connection: Database, workspace: UUID, *, origin: str, schema: str, by: str) -> UUID:
    """A batch without files."""
    with connection.transaction():
        added = row(connection, _SQL["add"], {"workspace": workspace, "origin": origin, "schema": schema, "by": by})
    assert added is not None  # noqa: S101 - an insert returns its row
    batch: UUID = added["id"]
    return batch


def add_items(connection: Database, workspace: UUID, batch: UUID, items: Sequence[BatchItem]) -> None:
    """More files of a batch."""
    with connection.transaction(), connection.cursor().copy(_SQL["copy_items"]) as copy:
        for one in items:
            copy.write_row((workspace, batch, one.position, as_text(one.name), one.document, one.duplicate, as_json(one.error)))


def find_batch(connection: Database, workspace: UUID, batch: UUID) -> Batch:
    """One batch. Raises Refused `not_found`."""
    found = value_of(Batch, connection, _SQL["batch"], {"workspace": workspace, "batch": batch})
    if found is None:
        raise Refused("not_found")
    return found


def batch_counts(connection: Database, workspace: UUID, batch: UUID) -> dict[str, int]:
    """How many documents have come to which status, or how many files were `refused`; one that came apart counts by its pieces."""
    return {one["status"]: one["number"] for one in rows(connection, _SQL["counts"], {"workspace": workspace, "batch": batch})}


def batch_size(connection: Database, workspace: UUID, batch: UUID) -> int:
    """How many files a batch has."""
    found = row(connection, _SQL["size"], {"workspace": workspace, "batch": batch})
    return 0 if found is None else int(found["files"])


def batch_items(connection: Database, workspace: UUID, batch: UUID, *, first: int = 0, limit: int = 1000) -> list[BatchItem]:
    """The files from a position on, in the order in which they were handed in."""
    values = {"workspace": workspace, "batch": batch, "first": first, "limit": limit}
    return values_of(BatchItem, connection, _SQL["items"], values)


def cancel_batch(connection: Database, workspace: UUID, batch: UUID) -> int:
    """End the work on what came with this batch, and return how many documents that were. Safe to repeat.

    A document that was there before belongs to whoever handed it in first, and goes on. Raises Refused `not_found`.
    """
    named = {"workspace": workspace, "batch": batch}
    with connection.transaction():
        if row(connection, _SQL["cancel"], named) is None:
            raise Refused("not_found")
    waiting = [one["document"] for one in rows(connection, _SQL["waiting"], named)]
    return sum(cancel(connection, workspace, document) for document in waiting)
