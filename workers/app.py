"""The Celery application, and the bell that is rung through it. Its messages carry ids of jobs and nothing else."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from celery import Celery
from kombu.connection import Connection
from kombu.entity import Queue

from assay.log import log_event
from assay.settings import Settings
from workers.bell import Bell
from workers.broker import BULK, QUEUES, SECONDS_BETWEEN_LOOKS, SECONDS_HIDDEN, WAITED

WORK = "assay.work"  # the name of the task
PROTOCOL = 1
CHUNK = 25  # documents that share a message and a statement for saving
SPREAD = 4  # messages that even a few documents are spread over, so that no child is idle while another has a queue

PATIENCE_OF_BELL = 1.0  # seconds to wait for a broker before a submission goes on without it
REST_OF_BELL = 2.0  # seconds in which a broker that did not answer is not asked again
PATIENCE_OF_WORKER = 10.0

LATE_AND_BARE = {
    "task_acks_late": True,
    "task_acks_on_failure_or_timeout": True,
    "task_reject_on_worker_lost": False,  # the sweeper rings again, and it counts
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "result_accept_content": ["json"],
    "worker_prefetch_multiplier": 1,
    "worker_detect_quorum_queues": False,
    "worker_enable_remote_control": False,  # nobody tells a worker anything but through the database
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "broker_connection_retry": True,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,  # for ever
    "broker_channel_error_retry": True,
    "task_create_missing_queues": False,
    "task_default_queue": BULK,
}


def celery_app(settings: Settings, address: str, *, patience: float = PATIENCE_OF_WORKER) -> Celery:
    """The application over the broker that is set, or over the database at the address; nothing is connected yet."""
    app = Celery("assay", set_as_current=False)
    app.conf.update(LATE_AND_BARE, task_queues=[_queue(name) for name in QUEUES], **_broker(settings, address, patience))
    return app


def celery_bell(settings: Settings, address: str) -> Bell:
    """The bell over the broker that is set, or over the database at the address."""
    return CeleryBell(celery_app(settings, address, patience=PATIENCE_OF_BELL))


class CeleryBell:
    """Rings by a Celery message. A broker that is gone costs its caller about a second, and those who come next nothing."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._rests_until = 0.0

    def ring(self, jobs: Sequence[UUID], *, together: bool) -> bool:
        """See `Bell.ring`."""
        return self._told(lambda connection: self._send(connection, jobs, together=together)) is not None

    def waiting(self) -> int | None:
        """See `Bell.waiting`."""
        return self._told(lambda connection: sum(_depth(connection, name) for name in QUEUES))

    def _send(self, connection: Connection, jobs: Sequence[UUID], *, together: bool) -> int:
        size, queue = (min(CHUNK, -(-len(jobs) // SPREAD)), BULK) if together else (1, WAITED)
        for start in range(0, len(jobs), size or 1):
            message = {"jobs": [str(job) for job in jobs[start : start + size]], "protocol": PROTOCOL}
            self._app.send_task(WORK, kwargs=message, queue=queue, connection=connection, retry=False)
        return len(jobs)

    def _told(self, say: Callable[[Connection], int]) -> int | None:
        """What the broker answers; None when it does not, or did not a moment ago."""
        with self._lock:
            if time.monotonic() < self._rests_until:
                return None
            try:
                self._connection = self._connection or self._app.connection_for_write()
                return say(self._connection)
            except Exception as error:  # noqa: BLE001  whatever a broker's client raises, the sweeper makes up for it
                log_event("broker_gone", error=type(error).__qualname__)
                self._leave()
                self._rests_until = time.monotonic() + REST_OF_BELL
                return None

    def _leave(self) -> None:
        """Forget the connection, so that the next one is new."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.release()  # type: ignore[no-untyped-call]  # kombu's own


def _depth(connection: Connection, name: str) -> int:
    waiting: int = _queue(name)(connection.default_channel).queue_declare().message_count
    return waiting


def _queue(name: str) -> Any:
    return Queue(name)  # type: ignore[no-untyped-call]  # kombu's own


def _broker(settings: Settings, address: str, patience: float) -> dict[str, object]:
    """Where the broker is, and how long its clients wait for it."""
    tries = {"max_retries": 0, "visibility_timeout": SECONDS_HIDDEN}
    if settings.broker_url is not None:
        limits = {"socket_connect_timeout": patience, "socket_timeout": patience}
        return {"broker_url": settings.broker_url, "broker_connection_timeout": patience, "broker_transport_options": tries | limits}
    own = {"address": address, "patience": patience, "polling_interval": SECONDS_BETWEEN_LOOKS, "wait_time_seconds": 0}
    return {
        "broker_url": "pgmq://",
        "broker_transport": "workers.broker:PostgresTransport",
        "broker_transport_options": tries | own,
    }
