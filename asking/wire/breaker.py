"""A circuit breaker: an endpoint that cannot answer is left alone for a while, for each try costs seconds, and sometimes money.

closed --failures in a row--> open --after a rest--> half-open: one try --it answers--> closed
                                                                        --it does not--> open
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from assay.errors import ModelError, ModelUnauthorised, ModelUnreached

FIRST_REST_SECONDS = 2.0
LONGEST_REST_SECONDS = 60.0
"""A rest doubles with each try in vain: a hiccup, which hits all calls under way at once, costs seconds, and a long outage few tries."""

UNREACHED_IN_A_ROW = 2
"""Nobody listens there, which does not come and go like an error of a server does."""

FAILURES_IN_A_ROW = 5
"""At an error rate of 30 % five in a row come by chance once in 400 calls."""

LASTING = ("llm_unauthorised", "llm_unknown_model", "llm_no_quota")
"""Errors that wait for a person: the next document will hear the same from this endpoint."""


class Breaker:
    """One endpoint's breaker. Safe to share between threads. `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rest = 0.0
        self._rests_until = -math.inf
        self._is_tried = False
        self._error: ModelError | None = None

    @property
    def error(self) -> ModelError | None:
        """Why it was opened; None while it is closed."""
        return self._error

    def rest(self) -> float:
        """Seconds for which the endpoint is to be left alone: 0 to ask now, infinity after it refused the key.

        After a rest it is 0 for one caller, who is to tell `heard` how it went; the others rest once more, or until he told.
        """
        with self._lock:
            left = self._rests_until - self._clock()
            if self._error is not None and left <= 0:
                self._is_tried = True
                self._rests_until = self._clock() + self._rest
            return max(left, 0.0)

    def heard(self, error: ModelError | None) -> None:
        """Note how a call went."""
        with self._lock:
            self._failures = self._failures + 1 if _is_failure(error) else 0
            # One who asked before the key was refused may still be answered: that does not make the key right.
            if isinstance(self._error, ModelUnauthorised):
                return
            if error is not None and self._opens(error):
                self._open(error)
            elif not _is_failure(error):
                self._close()

    def _opens(self, error: ModelError) -> bool:
        """Whether this error opens it: again only that of the one try, not those of calls that were under way."""
        if error.code in LASTING:
            return True
        needed = UNREACHED_IN_A_ROW if isinstance(error, ModelUnreached) else FAILURES_IN_A_ROW
        return _is_failure(error) and (self._is_tried or (self._error is None and self._failures >= needed))

    def _close(self) -> None:
        self._error, self._is_tried = None, False
        self._rest, self._rests_until = 0.0, -math.inf

    def _open(self, error: ModelError) -> None:
        self._error, self._is_tried = error, False
        self._rest = LONGEST_REST_SECONDS if error.code in LASTING else min(LONGEST_REST_SECONDS, max(FIRST_REST_SECONDS, 2 * self._rest))
        self._rests_until = math.inf if isinstance(error, ModelUnauthorised) else self._clock() + self._rest


def _is_failure(error: ModelError | None) -> bool:
    """Whether the endpoint did not do its work. One that says when to come again, or what it does not like, did."""
    return error is not None and error.code == "llm_unavailable"
