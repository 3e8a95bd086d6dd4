"""How fast each model is asked, by all threads and all processes that share a shelf."""

from __future__ import annotations

from typing import Protocol

from asking.wire.rate import Rate
from assay.settings import Settings
from store import pacing
from store.shelf import Shelf


class Pace(Protocol):
    """When a model may be asked. Safe to share between threads."""

    def wait(self, model: str, tokens: int) -> float:
        """Seconds until a request of so many tokens, read and written, may go. 0: it goes now, and is counted. Raises StorageError."""

    def rest(self, model: str, seconds: float) -> None:
        """Let nobody ask the model for so long: its endpoint said so. Raises StorageError."""


class ShelvedPace:
    """The pace that the settings allow each model, for all who share the shelf."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        self._requests = _rate(settings.model_requests_per_minute)
        self._tokens = _rate(settings.model_tokens_per_minute)

    def wait(self, model: str, tokens: int) -> float:
        """As in `Pace`."""
        with self._shelf.transaction() as transaction:
            if self._requests is None and self._tokens is None:
                return pacing.rest(transaction, model)
            held = pacing.held(transaction, model)
            seconds = max(
                held.rests_until - held.now,
                _wait(self._requests, held.requests, 1, held.now),
                _wait(self._tokens, held.tokens, tokens, held.now),
            )
            if seconds > 0:
                return seconds
            reached = _after(self._requests, held.requests, 1, held.now), _after(self._tokens, held.tokens, tokens, held.now)
            pacing.move(transaction, model, requests=reached[0], tokens=reached[1])
            return 0.0

    def rest(self, model: str, seconds: float) -> None:
        """As in `Pace`."""
        with self._shelf.transaction() as transaction:
            pacing.let_rest(transaction, model, seconds)


def _rate(per_minute: int | None) -> Rate | None:
    return None if per_minute is None else Rate(per_minute=per_minute)


def _wait(rate: Rate | None, reached: float, amount: int, now: float) -> float:
    return 0.0 if rate is None else rate.wait(reached, amount, now)


def _after(rate: Rate | None, reached: float, amount: int, now: float) -> float:
    return reached if rate is None else rate.after(reached, amount, now)
