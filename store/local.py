"""A shelf in a file of its own, for commands that run without any server: SQLite, shared by all processes of a data folder."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from assay.errors import StorageError
from store.shelf import Row, Transaction

FILE = "model.sqlite3"
NOBODY = UUID(int=0)
"""The workspace of what has none."""

SECONDS_TO_WAIT = 60.0  # for another process that writes
_PARAMETER = re.compile(r"%\((\w+)\)s")
_FUNCTIONS: dict[str, Callable[..., float | str]] = {"epoch": time.time, "today": lambda: datetime.now(UTC).date().isoformat()}


@contextmanager
def kept_locally(folder: Path) -> Iterator[LocalShelf | None]:
    """The shelf in the folder, closed at the end; None where nothing was ever kept. Raises StorageError."""
    if not (folder / FILE).exists():
        yield None
        return
    shelf = LocalShelf(folder)
    try:
        yield shelf
    finally:
        shelf.close()


class LocalShelf:
    """The shelf in `folder`, which is made where it is missing. Raises StorageError when it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _opened(folder / FILE)
        except (OSError, sqlite3.Error) as error:
            raise StorageError("storage_unavailable", "What the model answers cannot be kept in the data folder.") from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """As in `store.shelf.Shelf`: one at a time."""
        with self._lock:
            try:
                self._connection.execute("begin immediate")
                yield _Sqlite(self._connection)
                self._connection.execute("commit")
            except sqlite3.OperationalError as error:
                self._undo()
                raise StorageError("storage_unavailable", "What the model answers cannot be kept in the data folder.") from error
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("rollback")


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: bytes, values: Mapping[str, object]) -> list[Row]:
        cursor = self._connection.execute(_translated(query), _plain(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run(self, query: bytes, values: Mapping[str, object]) -> None:
        self._connection.execute(_translated(query), _plain(values))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
    for name, function in _FUNCTIONS.items():
        connection.create_function(name, 0, function)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")  # what is committed outlives any process; only a power cut may cost the last moment
    connection.execute("pragma secure_delete = on")  # what is forgotten is overwritten
    connection.execute("pragma foreign_keys = on")
    connection.executescript(files("store").joinpath("local.sql").read_text(encoding="utf-8"))
    return connection


@lru_cache(maxsize=256)
def _translated(query: bytes) -> str:
    """The parameters in SQLite's notation."""
    return _PARAMETER.sub(r":\1", query.decode())


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
