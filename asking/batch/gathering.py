"""Asking that only gathers: what is not remembered waits for a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from asking.asker import Asker
from asking.batch.inbox import Inbox
from asking.batch.open import open_inbox
from asking.open import open_asker
from assay.asking import Answered, Question
from assay.settings import Settings
from store.local import LocalShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatherer:
    """Puts questions into the inbox instead of asking them."""

    asker: Asker
    inbox: Inbox

    def ask(self, questions: Sequence[Question]) -> tuple[Answered, ...]:
        """What is remembered for each question. `batch` where the rest waits for one; `wait_seconds` where it was given up: it may be
        asked live. Raises StorageError."""
        return tuple(self._gathered(known, left) for known, left in self.asker.recall(questions))

    def _gathered(self, known: Answered, left: Question) -> Answered:
        if not left.fields:
            return known
        waits = self.inbox.put(left)
        return replace(known, batch=waits, wait_seconds=None if waits else 0.0)


@contextmanager
def local_gatherer(settings: Settings, *, seconds: float) -> Iterator[Gatherer]:
    """Gathers in the data folder's file what is to be waited for so many seconds. Raises StorageError and ConfigurationError."""
    shelf = LocalShelf(settings.data_dir)
    try:
        with open_asker(settings, shelf) as asker:
            yield Gatherer(asker=asker, inbox=open_inbox(settings, shelf, seconds=seconds))
    finally:
        shelf.close()
