"""The own database: a real Postgres in the data folder, for whoever has none.

In `$ASSAY_DATA_DIR/postgres` lie the cluster, its password and its port, and two lock files. Who starts or stops the server
holds `lock`. Who uses it holds `users` together with the others, so that the last one to leave stops it. The kernel drops the
locks of a process that is killed.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assay.errors import StorageError
from assay.settings import Settings
from store.cluster import Cluster


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The address of the database that is set, or of the own one as long as it is used. Raises StorageError."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with own_database(settings.data_dir) as address:
        yield address


@contextmanager
def own_database(data_dir: Path) -> Iterator[str]:
    """The address of the own database, which runs at least as long as somebody uses it. Raises StorageError."""
    home = _home(data_dir)
    with _opened(home / "users") as users:
        with _only_one(home):
            fcntl.flock(users, fcntl.LOCK_SH)
            address = _started(home)
        try:
            yield address
        finally:
            with _only_one(home):
                if _is_last(users):
                    Cluster.at(home).stop()


def start(data_dir: Path) -> str:
    """The address of the own database, which is started if it does not run, and then goes on running. Raises StorageError."""
    home = _home(data_dir)
    with _only_one(home):
        return _started(home)


def stop(data_dir: Path) -> None:
    """Stop the own database if it runs, whoever uses it. What was committed is kept."""
    home = _folder(data_dir)
    if home.exists():
        with _only_one(home):
            Cluster.at(home).stop()


def kept_in(data_dir: Path) -> Path | None:
    """The folder that holds the own database, running or not; None when there is none."""
    data = _folder(data_dir) / "data"
    return data.resolve() if data.exists() else None


def running(data_dir: Path) -> str | None:
    """The address of the own database if it runs; nothing is started and nothing is written."""
    home = _folder(data_dir)
    if kept_in(data_dir) is None:
        return None
    cluster = Cluster.at(home)
    with _sayable(home):
        return None if cluster.process is None else cluster.address


def _folder(data_dir: Path) -> Path:
    return data_dir.absolute() / "postgres"


def _home(data_dir: Path) -> Path:
    home = _folder(data_dir)
    with _sayable(home):
        home.mkdir(parents=True, exist_ok=True)
    return home


def _started(home: Path) -> str:
    with _sayable(home):
        return Cluster.at(home).start()


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    with _opened(home / "lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    with _sayable(path.parent):
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock
    finally:
        # Closing is not enough: a child that was forked meanwhile holds the same lock.
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _sayable(home: Path) -> Iterator[None]:
    """What the file system refuses, as a StorageError."""
    try:
        yield
    except OSError as error:
        code = "storage_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "storage_denied"
        reason = (error.strerror or "unknown reason").lower()
        raise StorageError(code, f"The own database cannot be kept in {home}: {reason}.") from error
