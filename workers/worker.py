"""A worker's whole life: a Celery consumer whose threads lead child processes, a heart, a sweeper, and an orderly end."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import FrameType

from celery.worker import state

from asking.asker import Asker
from asking.batch.open import open_inbox
from assay.errors import EXIT_DONE, EXIT_INTERRUPTED, StorageError
from assay.log import log_event, overhear
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from store.migrate import published, require_current
from store.pool import connect
from store.postgres import database
from store.processes import Self
from store.shelf import PostgresShelf, Shelf
from workers.app import celery_app, celery_bell
from workers.clerk import clerk_until, seconds_for_batches
from workers.heart import Heart
from workers.shift import Shift
from workers.sweeper import sweep_until
from workers.system import open_system
from workers.tasks import listen

THREADS_PER_CHILD = 2  # while the document of one is with the child, the other claims or saves
SECONDS_TO_FINISH = 20.0  # for the documents that are worked on when the worker is told to stop
SECONDS_TO_LEAVE = 8.0  # after that, for everything else
PATIENCE_AT_START = 60.0  # with a database that is started at the same time
PATIENCE = 5.0  # later, each time: what is to be written is tried again for longer

Say = Callable[[int], None]
CELERY = {
    "pool_cls": "threads",
    "without_gossip": True,
    "without_mingle": True,
    "without_heartbeat": True,
    "loglevel": "WARNING",
}


def run_worker(settings: Settings, *, jobs: int | None = None, say: Say | None = None) -> int:
    """Work until SIGTERM or Ctrl+C, with so many children at once (as many as there are processors), and return the exit status.

    `say` hears every second how many documents are done. Raises ConfigurationError and StorageError when the worker cannot
    begin; what goes away later is waited for.
    """
    settings.require_key()
    children = jobs or os.cpu_count() or 1
    with database(settings) as address:
        with connect(address, patience=PATIENCE_AT_START) as connection:
            require_current(connection, published())
        with open_desk(settings, children=children) as desk:
            return live(settings, address, desk, children=children, say=say)


def live(settings: Settings, address: str, desk: Desk[Errand, Answered], *, children: int, say: Say | None = None) -> int:
    """The life of a worker that has its children. It takes the signals of its process, and so belongs into the main thread."""
    stopping, stopped = threading.Event(), threading.Event()
    threads = THREADS_PER_CHILD * children
    with open_system(settings, address, bell=celery_bell(settings, address), connections=threads + 2, patience=PATIENCE) as system:
        me = Self(kind="worker")
        overhear("celery", "kombu", "psycopg", "pgmq")
        heart = Heart(system.pool, me, lease_seconds=settings.lease_seconds, facts={"children": children})
        heart.beat()
        asker = asker_of(settings, PostgresShelf(system.pool))
        shift = Shift(system=system, desk=desk, asker=asker, heart=heart, stopping=stopping)
        beside = [partial(heart.beat_until, stopping, stopped), partial(sweep_until, stopped, system, address)]
        if asker is not None:
            beside.append(partial(clerk_until, stopped, system, address))
        if say is not None:
            beside.append(partial(_say_until, stopped, heart, say))
        with asker or contextlib.nullcontext(), _threads(beside, stopped), _obeying(stopping, desk, asker):
            app = celery_app(settings, address)
            listen(app, shift.work)
            app.set_default()  # the threads of the pool look for the task there
            app.WorkController(hostname=me.name, concurrency=threads, **CELERY).start()
        with contextlib.suppress(StorageError):
            heart.end()
    return EXIT_DONE


def asker_of(settings: Settings, shelf: Shelf) -> Asker | None:
    """Who asks models for this worker; None where none is named. Raises ConfigurationError."""
    if settings.model is None:
        return None
    from asking.open import open_asker  # noqa: PLC0415  a model's client costs seconds to load

    return open_asker(settings, shelf, inbox=open_inbox(settings, shelf, seconds=seconds_for_batches(settings)))


@contextmanager
def _threads(targets: Sequence[Callable[[], None]], stopped: threading.Event) -> Iterator[None]:
    """Run these beside, and have them end by saying that the worker has stopped."""
    running = [threading.Thread(target=target, daemon=True) for target in targets]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in running:
            thread.join(timeout=SECONDS_TO_LEAVE)


@contextmanager
def _obeying(stopping: threading.Event, desk: Desk[Errand, Answered], asker: Asker | None) -> Iterator[None]:
    """Let SIGTERM and Ctrl+C stop the worker in order, and a second one at once."""
    state.should_stop = None

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signature of a handler
        if stopping.is_set():
            desk.halt()
            os._exit(EXIT_INTERRUPTED)
        stopping.set()
        if asker is not None:
            asker.halt()
        state.should_stop = EXIT_DONE  # Celery looks at it between two messages
        threading.Thread(target=_hurry, args=(desk,), daemon=True).start()

    usual = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _hurry(desk: Desk[Errand, Answered]) -> None:
    """Documents that take too long are given back, and so is the patience of whoever waits for the worker to end."""
    over = threading.Event()
    over.wait(SECONDS_TO_FINISH)
    desk.halt()
    over.wait(SECONDS_TO_LEAVE)
    log_event("worker_left_in_haste")
    os._exit(EXIT_DONE)


def _say_until(stopped: threading.Event, heart: Heart, say: Say) -> None:
    while not stopped.wait(1.0):
        say(heart.done)
