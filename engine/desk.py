"""Child processes that answer errands for threads: each child does one at a time, and one that dies takes one errand with it.

It is for many callers who each wait for an answer of their own.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Generic

from assay.errors import DocumentError
from engine.children import Answer, Child, Job, Start, context_with
from engine.parent import Replies

ERRANDS_PER_CHILD = 1000  # what native libraries leave behind in a child goes with it


class Desk(Generic[Job, Answer]):
    """Up to `children` processes, started when they are needed. Safe to share between threads.

    `start` is called once in each child and returns the function that does an errand; it must be picklable, as must errands and answers.
    `preload` names modules that are imported once for all children where the system can do that.
    """

    def __init__(self, start: Start[Job, Answer], *, children: int, preload: Sequence[str] = ()) -> None:
        self._start = start
        self._context = context_with(preload)
        self._free: queue.LifoQueue[_Seat[Job, Answer]] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._seats: list[_Seat[Job, Answer]] = [_Seat() for _ in range(children)]
        for seat in self._seats:
            self._free.put(seat)

    def __enter__(self) -> Desk[Job, Answer]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def prepare(self) -> None:
        """Start the children in the background, while the caller has something else to load."""
        threading.Thread(target=self._prepared, name="desk", daemon=True).start()

    def ask(self, errand: Job, *, seconds: float, replies: Replies | None = None) -> Answer:
        """The answer, after waiting for a free child; `seconds` is how long the errand itself may take, the `replies` to its questions
        included.

        Raises DocumentError (`parser_crashed` when the child died, `timeout` when it was over its time, or what the errand met),
        the AssayError with which a child refused to start, and what `replies` raises.
        """
        seat = self._free.get()
        try:
            answer = self._answered(seat, errand, seconds, replies)
        finally:
            self._free.put(seat)
        if isinstance(answer, DocumentError):
            raise answer
        return answer

    def halt(self) -> None:
        """Kill every child at once, whatever it does: who waits for an answer gets `parser_crashed`."""
        self._closed = True
        for seat in self._seats:
            seat.halt()

    def close(self) -> None:
        """End every child that has no errand; one that is busy ends with its errand."""
        self._closed = True
        for seat in self._all_free():
            seat.leave()

    def _prepared(self) -> None:
        for seat in self._all_free():
            with contextlib.suppress(Exception):  # whoever has an errand meets it again
                self._seated(seat)
            if self._closed:
                seat.leave()
            self._free.put(seat)

    def _all_free(self) -> list[_Seat[Job, Answer]]:
        seats = []
        with contextlib.suppress(queue.Empty):
            while True:
                seats.append(self._free.get_nowait())
        return seats

    def _answered(self, seat: _Seat[Job, Answer], errand: Job, seconds: float, replies: Replies | None) -> Answer | DocumentError:
        if self._closed:
            return DocumentError("parser_crashed")
        child = self._seated(seat)
        seat.errands += 1
        try:
            child.take(seat.errands, errand, deadline=time.monotonic() + seconds)
            return child.waited(replies)
        except BaseException:
            child.end()
            raise
        finally:
            if not child.alive or self._closed:
                seat.leave()

    def _seated(self, seat: _Seat[Job, Answer]) -> Child[Job, Answer]:
        """The child of a seat; a new one where there is none, or where it is worn out."""
        if seat.child is None or seat.errands >= ERRANDS_PER_CHILD:
            seat.leave()
            with self._lock:  # the fork server is asked by one thread at a time
                seat.child = Child(self._context, self._start)
        return seat.child


class _Seat(Generic[Job, Answer]):
    """A place for one child, and how many errands the child had."""

    def __init__(self) -> None:
        self.child: Child[Job, Answer] | None = None
        self.errands = 0

    def halt(self) -> None:
        """Kill the child without waiting for its end, which whoever asked it sees."""
        if (child := self.child) is not None:
            child.kill()

    def leave(self) -> None:
        """End the child, if there is one."""
        if self.child is not None and self.child.alive:
            self.child.end()
        self.child, self.errands = None, 0
