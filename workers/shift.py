"""One message's work: claim its jobs, have children work on the documents, save what was found as one."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

import psycopg

from assay.errors import AssayError, DocumentError, Explained, StorageError
from assay.log import log_event, log_unexpected
from engine.desk import Desk
from engine.errand import Answered, Errand, Piece, Said, SchemaSource, Work, Worked
from engine.reading import seconds_for
from exports.result import error_form
from store.answers import Answer, Question, answers_of, keep_answer
from store.decisions import decisions_in_force
from store.jobs import Finished, Job, Lease, claim_jobs, completed, fail, finish, release
from store.outbox import Event
from store.pieces import Piece as KeptPiece
from store.pieces import conclude, keep_pieces
from store.pool import Database, transaction
from workers.heart import Heart
from workers.intake import ring
from workers.retry import Fate, fate
from workers.stored import replies
from workers.system import System
from workers.words import said_before

SECONDS_OF_CHUNK = 10.0  # then the rest of it is given back, so that a document that somebody waits for finds a free thread
SECONDS_TO_SAVE = 120.0  # so long are results kept for a database that is away
SECONDS_BETWEEN_TRIES = 0.5
PIECES_TOGETHER = 100  # each holds a lock on its bytes while it is written

T = TypeVar("T")
Schemas = dict[tuple[UUID, str, str | None], tuple[SchemaSource, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What the threads of a worker share. Once it is `stopping`, nothing is claimed any more and what is not begun is given back."""

    system: System
    desk: Desk[Errand, Answered]
    heart: Heart
    stopping: threading.Event

    def work(self, jobs: Sequence[UUID]) -> None:
        """Work on those of the jobs that are due. Raises StorageError when they cannot be claimed; then nothing has happened."""
        if self.stopping.is_set():
            return
        with transaction(self.system.pool) as connection:
            claimed = claim_jobs(connection, worker=self.heart.me.name, limit=len(jobs), lease_seconds=self.heart.lease_seconds, only=jobs)
        if claimed:
            with self.heart.holding([job.lease for job in claimed]):
                self._work_off(claimed)

    def _work_off(self, claimed: Sequence[Job]) -> None:
        until = time.monotonic() + SECONDS_OF_CHUNK
        done: list[Finished] = []
        schemas: Schemas = {}
        waiting = deque(claimed)
        while waiting and not self.stopping.is_set() and time.monotonic() < until:
            done += self._finished(waiting.popleft(), schemas)
        self._save(done)
        self._give_back(waiting)

    def _finished(self, job: Job, schemas: Schemas) -> list[Finished]:
        """The finished job; nothing when it came to nothing, is no longer ours, or was saved with its pieces."""
        if not self.heart.holds(job.lease):
            return []
        done: list[Finished] = []
        try:
            worked = self._worked(job, schemas)
            if _concerns_pieces(job, worked):
                self._save_whole(job, worked)
            else:
                done.append(finished(job, worked))
        except AssayError as error:
            self._missed(job, error)
        return done

    def _worked(self, job: Job, schemas: Schemas) -> Worked:
        """Raises DocumentError for what the document did to its child, StorageError and SchemaNotFound for what is not to be had."""
        asks = self.system.settings.model is not None
        errand = self._errand(job, schemas, asks=asks)
        told = replies(self.system.pool, job.workspace, job.document)
        worked = self.desk.ask(errand, seconds=seconds_for(asks_model=asks), replies=told)
        assert isinstance(worked, Worked)  # noqa: S101 - that is what this errand is answered with
        for question, answer in worked.asked:  # at once: an answer is paid for, whatever becomes of the rest
            self._written(partial(_keep, job, question, answer))
        return worked

    def _errand(self, job: Job, schemas: Schemas, *, asks: bool) -> Work:
        pinned = (job.workspace, job.schema_asked, job.schema_hash)
        if pinned not in schemas:
            schemas[pinned] = self.system.versions.sources(*pinned)
        return Work(
            document=str(job.document),
            name=job.name,
            data=self.system.blobs.get(job.sha256),
            schemas=schemas[pinned],
            answers=self._answers(job) if asks else {},
            ask_model=asks,
            said=self._said(job) if job.revision else (),
            parent=None if job.parent is None else str(job.parent),
            page_range=job.page_range,
            inside=job.inside,
            password=job.password,
            among_others=True,
        )

    def _answers(self, job: Job) -> dict[str, Answer]:
        with transaction(self.system.pool) as connection:
            return answers_of(connection, job.workspace, job.document)

    def _said(self, job: Job) -> tuple[Said, ...]:
        """What people decided about an earlier revision: a document that is worked on anew keeps it."""
        with transaction(self.system.pool) as connection:
            kept = decisions_in_force(connection, job.workspace, job.document)
        return tuple(said_before(one) for one in kept)

    def _save_whole(self, job: Job, worked: Worked) -> None:
        """Save a result together with the pieces that it names. Raises StorageError; then they are found again by the next try."""
        done = finished(job, worked)
        try:
            kept = self._kept(job, worked.pieces)
            if kept is not None:
                self.heart.count(int(self._written(partial(conclude, job=job, done=done, kept=kept))))
        except AssayError:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one result, the others are saved
            self._unsaved(done, error)

    def _kept(self, job: Job, pieces: Sequence[Piece]) -> list[UUID] | None:
        """The documents that the pieces are, whose work may begin at once; None when the job is no longer ours."""
        kept: list[UUID] = []
        for first in range(0, len(pieces), PIECES_TOGETHER):
            some = [self._stored(job, piece) for piece in pieces[first : first + PIECES_TOGETHER]]
            written = self._written(partial(keep_pieces, job=job, pieces=some, first=first, blobs=self.system.blobs))
            if written is None:
                return None
            kept += [one.document for one in written]
            ring(self.system, [one.job for one in written if one.job is not None], together=job.chunkable)
        return kept

    def _stored(self, job: Job, piece: Piece) -> KeptPiece:
        """The piece with its bytes under their hash. One without bytes of its own has its parent's."""
        sha256 = job.sha256 if piece.data is None else self.system.blobs.put(piece.data)
        return KeptPiece(
            sha256=sha256,
            name=piece.name,
            size=job.size if piece.data is None else len(piece.data),
            page_range=piece.page_range,
            schema=piece.schema,
            error=error_form(piece.error),
        )

    def _missed(self, job: Job, error: AssayError) -> None:
        """The document could not be worked on: try again or give up. When that cannot be written, the lease runs out by itself."""
        what = Fate(again=True) if self.stopping.is_set() else fate(error, crashes=job.crashes)
        log_event("document_missed", document=str(job.document), code=error.code, attempt=job.attempts, again=what.again)
        with contextlib.suppress(StorageError):
            if not what.again:
                self._fail(job.lease, error)
                return
            self._written(partial(release, leases=[job.lease], delay_seconds=what.delay_seconds, counted=what.counted))
            if what.counted:
                ring(self.system, [job.job], together=False)

    def _fail(self, lease: Lease, error: AssayError) -> None:
        explained = Explained(says=error.says, fix=error.fix, retryable=error.retryable)
        self._written(partial(fail, lease=lease, code=error.code, error=explained))

    def _save(self, done: Sequence[Finished]) -> None:
        """Save the results as one, and one by one when that is refused, so that none is lost for another's sake."""
        if not done:
            return
        try:
            self.heart.count(len(self._written(partial(finish, done=done))))
        except StorageError:
            log_event("results_abandoned", documents=len(done))  # they are worked out again once the leases have run out
        except Exception as error:  # noqa: BLE001  whatever is wrong with one result, the others are saved
            if len(done) == 1:
                self._unsaved(done[0], error)
            for one in done if len(done) > 1 else ():
                self._save([one])

    def _unsaved(self, one: Finished, error: Exception) -> None:
        """A result that the database refuses ends its job, or it would be worked out for ever."""
        log_unexpected(error, job=str(one.lease.job))
        if isinstance(error, psycopg.OperationalError):
            return  # a deadlock passes
        with contextlib.suppress(StorageError):
            self._fail(one.lease, DocumentError("internal"))

    def _give_back(self, left: Collection[Job]) -> None:
        """Jobs that were not begun are due again, and cost their documents no attempt."""
        if not left:
            return
        with contextlib.suppress(StorageError):
            given = self._written(partial(release, leases=[job.lease for job in left]))
            if not self.stopping.is_set():
                ring(self.system, [job.job for job in left if job.job in given], together=len(left) > 1)

    def _written(self, write: Callable[[Database], T]) -> T:
        """What comes of it, after waiting for a database that is away: writing twice does no harm. Raises StorageError in the end."""
        until = time.monotonic() + SECONDS_TO_SAVE
        while True:
            try:
                with transaction(self.system.pool) as connection:
                    return write(connection)
            except StorageError:
                if self.stopping.is_set() or time.monotonic() > until:
                    raise
            time.sleep(SECONDS_BETWEEN_TRIES)


def _concerns_pieces(job: Job, worked: Worked) -> bool:
    """Whether the document came apart, or may have done so before. One that cannot be read any more keeps the pieces that it had."""
    return bool(worked.pieces) or (job.revision > 0 and worked.form["status"] == "succeeded")


def _keep(job: Job, question: Question, answer: Answer, connection: Database) -> None:
    keep_answer(connection, job.workspace, job.document, question, answer)


def finished(job: Job, worked: Worked) -> Finished:
    """The job with its result and with what the world is told of it."""
    form = worked.form
    events = [completed(job.document, form["status"], form["error"])]
    if form["review"]["state"] == "needs_review":
        events.append(Event(type="document.needs_review", payload={"document": str(job.document), "fields": form["review"]["fields"]}))
    return Finished(lease=job.lease, form=form, costs=worked.costs, parts=worked.parts, events=events, records=worked.records)
