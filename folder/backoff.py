"""Things that did not work out, and when each is to be tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Backoff:
    """Waits twice as long after each failure, from `first` to `most` seconds. `clock` gives seconds and only goes forward."""

    first: float = 1.0
    most: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _waits: dict[Hashable, tuple[float, float]] = field(default_factory=dict)  # how long, and until when

    def put_off(self, thing: Hashable) -> bool:
        """Try it again later; True when this is its first failure."""
        before = self._waits.get(thing)
        seconds = self.first if before is None else min(self.most, before[0] * 2)
        self._waits[thing] = (seconds, self.clock() + seconds)
        return before is None

    def is_due(self, thing: Hashable) -> bool:
        """Whether it may be tried now."""
        return thing not in self._waits or self._waits[thing][1] <= self.clock()

    def seconds_left(self, thing: Hashable) -> float:
        """Seconds until it may be tried; 0 when it may be now."""
        return max(0.0, self._waits[thing][1] - self.clock()) if thing in self._waits else 0.0

    def forget(self, thing: Hashable) -> bool:
        """It has worked, or is gone; whether it had failed before."""
        return self._waits.pop(thing, None) is not None

    def keep(self, things: Container[Hashable]) -> None:
        """Forget everything but these."""
        self._waits = {thing: wait for thing, wait in self._waits.items() if thing in things}
