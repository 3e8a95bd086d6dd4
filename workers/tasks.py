"""What Celery calls: the task carries ids, and may be called twice without harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from celery import Celery

from assay.log import log_event, log_unexpected
from workers.app import PROTOCOL, WORK


def listen(app: Celery, work: Callable[[Sequence[UUID]], None]) -> None:
    """Have `work` called with the jobs of every message of the protocol that this version speaks.

    A message of another protocol is left alone: a worker that understands it will be told by its own sweeper. Nothing is raised
    to Celery: what could not be done is still due, and the sweeper rings for it again.
    """

    @app.task(name=WORK, shared=False)  # type: ignore[untyped-decorator]  # Celery publishes no types
    def work_on(jobs: object = (), protocol: object = None, **_: object) -> None:
        wanted = _ids(jobs) if protocol == PROTOCOL else []
        if not wanted:
            log_event("message_left_alone", protocol=protocol if isinstance(protocol, int) else None)
            return
        try:
            work(wanted)
        except Exception as error:  # noqa: BLE001  the thread goes on with the next message
            log_unexpected(error, jobs=len(wanted))


def _ids(jobs: object) -> list[UUID]:
    """The ids; none when the message is not one of ours."""
    try:
        return [UUID(job) for job in jobs] if isinstance(jobs, list) else []
    except (ValueError, AttributeError, TypeError):
        return []
