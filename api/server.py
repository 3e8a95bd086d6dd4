"""The API in a process of its own: it says that it is there, serves until it is told to stop, and ends what it has begun."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from api.app import create
from assay.errors import AssayError, ConfigurationError, RequestError
from assay.log import log_event
from assay.settings import Settings
from engine.desk import Desk
from engine.errand import Answered, Errand
from engine.errands import desk as open_desk
from store.pool import Pool, transaction
from store.postgres import database
from store.processes import Self, leave, seen
from workers.app import celery_bell
from workers.system import System, open_system

CHILDREN = 2
CONNECTIONS = 10
PATIENCE = 3.0  # seconds that a request waits for the database before it says that there is none
GRACE = 10  # seconds that a request has to end when the server stops
SECONDS_BETWEEN_SIGNS = 5.0

Build = Callable[[System, Desk[Errand, Answered]], ASGIApp]


def serve(settings: Settings, *, host: str, port: int, build: Build = create) -> None:
    """Serve what `build` makes until SIGTERM or Ctrl+C.

    Raises RequestError `port_in_use`, ConfigurationError for a host that is none of this machine, and StorageError.
    """
    with _listening(host, port) as listener, _told_to_stop(), database(settings) as address:
        bell = celery_bell(settings, address)
        with (
            open_system(settings, address, bell=bell, connections=CONNECTIONS, patience=PATIENCE) as system,
            open_desk(settings, children=CHILDREN) as desk,
            _present(system.pool),
        ):
            server = uvicorn.Server(_config(build(system, desk)))
            log_event("serving", host=host, port=port)
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
    log_event("served")


def _config(app: ASGIApp) -> uvicorn.Config:
    """uvicorn writes nothing by itself: requests and errors stand in Assay's log, without what they hold."""
    return uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE
    )


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise _refused(host, port, error) from error
    with listener:
        yield listener


def _refused(host: str, port: int, error: OSError) -> AssayError:
    if error.errno == errno.EADDRINUSE:
        return RequestError("port_in_use", f"Another program listens on port {port}.")
    says = f"The server cannot listen on {host}, port {port}: {(error.strerror or 'unknown reason').lower()}."
    return ConfigurationError(says, fix="Give an address of this machine, and a port above 1024.")


@contextlib.contextmanager
def _told_to_stop() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl+C, so that everything that was opened is closed. Only the main thread may decide about signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGTERM, _interrupted)
    try:
        yield
    except KeyboardInterrupt:
        log_event("stopped_before_serving")
    finally:
        signal.signal(signal.SIGTERM, usual)


def _interrupted(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _present(pool: Pool) -> Iterator[None]:
    """Say every few seconds that this server is there, and at the end that it is not."""
    me = Self(kind="server")
    ended = threading.Event()
    signs = threading.Thread(target=_give_signs, args=(pool, me, ended), name="signs", daemon=True)
    signs.start()
    try:
        yield
    finally:
        ended.set()
        signs.join()
        with contextlib.suppress(AssayError), transaction(pool) as connection:
            leave(connection, me)


def _give_signs(pool: Pool, me: Self, ended: threading.Event) -> None:
    while True:
        with contextlib.suppress(AssayError), transaction(pool) as connection:
            seen(connection, me, facts={})
        if ended.wait(SECONDS_BETWEEN_SIGNS):
            return
