"""The bell that tells workers of jobs. Postgres is the truth: a bell that is not heard costs time and never a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID


class Bell(Protocol):
    """Rings for jobs. Safe to share between threads, and quick to give up."""

    def ring(self, jobs: Sequence[UUID], *, together: bool) -> bool:
        """Tell the workers of these jobs, in chunks when they may be worked on `together`, else one by one.

        False when nobody could be told; never raises for a broker that is gone.
        """
        ...

    def waiting(self) -> int | None:
        """How many messages wait to be heard; None when the broker cannot be asked."""
        ...


class Silent:
    """A bell for a process that hands nothing out: the sweeper finds its jobs."""

    def ring(self, jobs: Sequence[UUID], *, together: bool) -> bool:  # noqa: ARG002  the contract's signature
        """Nobody is told."""
        return False

    def waiting(self) -> int | None:
        """There is nobody to ask."""
        return None
