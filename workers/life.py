"""How the work goes, and which processes do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from store.pool import Database
from store.processes import processes
from store.status import Pulse, pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The pulse of the system, and how many processes of each kind are alive and stay."""

    pulse: Pulse
    alive: Mapping[str, int]


def life(connection: Database) -> Life:
    """How the work goes at this moment."""
    alive = Counter(one.kind for one in processes(connection) if one.alive and not one.stopping)
    return Life(pulse=pulse(connection), alive=alive)
