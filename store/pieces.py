"""Pieces: documents that were found inside of another, each with a job, a result and a review of its own.

A packet has pieces with pages of it and its bytes, a container has members with bytes of their own. A piece is known again by its
parent, bytes, name and pages, so that a file that is read twice has no piece twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.document import PageRange
from assay.errors import StorageError
from store.blobs import Blobs
from store.documents import SHARE_BLOB
from store.jobs import Finished, Job, completed, finish, open_job, still_held
from store.outbox import write_events
from store.pool import Database
from store.records import Recorded, record
from store.review import queue_reviews
from store.rows import as_json, as_text, row, rows
from store.sql import queries

_SQL = queries("pieces")
_OPEN = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece as it was found; its bytes lie under their hash already, those of a refused member are its container's.

    `schema` is the name and hash of a published version; None where the piece is to be read as its parent was asked to be. `error` is
    why a member was refused, as results show it.
    """

    sha256: str
    name: str
    size: int
    page_range: PageRange | None = None
    schema: tuple[str, str] | None = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The document that a piece is, and the job that was opened for it, if one was."""

    document: UUID
    job: UUID | None


def keep_pieces(connection: Database, job: Job, pieces: Sequence[Piece], *, first: int, blobs: Blobs) -> list[Kept] | None:
    """Some of the pieces that the job found, all of these or none; `first` is the place of the first among all.

    A piece that was there before keeps what was found and decided, and is worked on anew where its parent is. None, and nothing is
    written, when the job is no longer held. Raises StorageError `blob_missing`.
    """
    with connection.transaction():
        if not still_held(connection, job.lease):
            return None
        _hold_bytes(connection, {piece.sha256 for piece in pieces}, blobs)
        return [_kept(connection, job, piece, position) for position, piece in enumerate(pieces, first)]


def conclude(connection: Database, job: Job, done: Finished, kept: Sequence[UUID]) -> bool:
    """Save the result of a document whose pieces are these, all of them; False, and nothing is written, when the job is no longer held.

    Pieces of an earlier reading that are none any more are canceled, leave the queue before people and withdraw their records.
    """
    parent = {"workspace": job.workspace, "parent": job.document}
    with connection.transaction():
        connection.execute(_SQL["lock_jobs"], parent)
        if not finish(connection, [done]):
            return False
        left_out = rows(connection, _SQL["left_out"], parent | {"kept": list(kept)})
        if left_out:
            _leave_out(connection, job.workspace, {one["document"]: one["revision"] for one in left_out})
    return True


def leaves_of(connection: Database, workspace: UUID, document: UUID) -> list[UUID]:
    """What a document came apart into in the end, in order: the document itself where it is in one piece."""
    return [one["id"] for one in rows(connection, _SQL["leaves"], {"workspace": workspace, "document": document})]


def is_open(connection: Database, workspace: UUID, document: UUID) -> bool:
    """Whether a document or any piece of it is still at work."""
    found = row(connection, _SQL["is_open"], {"workspace": workspace, "document": document})
    return found is not None and bool(found["open"])


def _hold_bytes(connection: Database, hashes: set[str], blobs: Blobs) -> None:
    for sha256 in sorted(hashes):
        connection.execute(SHARE_BLOB, {"sha256": sha256})
        if not blobs.exists(sha256):
            raise StorageError("blob_missing")


def _kept(connection: Database, job: Job, piece: Piece, position: int) -> Kept:
    values = _values(job, piece, position)
    found = row(connection, _SQL["find"], values)
    if found is None:
        added = row(connection, _SQL["add"], values)
        assert added is not None  # noqa: S101 - the parent is there as long as its job is held
        return _begun(connection, job, piece, added["id"])
    values["document"] = found["id"]
    connection.execute(_SQL["place"], values)
    if found["status"] in _OPEN or not job.revision:  # else the parent is worked on anew, and so are its pieces
        return Kept(document=found["id"], job=None)
    connection.execute(_SQL["begin" if piece.error is None else "refuse"], values)
    return _begun(connection, job, piece, found["id"])


def _begun(connection: Database, job: Job, piece: Piece, document: UUID) -> Kept:
    if piece.error is not None:
        write_events(connection, [(job.workspace, document, completed(document, "failed", piece.error))])
        return Kept(document=document, job=None)
    opened = open_job(connection, job.workspace, document, priority=job.priority, chunkable=job.chunkable)
    return Kept(document=document, job=opened)


def _leave_out(connection: Database, workspace: UUID, revisions: Mapping[UUID, int]) -> None:
    documents = list(revisions)
    named = {"workspace": workspace, "documents": documents}
    connection.execute(_SQL["drop_jobs"], named)
    connection.execute(_SQL["leave_out"], named)
    queue_reviews(connection, [workspace] * len(documents), documents)
    record(connection, [Recorded(workspace=workspace, document=one, revision=revisions[one], records=None) for one in documents])


def _values(job: Job, piece: Piece, position: int) -> dict[str, object]:
    first, last = piece.page_range or (None, None)
    schema, schema_hash = piece.schema or (None, None)
    return {
        "workspace": job.workspace,
        "parent": job.document,
        "sha256": piece.sha256,
        "name": as_text(piece.name),
        "size": piece.size,
        "page_first": first,
        "page_last": last,
        "position": position,
        "schema": schema,
        "schema_hash": schema_hash,
        "status": "queued" if piece.error is None else "failed",
        "code": piece.error and piece.error["code"],
        "error": as_json(piece.error),
    }
