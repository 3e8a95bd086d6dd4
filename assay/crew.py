"""Threads that do what they are handed, and that end with their process, whatever they wait for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Task = Callable[[], None]


class Crew:
    """So many threads, to be used `with`. Unlike those of an executor they are never waited for at the end of the process."""

    def __init__(self, threads: int, name: str) -> None:
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._members = [threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(threads)]
        for member in self._members:
            member.start()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def end(self) -> None:
        """No more work once what was handed in is done."""
        for _ in self._members:
            self._tasks.put(None)

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The promise of what the work returns or raises."""
        promise: Future[T] = Future()

        def task() -> None:
            if not promise.set_running_or_notify_cancel():
                return
            try:
                promise.set_result(work(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  whoever waits hears of it
                promise.set_exception(error)

        self._tasks.put(task)
        return promise

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
