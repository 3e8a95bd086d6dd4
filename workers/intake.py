"""Documents on their way in: the bytes are kept, the document and its job are written in one transaction, the bell is rung."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from assay.log import log_event
from ingest.limits import DEFAULT_LIMITS
from ingest.upload import check_size, shown_name
from store.documents import AUTO, Submission, Submitted, submit_all
from store.jobs import hinted, unheard
from store.pool import Database, transaction
from workers.system import System

WAITED_FOR = 10  # the priority of a document that somebody waits for


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file that somebody hands in; `token` is the one of the API that they have.

    `waited`: somebody waits for this one, it is not worked on together with others.
    """

    name: str
    data: bytes
    origin: str
    token: UUID | None = None
    schema: str = AUTO
    metadata: Mapping[str, Any] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)
    waited: bool = False


Also = Callable[[Database, list[Submitted]], None]


def nothing_else(connection: Database, submitted: list[Submitted]) -> None:
    """What most hand in besides their files."""


def hand_in(system: System, workspace: UUID, files: Sequence[Handed], *, also: Also = nothing_else) -> list[Submitted]:
    """Each file as a document with its job, all of them or none, in the order given; once this returns, none of them can be lost.

    `also` writes what belongs to them in the same transaction.

    Raises DocumentError (`empty_file`, `too_large`), SchemaNotFound, SchemaError and StorageError; then nothing was accepted.
    """
    for file in files:
        check_size(len(file.data), DEFAULT_LIMITS)
    pinned = {name: system.versions.pin(workspace, name) for name in {file.schema for file in files}}
    keys = [system.blobs.put(file.data) for file in files]
    wanted = [_submission(file, key, pinned[file.schema]) for file, key in zip(files, keys, strict=True)]
    with transaction(system.pool) as connection:
        submitted = submit_all(connection, workspace, wanted, blobs=system.blobs)
        also(connection, submitted)
    new = [(one.job, file.waited) for one, file in zip(submitted, files, strict=True) if one.job is not None and not one.duplicate]
    for waited in (True, False):
        ring(system, [job for job, is_waited in new if is_waited is waited], together=not waited)
    return submitted


def ring(system: System, jobs: Sequence[UUID], *, together: bool) -> None:
    """Ring for jobs that are committed. When nobody hears, the sweeper finds them.

    The ringing is noted before it is done: a worker that hears at once would pass over a job that is just being written to.
    """
    if not jobs:
        return
    with transaction(system.pool) as connection:
        hinted(connection, jobs)
    if not system.bell.ring(jobs, together=together):
        log_event("bell_unheard", jobs=len(jobs))
        with transaction(system.pool) as connection:
            unheard(connection, jobs)


def _submission(file: Handed, sha256: str, pinned: tuple[str, str | None]) -> Submission:
    name, hash_ = pinned
    return Submission(
        sha256=sha256,
        name=shown_name(file.name),
        size=len(file.data),
        origin=file.origin,
        token=file.token,
        schema=name,
        schema_hash=hash_,
        metadata=file.metadata,
        password=file.password or None,
        priority=WAITED_FOR if file.waited else 0,
        chunkable=not file.waited,
    )
