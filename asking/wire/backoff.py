"""How long to wait before the same is asked again: exponential backoff with full jitter, so that those who failed together come back apart.

Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

MOST_TRIES = 4
"""A document is asked about so often before it waits for a better time: what has not passed by then lasts longer than a hiccup."""

MOST_SECONDS = 120.0
"""A document waits so long for its model before it makes room for others."""

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 30.0
MOST_DOUBLINGS = 10  # beyond the longest pause anyway, and no float overflows

JITTER = 0.25
"""What an endpoint asks for is kept in full, and by up to this share exceeded: it says the same to everybody."""


def pause(tries: int, retry_after: float | None, draw: float) -> float:
    """Seconds to wait after `tries` tries before this one that failed. `draw` is a random number in [0, 1).

    Without a word of the endpoint anything from nothing to 1, 2, 4 … 30 seconds; else at least what it asks for.
    """
    if retry_after is not None:
        return retry_after * (1 + JITTER * draw)
    return draw * min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(tries, MOST_DOUBLINGS))
