"""The whole system in one terminal: database, worker, watcher, API and console, raised together and stopped together."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import getpass
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError
from urllib.request import urlopen

from assay.errors import AssayError, ConfigurationError, RequestError, StorageError
from assay.log import log_event, open_log
from assay.settings import Settings
from cli.message import tell
from store.migrate import migrate, published
from store.pool import connect
from store.postgres import database, running, start
from store.workspaces import ensure_workspace
from workers.access import first_token, sign_in_address
from workers.supervisor import Part, Supervisor
from workers.system import WORKSPACE

SECONDS_TO_BE_READY = 90.0
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_LOOKS_AT_DATABASE = 1.0
PATIENCE = 5.0  # with a database that is not ours and may be starting too


@dataclass(slots=True, kw_only=True)
class Household:
    """A system that has been raised. `base` is the address of API and console, `address` that of the database."""

    settings: Settings
    supervisor: Supervisor
    base: str
    address: str
    inbox: Path | None
    new_token: Path | None
    seconds_to_rise: float = 0.0
    _looked: float = 0.0

    def look_after(self) -> None:
        """Start again what has died, the own database too. Raises ConfigurationError when a part cannot be started at all."""
        if self.settings.database_url is None and time.monotonic() > self._looked + SECONDS_BETWEEN_LOOKS_AT_DATABASE:
            self._look_at_database()
            self._looked = time.monotonic()
        self.supervisor.look_after()

    def sign_in_address(self) -> str:
        """A link that signs the person at this terminal in, once."""
        with connect(self.address) as connection:
            workspace = ensure_workspace(connection, WORKSPACE)
            return sign_in_address(connection, workspace, base=self.base, reviewer=person())

    def wait_until_ready(self) -> None:
        """Until documents are taken and worked on. Raises StorageError when that takes too long."""
        until = time.monotonic() + SECONDS_TO_BE_READY
        while not self._is_ready():
            if time.monotonic() > until:
                raise StorageError("storage_unavailable", "The system did not become ready.", fix="Run `assay status`.")
            self.look_after()
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _look_at_database(self) -> None:
        if running(self.settings.data_dir) is None:
            tell("The database has ended unexpectedly; it is started again.")
            with contextlib.suppress(StorageError):  # the next look tries again
                start(self.settings.data_dir)

    def troubles(self) -> list[str]:
        """What does not go as it should, in sentences."""
        return [part["says"] for part in self._parts().values() if part["says"]]

    def _is_ready(self) -> bool:
        """Whether documents are taken and a worker is there; what else is degraded costs time only."""
        parts = self._parts()
        return bool(parts) and parts["workers"]["state"] == "ok"

    def _parts(self) -> dict[str, dict[str, str]]:
        """What the server says of each part; nothing while it does not answer, or takes no documents."""
        try:
            with urlopen(f"{self.base}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                parts: dict[str, dict[str, str]] = json.load(answer)["parts"]
        except (URLError, OSError, ValueError):
            return {}
        return parts


@contextmanager
def raised(settings: Settings, *, host: str, jobs: int | None, watch: bool) -> Iterator[Household]:
    """The system, as long as this lasts; ready when it is entered.

    Raises ConfigurationError (`already_running`, `part_failed`), RequestError `port_in_use`, StorageError.
    """
    began = time.monotonic()
    _made(settings.data_dir)
    open_log(settings.data_dir)
    with _only_one(settings, host):
        _refuse_taken_port(host, settings.port)
        with _raised(settings, host, jobs, watch, began) as household:
            yield household


@contextmanager
def _raised(settings: Settings, host: str, jobs: int | None, watch: bool, began: float) -> Iterator[Household]:
    with database(settings) as address:
        new_token = _prepared(settings, address)
        with Supervisor(_parts(settings, host, jobs, watch), environment=_environment(settings), say=tell) as supervisor:
            household = Household(
                settings=settings,
                supervisor=supervisor,
                base=f"http://{_shown(host)}:{settings.port}",
                address=address,
                inbox=settings.data_dir / "inbox" if watch else None,
                new_token=new_token,
            )
            household.wait_until_ready()
            household.seconds_to_rise = time.monotonic() - began
            log_event("system_ready", seconds=round(household.seconds_to_rise, 1))
            yield household


def person() -> str:
    """Who sits at this terminal, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # nobody has given this number a name
        return "owner"


def with_free_port(settings: Settings) -> Settings:
    """The settings with another port when theirs is taken."""
    try:
        _refuse_taken_port("127.0.0.1", settings.port)
    except RequestError:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return replace(settings, port=listener.getsockname()[1])
    return settings


def _made(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("storage_denied") from error


def _prepared(settings: Settings, address: str) -> Path | None:
    """A database in the form that this version expects, with a token in it."""
    with connect(address, patience=0 if settings.database_url is None else PATIENCE) as connection:
        for _ in migrate(connection, published()):
            pass
        return first_token(connection, ensure_workspace(connection, WORKSPACE), settings.data_dir)


def _parts(settings: Settings, host: str, jobs: int | None, watch: bool) -> list[Part]:
    workers = ["worker", *(["--jobs", str(jobs)] if jobs else [])]
    parts = [Part(name="worker", arguments=workers)]
    parts.append(Part(name="server", arguments=["serve", "--host", host, "--port", str(settings.port)]))
    if watch:
        parts.append(Part(name="watcher", arguments=["watch"]))
    return parts


def _environment(settings: Settings) -> Mapping[str, str]:
    return {**os.environ, "ASSAY_DATA_DIR": str(settings.data_dir.absolute()), "ASSAY_PORT": str(settings.port)}


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fix = "Stop it, or choose another port with --port or ASSAY_PORT."
            raise RequestError("port_in_use", f"Another program listens on port {port}.", fix=fix) from error
        says = f"The server cannot listen on {host}, port {port}: {(error.strerror or 'unknown reason').lower()}."
        raise ConfigurationError(says, fix="Give an address of this machine, and a port above 1024.") from error


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - to be replaced


@contextmanager
def _only_one(settings: Settings, host: str) -> Iterator[None]:
    """One system in a data folder. The kernel drops the lock of one that is killed."""
    with (settings.data_dir / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already(lock) from None
        lock.truncate(0)
        json.dump({"process": os.getpid(), "address": f"http://{_shown(host)}:{settings.port}"}, lock)
        lock.flush()
        yield


def _already(lock: IO[str]) -> AssayError:
    lock.seek(0)
    try:
        who: dict[str, Any] = json.load(lock)
        where = f": process {who['process']}, {who['address']}"
    except (ValueError, KeyError):
        where = ""
    return ConfigurationError(
        f"Assay runs already in this data folder{where}.", code="already_running", fix="Use that one, or stop it with Ctrl+C there."
    )
