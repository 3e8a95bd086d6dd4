"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass

from engine.desk import Desk
from engine.errand import Answered, Errand
from workers.system import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The running system, and the desk whose children read and draw documents."""

    system: System
    desk: Desk[Errand, Answered]
