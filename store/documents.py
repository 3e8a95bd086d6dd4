"""Documents: handed in, listed, begun anew, and erased with everything that hangs on them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from assay.document import PageRange
from assay.errors import Refused, StorageError
from store.blobs import Blobs
from store.jobs import drop_job, lock_job, open_job
from store.pool import Database
from store.record_tables import hold_tables
from store.rows import Row, as_json, as_text, page_range, row, rows, values_of
from store.sql import queries

_SQL = queries("documents")
SHARE_BLOB = _SQL["share_blob"]
AUTO = "auto"
_SEEN_IN_QUEUE = frozenset({"in_review", "postponed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody hands in; the bytes lie under their hash already.

    `schema` is a name with the hash of a published version, or `auto` without one. `origin` says where it came from (`api`,
    `folder`, `console`), and `token` with which token of the API. `password` opens a protected file. `chunkable`: nobody waits for
    this one, it may be worked on together with others.
    """

    sha256: str
    name: str
    size: int
    origin: str
    token: UUID | None = None
    schema: str = AUTO
    schema_hash: str | None = None
    media_type: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)
    priority: int = 0
    chunkable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The document, and the job that is open for it. `duplicate`: the same bytes came before for the same schema version."""

    document: UUID
    job: UUID | None
    status: str
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document as it is kept; `review_state` is as it stands at this moment, `in_review` and `postponed` included.

    `pieces` counts the documents that it came apart into.
    """

    id: UUID
    sha256: str
    name: str
    size: int
    media_type: str | None
    pages: int | None
    parent_id: UUID | None
    page_first: int | None
    page_last: int | None
    pieces: int
    origin: str
    metadata: Mapping[str, Any]
    password: str | None = field(repr=False)
    schema_asked: str
    schema_hash: str | None
    schema_name: str
    status: str
    review_state: str
    revision: int
    attempts: int
    error: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def page_range(self) -> PageRange | None:
        """The pages of its parent that a piece of a packet has."""
        return page_range(self.page_first, self.page_last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which documents are listed; None lets everything through."""

    status: str | None = None
    review: str | None = None
    schema: str | None = None
    error: str | None = None
    parent: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Documents, the newest first, and the cursor of the next ones; None when these are the last."""

    documents: tuple[DocumentRecord, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How many documents a workspace has by status, by state of review, and by schema."""

    status: Mapping[str, int]
    review: Mapping[str, int]
    schema: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What is left of an erased document."""

    document: UUID
    sha256: str
    deleted_by: str
    reason: str
    deleted_at: datetime


# Handed in


def submit(connection: Database, workspace: UUID, submission: Submission, *, blobs: Blobs) -> Submitted:
    """The document and its job, or what became of the same bytes before. See `submit_all`."""
    return submit_all(connection, workspace, [submission], blobs=blobs)[0]


def submit_all(connection: Database, workspace: UUID, submissions: Sequence[Submission], *, blobs: Blobs) -> list[Submitted]:
    """Each document with its job, all of them or none, in the order given.

    Raises StorageError `blob_missing` when the bytes of one are not kept: put them, and submit again.
    """
    # Two that hand in the same documents wait for each other in one order only.
    order = sorted(range(len(submissions)), key=lambda place: submissions[place].sha256)
    with connection.transaction():
        done = {place: _submitted(connection, workspace, submissions[place], blobs) for place in order}
    return [done[place] for place in range(len(submissions))]


def _submitted(connection: Database, workspace: UUID, submission: Submission, blobs: Blobs) -> Submitted:
    values = _submission_values(workspace, submission)
    connection.execute(SHARE_BLOB, values)
    if not blobs.exists(submission.sha256):
        raise StorageError("blob_missing")
    added = row(connection, _SQL["add"], values)
    if added is None:
        return _before(connection, workspace, values)
    job = open_job(connection, workspace, added["id"], priority=submission.priority, chunkable=submission.chunkable)
    return Submitted(document=added["id"], job=job, status="queued", duplicate=False)


def _before(connection: Database, workspace: UUID, values: Mapping[str, object]) -> Submitted:
    """What became of the same bytes; where they, or a piece of them, could not be opened, they are tried again with another password."""
    same = row(connection, _SQL["same"], values)
    if same is None:
        raise StorageError("storage_unavailable", "The document was deleted while it was handed in again.", fix="Hand it in once more.")
    if values["password"] is not None and same["locked"]:
        connection.execute(_SQL["unlock"], {**values, "document": same["id"]})
        return reprocess(connection, workspace, same["id"])
    return Submitted(document=same["id"], job=same["job"], status=same["status"], duplicate=True)


def _submission_values(workspace: UUID, submission: Submission) -> dict[str, object]:
    return {
        "workspace": workspace,
        "sha256": submission.sha256,
        "name": as_text(submission.name),
        "size": submission.size,
        "media_type": submission.media_type,
        "origin": submission.origin,
        "token": submission.token,
        "metadata": as_json(dict(submission.metadata)),
        "password": None if submission.password is None else as_text(submission.password),
        "schema": submission.schema,
        "schema_hash": submission.schema_hash,
    }


# Looked at


def find_document(connection: Database, workspace: UUID, document: UUID) -> DocumentRecord:
    """One document. Raises Refused `not_found`."""
    found = row(connection, _SQL["document"], {"workspace": workspace, "document": document})
    if found is None:
        raise Refused("not_found")
    return _record(found)


def list_documents(
    connection: Database, workspace: UUID, *, filters: Filters | None = None, cursor: str | None = None, limit: int = 50
) -> Listing:
    """A page of the list, the newest first. Raises Refused `cursor_invalid` for a cursor that no listing gave."""
    filters = filters or Filters()
    at, last = (None, None) if cursor is None else _place(cursor)
    values = {
        "workspace": workspace,
        "status": filters.status,
        "review": filters.review,
        "kept": "needs_review" if filters.review in _SEEN_IN_QUEUE else filters.review,
        "schema": filters.schema,
        "error": filters.error,
        "parent": filters.parent,
        "at": at,
        "id": last,
        "limit": limit + 1,
    }
    found = [_record(one) for one in rows(connection, _SQL["page"], values)]
    shown = tuple(found[:limit])
    return Listing(documents=shown, cursor=_cursor(shown[-1]) if len(found) > limit else None)


def facets(connection: Database, workspace: UUID) -> Facets:
    """The counters of a workspace. They cost the same however many documents there are."""
    counted = rows(connection, _SQL["counts"], {"workspace": workspace})
    return Facets(status=_summed(counted, "status"), review=_summed(counted, "review_state"), schema=_summed(counted, "schema_name"))


def fold_counts(connection: Database) -> None:
    """Add up the changes of the counters, of all workspaces; the sweeper does it from time to time."""
    with connection.transaction():
        connection.execute(_SQL["fold_counts"])


def deletions(connection: Database, workspace: UUID, *, limit: int = 100) -> list[Deletion]:
    """What was erased, the newest first."""
    return values_of(Deletion, connection, _SQL["deletions"], {"workspace": workspace, "limit": limit})


_COLUMNS = tuple(column.name for column in fields(DocumentRecord))


def _record(found: Row) -> DocumentRecord:
    return DocumentRecord(**{name: found[name] for name in _COLUMNS} | {"review_state": found["review_now"]})


def _summed(counted: Iterable[Row], name: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in counted:
        sums[one[name]] = sums.get(one[name], 0) + one["documents"]
    return {key: number for key, number in sorted(sums.items()) if number}


def _cursor(last: DocumentRecord) -> str:
    return base64.urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id}".encode()).decode()


def _place(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, _, last = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return datetime.fromisoformat(at), UUID(last)
    except (ValueError, binascii.Error) as error:
        raise Refused("cursor_invalid") from error


# Begun anew, given up, erased


def retry(connection: Database, workspace: UUID, document: UUID, *, priority: int = 0) -> Submitted:
    """Work on a failed or canceled document once more; one that is at work or done stays as it is.

    Raises Refused `not_found`.
    """
    return _begin_anew(connection, workspace, document, from_states=("failed", "canceled"), priority=priority, schema=None)


def reprocess(
    connection: Database, workspace: UUID, document: UUID, *, priority: int = 0, schema: tuple[str, str | None] | None = None
) -> Submitted:
    """Work on a document once more, whatever became of it; `schema` pins another (name, hash) or (`auto`, None).

    One that is at work stays as it is. What was found and decided is kept; the new result is the next revision. Raises Refused:
    `not_found`, and `duplicate` when the same bytes are there already for that schema version.
    """
    return _begin_anew(connection, workspace, document, from_states=("succeeded", "failed", "canceled"), priority=priority, schema=schema)


def _begin_anew(
    connection: Database,
    workspace: UUID,
    document: UUID,
    *,
    from_states: Sequence[str],
    priority: int,
    schema: tuple[str, str | None] | None,
) -> Submitted:
    with connection.transaction():
        job = lock_job(connection, workspace, document)
        found = _locked(connection, workspace, document)
        if job is not None or found["status"] not in from_states:
            return Submitted(document=document, job=job, status=found["status"], duplicate=False)
        name, hash_ = schema or (found["schema_asked"], found["schema_hash"])
        try:
            connection.execute(_SQL["requeue"], {"workspace": workspace, "document": document, "schema": name, "schema_hash": hash_})
        except UniqueViolation as error:
            raise Refused("duplicate") from error
        job = open_job(connection, workspace, document, priority=priority, chunkable=False)
        return Submitted(document=document, job=job, status="queued", duplicate=False)


def cancel(connection: Database, workspace: UUID, document: UUID) -> bool:
    """End the work on a document and its pieces; False when there is none to end. Raises Refused `not_found`."""
    with connection.transaction():
        family, jobs = _held_family(connection, workspace, document)
        for one in family:
            _locked(connection, workspace, one["id"])
        for member, job in jobs.items():
            if job is not None:
                connection.execute(_SQL["cancel"], {"workspace": workspace, "document": member})
                drop_job(connection, job)
        return any(jobs.values())


def erase(connection: Database, workspace: UUID, document: UUID, *, by: str, reason: str) -> None:
    """Erase a document, its pieces and everything known about them; a tombstone says that it was so.

    The bytes go with `erase_blobs`. Raises Refused `not_found`.
    """
    with connection.transaction():
        pieces, _ = _held_family(connection, workspace, document)
        for piece in pieces:
            _locked(connection, workspace, piece["id"])
        hold_tables(connection)
        for piece in pieces:
            values = {"workspace": workspace, "document": piece["id"], "sha256": piece["sha256"], "by": by, "reason": reason}
            for step in ("permit_erasing", "erase", "bury", "doubt_blob"):
                connection.execute(_SQL[step], values)


def erase_blobs(connection: Database, blobs: Blobs, *, limit: int = 100) -> int:
    """Delete the bytes that no document has any more, and return how many were. Safe to repeat, and beside submissions."""
    with connection.transaction():
        doubted = rows(connection, _SQL["doubted_blobs"], {"limit": limit})
    return sum(_erased(connection, one, blobs) for one in doubted)


def _erased(connection: Database, doubted: Row, blobs: Blobs) -> bool:
    with connection.transaction():
        erased = _erased_unless_wanted(connection, doubted["sha256"], blobs)
        connection.execute(_SQL["blob_settled"], doubted)
        return erased


def erase_orphans(connection: Database, blobs: Blobs, *, prefix: str, older_than_seconds: float, limit: int = 100) -> int:
    """Delete bytes that were put so long ago without becoming a document, at most `limit`, and return how many were.

    `prefix` is the first two letters of the hashes that are looked at, a 256th of everything. Safe to repeat, and beside submissions.
    """
    blobs.forget_unfinished(prefix, seconds=older_than_seconds)
    old = list(blobs.old(prefix, seconds=older_than_seconds))
    with connection.transaction():
        orphans = rows(connection, _SQL["orphans"], {"hashes": old, "limit": limit})
    return sum(_orphan_erased(connection, one["sha256"], blobs) for one in orphans)


def _orphan_erased(connection: Database, sha256: str, blobs: Blobs) -> bool:
    with connection.transaction():
        return _erased_unless_wanted(connection, sha256, blobs)


def _erased_unless_wanted(connection: Database, sha256: str, blobs: Blobs) -> bool:
    """In the transaction that is open, which keeps documents with these bytes out as long as it lasts."""
    connection.execute(_SQL["own_blob"], {"sha256": sha256})
    found = row(connection, _SQL["is_wanted"], {"sha256": sha256})
    unwanted = found is not None and not found["wanted"]
    if unwanted:
        blobs.delete(sha256)
    return unwanted


def _held_family(connection: Database, workspace: UUID, document: UUID) -> tuple[list[Row], dict[UUID, UUID | None]]:
    """The family with its jobs, all of them locked: a worker that is just finding pieces adds no more of them."""
    jobs: dict[UUID, UUID | None] = {}
    while True:
        family = _family(connection, workspace, document)
        added = [one["id"] for one in family if one["id"] not in jobs]
        if not added:
            return family, jobs
        jobs |= {member: lock_job(connection, workspace, member) for member in added}


def _family(connection: Database, workspace: UUID, document: UUID) -> list[Row]:
    """The document and its pieces, pieces of pieces first. Raises Refused `not_found`."""
    found = rows(connection, _SQL["with_pieces"], {"workspace": workspace, "document": document})
    if not found:
        raise Refused("not_found")
    return found


def _locked(connection: Database, workspace: UUID, document: UUID) -> Row:
    found = row(connection, _SQL["lock"], {"workspace": workspace, "document": document})
    if found is None:
        raise Refused("not_found")
    return found
