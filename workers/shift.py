"""One message's work: claim its jobs, have children work on the documents, save what was found as one."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

import psycopg

from asking.asker import Asker
from assay.asking import Payer
from assay.errors import AssayError, DocumentError, Explained, StorageError
from assay.log import log_event, log_unexpected
from engine.desk import Desk
from engine.errand import Answered, Errand, Piece, Said, SchemaSource, Work, Worked
from engine.reading import WORKING_SECONDS
from engine.rounds import Pending, Postponed, Resume, asked_through
from exports.result import error_form
from store.decisions import decisions_in_force
from store.jobs import Finished, Job, Lease, claim_jobs, completed, fail, finish, release
from store.outbox import Event
from store.pieces import Piece as KeptPiece
from store.pieces import conclude, keep_pieces
from store.pool import Database, transaction
from workers.clerk import seconds_for_batches
from workers.heart import Heart
from workers.intake import ring
from workers.retry import Fate, fate, may_wait, waiting_seconds
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
    asker: Asker | None
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
        """What needs no model is saved first: nobody waits for the calls of others."""
        until = time.monotonic() + SECONDS_OF_CHUNK
        begun: list[tuple[Job, Worked | Pending]] = []
        schemas: Schemas = {}
        waiting = deque(claimed)
        while waiting and not self.stopping.is_set() and time.monotonic() < until:
            begun += self._begun(waiting.popleft(), schemas)
        self._give_back(waiting)
        self._save_all([(job, one) for job, one in begun if isinstance(one, Worked)])
        self._ask([(job, one) for job, one in begun if isinstance(one, Pending)])

    def _begun(self, job: Job, schemas: Schemas) -> list[tuple[Job, Worked | Pending]]:
        """The job with what came of it, or its questions; nothing when it came to nothing or is no longer ours."""
        if not self.heart.holds(job.lease):
            return []
        try:
            return [(job, self._answered(job, self._errand(job, schemas)))]
        except AssayError as error:
            self._missed(job, error)
            return []

    def _answered(self, job: Job, errand: Errand) -> Worked | Pending:
        """Raises DocumentError for what the document did to its child, StorageError and SchemaNotFound for what is not to be had."""
        worked = self.desk.ask(errand, seconds=WORKING_SECONDS, replies=replies(self.system.pool, job.workspace, job.document))
        assert isinstance(worked, Worked | Pending)  # noqa: S101 - that is what these errands are answered with
        return worked

    def _ask(self, pending: Sequence[tuple[Job, Pending]]) -> None:
        """Have the questions of these documents asked together, and save what comes of it."""
        if not pending or self.asker is None:
            return
        jobs = [job for job, _ in pending]
        stories = [paid_by(one, Payer(workspace=job.workspace, token=job.token)) for job, one in pending]
        try:
            ended = asked_through(
                stories, self.asker.ask, partial(self._resumed, jobs), postpone=lambda number: may_wait(jobs[number].postponed)
            )
        except AssayError as error:
            for job in jobs:
                self._missed(job, error)
            return
        for job, one in zip(jobs, ended, strict=True):
            if isinstance(one, AssayError):
                self._missed(job, one)
            elif isinstance(one, Postponed):
                self._postpone(job, one)
        self._save_all([(job, one) for job, one in zip(jobs, ended, strict=True) if isinstance(one, Worked)])

    def _resumed(self, jobs: Sequence[Job], number: int, resume: Resume) -> Worked | Pending | AssayError:
        job = jobs[number]
        try:
            worked = self._answered(job, resume)
        except AssayError as error:
            return error
        return paid_by(worked, Payer(workspace=job.workspace, token=job.token)) if isinstance(worked, Pending) else worked

    def _postpone(self, job: Job, postponed: Postponed) -> None:
        """The job is due again when its questions may be asked, and not counted: nothing is wrong with the document.

        One that waits for a batch is due sooner, when that has brought the answers.
        """
        in_batch = seconds_for_batches(self.system.settings) if postponed.batch else 0.0
        delay = max(postponed.seconds, waiting_seconds(job.postponed), in_batch)
        stage = "awaiting_model" if postponed.batch else "read"
        log_event("document_waits_for_model", document=str(job.document), seconds=round(delay), times=job.postponed + 1)
        with contextlib.suppress(StorageError):
            self._written(partial(release, leases=[job.lease], delay_seconds=delay, postponed=True, stage=stage))

    def _save_all(self, worked: Sequence[tuple[Job, Worked]]) -> None:
        """Save the results as one, but those that came apart: each with its pieces."""
        done: list[Finished] = []
        for job, one in worked:
            if _concerns_pieces(job, one):
                try:
                    self._save_whole(job, one)
                except AssayError as error:
                    self._missed(job, error)
            else:
                done.append(finished(job, one))
        self._save(done)

    def _errand(self, job: Job, schemas: Schemas) -> Work:
        pinned = (job.workspace, job.schema_asked, job.schema_hash)
        if pinned not in schemas:
            schemas[pinned] = self.system.versions.sources(*pinned)
        return Work(
            document=str(job.document),
            name=job.name,
            data=self.system.blobs.get(job.sha256),
            schemas=schemas[pinned],
            ask_model=self.asker is not None,
            said=self._said(job) if job.revision else (),
            parent=None if job.parent is None else str(job.parent),
            page_range=job.page_range,
            inside=job.inside,
            password=job.password,
            among_others=True,
        )

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


def paid_by(pending: Pending, payer: Payer) -> Pending:
    """The questions with who pays for them."""
    return replace(pending, questions=tuple(replace(one, payer=payer) for one in pending.questions))


def finished(job: Job, worked: Worked) -> Finished:
    """The job with its result and with what the world is told of it."""
    form = worked.form
    events = [completed(job.document, form["status"], form["error"])]
    if form["review"]["state"] == "needs_review":
        events.append(Event(type="document.needs_review", payload={"document": str(job.document), "fields": form["review"]["fields"]}))
    return Finished(lease=job.lease, form=form, costs=worked.costs, parts=worked.parts, events=events, records=worked.records)
