"""Questions of many threads that come in the same moment, asked together so that they share calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait

from asking.call import SECONDS_TO_RECOVER, Heard
from asking.pack import Pack, packs_of
from assay.asking import Question
from assay.crew import Crew
from assay.errors import AssayError, ModelError, StorageError
from assay.log import log_unexpected

SECONDS_TO_GATHER = 0.05  # little beside an answer, and enough for documents that come together
SECONDS_BETWEEN_LOOKS = 0.5  # whether the work was stopped

Promised = tuple[Question, Future[list[Heard]]]


class Gathering:
    """Up to `calls` at once, each about up to so many `documents`; `call` makes one. Safe to share between threads."""

    def __init__(self, call: Callable[[Pack], list[Heard]], *, calls: int, documents: int) -> None:
        self._call_once = call
        self._documents = documents
        self._crew = Crew(calls, "ask")
        self._halted = threading.Event()
        self._lock = threading.Lock()
        self._arrived: list[Promised] = []

    def ask(self, questions: Sequence[Question]) -> list[list[Heard]]:
        """What was heard about each question, in order. Raises what its call raised, and StorageError once it was halted.

        Whoever comes first waits a moment for the questions of others, and sends them with its own.
        """
        promised: list[Promised] = [(one, Future()) for one in questions]
        if promised and self._is_first(promised):
            self._halted.wait(SECONDS_TO_GATHER)
            self._send()
        wait_for = [promise for _, promise in promised]
        while wait(wait_for, timeout=SECONDS_BETWEEN_LOOKS).not_done:
            if self._halted.is_set():
                raise StorageError("storage_unavailable", "The work was stopped while the language model was asked.")
        return [promise.result() for promise in wait_for]

    def halt(self) -> None:
        """Nobody shall wait any more; calls that are under way end by themselves."""
        self._halted.set()

    def end(self) -> None:
        """No more calls."""
        self._crew.end()

    def _is_first(self, promised: Sequence[Promised]) -> bool:
        with self._lock:
            is_first = not self._arrived
            self._arrived += promised
        return is_first

    def _send(self) -> None:
        with self._lock:
            together, self._arrived = self._arrived, []
        promises = {id(question): promise for question, promise in together}
        try:
            for pack in packs_of([question for question, _ in together], most=self._documents):
                self._crew.submit(self._call, pack, [promises[id(question)] for question in pack.questions.values()])
        except Exception as error:
            for promise in promises.values():  # others wait for what this thread does
                if not promise.done():
                    promise.set_exception(error)
            raise

    def _call(self, pack: Pack, promises: Sequence[Future[list[Heard]]]) -> None:
        """Keep the promises of a pack's questions, which are in its order, whatever comes of the call."""
        try:
            heard = self._call_once(pack)
        except AssayError as error:
            for promise in promises:
                promise.set_exception(error)
            return
        except Exception as error:  # noqa: BLE001  what nobody foresaw in one call is no reason to lose what its thread has beside it
            log_unexpected(error)
            heard = [
                Heard(question=one, error=ModelError("llm_unavailable"), wait_seconds=SECONDS_TO_RECOVER) for one in pack.questions.values()
            ]
        for question, promise in zip(pack.questions.values(), promises, strict=True):
            promise.set_result([one for one in heard if one.question is question])
