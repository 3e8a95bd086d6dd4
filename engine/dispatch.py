"""Hands the files of an order to child processes, and their questions to a model. Light to import: the parts are loaded in the children.

Files are worked on chunk by chunk, several chunks at a time: the stories of a chunk stop together where a model has to be asked, and
share calls.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from assay.crew import Crew
from assay.errors import DocumentError
from assay.log import open_log
from engine.desk import Desk
from engine.order import Answer, Container, Found, Job, Member, Order, Outcome, Unpack
from engine.reading import WORKING_SECONDS, sandbox_for
from engine.rounds import Ask, Pending, Postponed, Resume, asked_through

if TYPE_CHECKING:
    from asking.asker import Asker
    from asking.batch.gathering import Gatherer
    from asking.recorded import Recorded

CALLS_PER_CHUNK = 2  # a chunk's documents fill so many calls: fewer, and calls are mixed worse; more, and the first wait long for the last
CHUNKS_PER_CALL = 2  # while one is asked about, the next one is read, and no call waits for its documents
AHEAD = 2  # how many chunks per thread may be done before an earlier one is

T = TypeVar("T")


def carried_out(order: Order, files: Iterable[Path], *, children: int, ask: Ask | None = None) -> Iterator[Iterable[Outcome]]:
    """For each file, in order, one outcome per piece, also for what cannot be read or brings its child down.

    A file's outcomes have to be taken before the next file's. `ask` answers in the place of models. Raises SchemaError for an unusable
    schema, and ConfigurationError for an unusable model, before the first outcome.
    """
    files = list(files)
    with contextlib.ExitStack() as stack:
        desk = stack.enter_context(Desk(partial(_start, order), children=min(children, max(1, len(files))), preload=["engine.preload"]))
        if ask is None and order.asks_model:
            desk.prepare()
            ask = stack.enter_context(_answering(order)).ask
        threads = min(len(files), children + (CHUNKS_PER_CALL * order.settings.model_calls if ask else 0)) or 1
        crew = stack.enter_context(Crew(threads, "chunk"))
        stack.callback(desk.halt)
        run = _Run(order=order, desk=desk, ask=ask)
        for file, answer in zip(files, run.through(crew, files, threads), strict=True):
            yield run.of_members(crew, file, threads) if isinstance(answer, Container) else answer


def members_of(order: Order, container: Path) -> tuple[Member, ...]:
    """What a container holds. Raises DocumentError."""
    with Desk(partial(_start, order), children=1) as desk:
        return cast("tuple[Member, ...]", desk.ask(Unpack(path=container), seconds=WORKING_SECONDS))


def usable_cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _answering(order: Order) -> contextlib.AbstractContextManager[Asker | Recorded | Gatherer]:
    # By name: a model's client costs seconds to load, and its answers lie in a database.
    if order.replays:
        record: contextlib.AbstractContextManager[Recorded] = import_module("asking.recorded").local_record(order.settings.data_dir)
        return record
    if order.batch_seconds is not None:
        gathering = import_module("asking.batch.gathering")
        gatherer: contextlib.AbstractContextManager[Gatherer] = gathering.local_gatherer(order.settings, seconds=order.batch_seconds)
        return gatherer
    asker: contextlib.AbstractContextManager[Asker] = import_module("asking.open").local_asker(order.settings)
    return asker


def _start(order: Order) -> Callable[[Job], Answer]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(order.settings.data_dir)
    from engine.runtime import start  # noqa: PLC0415  in the child, so that the command line starts without the readers and the schemas

    return start(order, sandbox_for(order.settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the threads of a run share. `ask` is None where no model is asked."""

    order: Order
    desk: Desk[Job, Answer]
    ask: Ask | None

    def through(self, crew: Crew, jobs: Sequence[Path | Member], threads: int) -> Iterator[tuple[Outcome, ...] | Container]:
        """What becomes of each job, in order."""
        size = CALLS_PER_CHUNK * self.order.settings.model_documents if self.ask else 1
        waiting: deque[Future[list[tuple[Outcome, ...] | Container]]] = deque()
        for chunk in _chunks(jobs, size):
            waiting.append(crew.submit(self._chunk, chunk))
            if len(waiting) >= AHEAD * threads:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def of_members(self, crew: Crew, file: Path, threads: int) -> Iterator[Outcome]:
        """The outcomes of a container's members: each is a job of its own. Only one container is in memory at a time."""
        answer = self._asked(Unpack(path=file))
        if isinstance(answer, DocumentError):
            yield from self._failed(file, answer)
            return
        for found in self.through(crew, cast("tuple[Member, ...]", answer), threads):
            yield from cast("tuple[Outcome, ...]", found)

    def _chunk(self, jobs: Sequence[Path | Member]) -> list[tuple[Outcome, ...] | Container]:
        begun = [self._begun(job) for job in jobs]
        if self.ask is None:
            return cast("list[tuple[Outcome, ...] | Container]", begun)
        pieces: list[Outcome | DocumentError | Pending] = [piece for found in begun if not isinstance(found, Container) for piece in found]
        told = asked_through(pieces, self.ask, self._resumed, postpone=self._postpones)
        ended = iter(cast("list[Outcome | DocumentError | Postponed]", told))
        return [
            found if isinstance(found, Container) else tuple(one for _ in found for one in self._ended(job, next(ended)))
            for job, found in zip(jobs, begun, strict=True)
        ]

    def _postpones(self, _: int) -> bool:
        """Whether somebody comes back to a story later; else what could not be asked is said of it."""
        return self.order.batch_seconds is not None

    def _begun(self, job: Path | Member) -> Found | Container:
        answer = self._asked(job)
        return self._failed(job, answer) if isinstance(answer, DocumentError) else cast("Found | Container", answer)

    def _resumed(self, _: int, resume: Resume) -> Outcome | Pending | DocumentError:
        answer = self._asked(resume)
        return answer if isinstance(answer, DocumentError) else cast("Found", answer)[0]

    def _ended(self, job: Path | Member, piece: Outcome | DocumentError | Postponed) -> tuple[Outcome, ...]:
        return self._failed(job, piece) if isinstance(piece, DocumentError) else (cast("Outcome", piece),)

    def _asked(self, job: Job) -> Answer | DocumentError:
        try:
            return self.desk.ask(job, seconds=WORKING_SECONDS)
        except DocumentError as error:
            return error

    def _failed(self, job: Path | Member, error: DocumentError) -> tuple[Outcome, ...]:
        from engine.runtime import failed, failed_member, schema_of  # noqa: PLC0415  rare, and as heavy

        only = schema_of(self.order)
        return (failed_member(job, error, schema=only) if isinstance(job, Member) else failed(job, error, schema=only),)


def _chunks(jobs: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(jobs)
    while chunk := list(islice(rest, size)):
        yield chunk
