"""Child processes: each takes one job at a time, and one that dies or hangs costs only the job it held.

They work documents out, and speak to no model, database or broker: what they need of these, their parent tells them. Foreign files are
read in confined processes of their own, see `ingest.sandbox`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Generic, TypeVar

from assay.errors import AssayError, DocumentError
from assay.log import log_unexpected
from engine.parent import Question, Replies, Reply, open_line

Job = TypeVar("Job")
Answer = TypeVar("Answer")

Start = Callable[[], Callable[[Job], Answer]]

MEMORY_BYTES = 4 * 2**30  # address space of one child, its libraries included


class Child(Generic[Job, Answer]):
    """One child process, and the number and deadline of the job that it holds."""

    def __init__(self, context: BaseContext, start: Start[Job, Answer]) -> None:
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs, start), daemon=True)  # type: ignore[attr-defined]  # every real context has it
        self._process.start()
        theirs.close()
        self.alive = True
        self.number = -1
        self.deadline = 0.0

    def take(self, number: int, job: Job, *, deadline: float) -> None:
        """Start the job. A child that died meanwhile shows when its answer is asked for."""
        self.number, self.deadline = number, deadline
        try:
            self.connection.send(job)
        except OSError:
            self.alive = False

    def waited(self, replies: Replies | None = None) -> Answer | DocumentError:
        """The answer as soon as it is there, or what became of a job that is over its time; raises as `answer` does.

        What the child asks meanwhile is answered by `replies`, and nothing where there are none. Raises what that raises.
        """
        while True:
            ready = wait([self.connection], timeout=max(0.0, self.deadline - time.monotonic()))
            said = self.answer() if ready else self.stopped("timeout")
            if not isinstance(said, Question):
                return said
            reply = Reply(value=replies(said) if replies else None)
            with contextlib.suppress(OSError):  # a child that died meanwhile shows when it is waited for
                self.connection.send(reply)

    def answer(self) -> Answer | DocumentError:
        """The answer that is ready; raises the AssayError of a child that refused to start."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            return self.stopped("parser_crashed")
        if isinstance(answer, AssayError) and not isinstance(answer, DocumentError):
            raise answer
        return answer  # type: ignore[no-any-return]  # a connection carries anything; `_live` sends answers

    def stopped(self, code: str) -> DocumentError:
        """End the child; what became of its job."""
        self.end()
        return DocumentError(code)

    def kill(self) -> None:
        """Kill the process and leave the rest to who waits for its answer. Safe from any thread."""
        with contextlib.suppress(ValueError):  # it has ended
            self._process.kill()

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self.alive = False
        self._process.kill()
        self._process.join()
        self.connection.close()


def context_with(preload: Sequence[str]) -> BaseContext:
    """Children are forked from a server that has the modules ready, where the system can; else started from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *preload])
    with _deaf():
        forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """A process started in here never hears Ctrl+C: ending it is for its parent, which says so to the person."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may decide about signals
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _live(connection: Connection, start: Start[Job, Answer]) -> None:
    """A child's whole life: start, then job after job until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mute()
    _bound_memory()
    open_line(connection)
    try:
        work = start()
    except AssayError as refusal:
        connection.send(refusal)
        return
    except Exception as error:  # noqa: BLE001  a part that cannot be loaded is said once, not once per job
        log_unexpected(error)
        connection.send(_not_started(error))
        return
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            connection.send(_done(work, connection.recv()))


def _not_started(error: Exception) -> AssayError:
    says = f"Assay could not be started ({type(error).__name__})."
    return AssayError(says, code="internal", fix="Run `make setup`; the log in the data folder says where it stopped.")


def _done(work: Callable[[Job], Answer], job: Job) -> Answer | DocumentError:
    try:
        return work(job)
    except DocumentError as error:
        return error
    except MemoryError:
        return DocumentError("memory_limit")
    except Exception as error:  # noqa: BLE001  one document's unforeseen error must not stop the others
        log_unexpected(error)
        return DocumentError("internal")


def _bound_memory() -> None:
    """A document that unpacks without end kills its child before it starves the machine; nothing where the system has no such limit."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  Unix only

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _mute() -> None:
    """Native libraries write to the terminal as they please, document text included."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
