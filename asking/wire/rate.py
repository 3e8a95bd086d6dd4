"""A limit per minute as a leaky bucket: the generic cell rate algorithm (ITU-T I.371, annex A), pure.

All that has to be kept is one moment: when everything that was let through so far would have gone through at the steady rate.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60.0
BURST_SHARE = 10
"""A tenth of a minute's amount may come at once: enough to use the calls that run side by side, and little that steadiness loses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most `per_minute` in any minute, from 1 on. Moments are seconds of any one clock.

    More than `burst` at once waits until nothing is owed, and then owes it: that alone may exceed the limit, by what it is larger.
    """

    per_minute: int

    @property
    def burst(self) -> int:
        """How much may come at once."""
        return max(1, self.per_minute // BURST_SHARE)

    @property
    def interval(self) -> float:
        """Seconds for one. With a burst b, less than 60 seconds see at most 60/interval + b - 1, which is to be the limit."""
        return MINUTE / (self.per_minute - self.burst + 1)

    def wait(self, reached: float, amount: int, now: float) -> float:
        """Seconds until so much may go; 0 is now. `reached` is the moment that is kept."""
        return max(0.0, max(reached, now) - now - (self.burst - min(amount, self.burst)) * self.interval)

    def after(self, reached: float, amount: int, now: float) -> float:
        """The moment to keep once so much has gone."""
        return max(reached, now) + amount * self.interval
