"""The heart of a worker: lengthens its leases and says that it is there, in a thread that nothing else can hold up."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from assay.errors import StorageError
from assay.log import log_event
from store.jobs import Lease, heartbeat
from store.pool import Pool, transaction
from store.processes import Self, leave, seen

SECONDS_BETWEEN_BEATS = 5.0


class Heart:
    """Knows what its worker holds and has done. Safe to share between threads."""

    def __init__(self, pool: Pool, me: Self, *, lease_seconds: float, facts: dict[str, object]) -> None:
        self.me = me
        self.lease_seconds = lease_seconds
        self.done = 0
        self._pool = pool
        self._facts = facts
        self._lock = threading.Lock()
        self._held: dict[UUID, Lease] = {}

    @contextmanager
    def holding(self, leases: Sequence[Lease]) -> Iterator[None]:
        """Lengthen these leases as long as they are worked on."""
        with self._lock:
            self._held |= {lease.job: lease for lease in leases}
        try:
            yield
        finally:
            with self._lock:
                for lease in leases:
                    self._held.pop(lease.job, None)

    def holds(self, lease: Lease) -> bool:
        """Whether the lease is still ours, as far as the last beat knows."""
        with self._lock:
            return self._held.get(lease.job) == lease

    def count(self, documents: int) -> None:
        """So many documents more are done."""
        with self._lock:
            self.done += documents

    def beat_until(self, stopping: threading.Event, stopped: threading.Event) -> None:
        """Beat until the worker has `stopped`; say so when it is `stopping`."""
        while not stopped.wait(min(SECONDS_BETWEEN_BEATS, self.lease_seconds / 3)):
            try:
                self.beat(stopping=stopping.is_set())
            except StorageError:
                log_event("heartbeat_missed")

    def beat(self, *, stopping: bool = False) -> None:
        """Lengthen what is held, forget what another has taken over, and say that the worker is there. Raises StorageError."""
        with self._lock:
            held = tuple(self._held.values())
            facts = self._facts | {"done": self.done, "held": len(held)}
        with transaction(self._pool) as connection:
            kept = heartbeat(connection, held, lease_seconds=self.lease_seconds) if held else set()
            seen(connection, self.me, facts=facts, stopping=stopping)
        with self._lock:
            for lease in held:
                if lease.job not in kept and self._held.get(lease.job) == lease:
                    del self._held[lease.job]

    def end(self) -> None:
        """The worker is no more. Raises StorageError."""
        with transaction(self._pool) as connection:
            leave(connection, self.me)
