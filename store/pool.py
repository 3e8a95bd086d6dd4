"""Connections to the database, and what its errors mean for a person. No message ever holds a password or a value."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from assay.errors import AssayError, ConfigurationError, StorageError

# What the pool tries in the background is said by whoever borrows from it.
logging.getLogger("psycopg.pool").addHandler(logging.NullHandler())

LEAST_SERVER = 140000
SECONDS_BETWEEN_ATTEMPTS = 0.2
OPTIONS: dict[str, Any] = {"connect_timeout": 10, "application_name": "assay", "client_encoding": "UTF8"}
# A server that refuses for one of these reasons will go on refusing until a setting changes.
REFUSALS = ("authentication failed", "no pg_hba.conf entry", "does not exist", "no password supplied", "permission denied for database")

Database = Connection[TupleRow]
Pool = ConnectionPool[Database]


def connect(address: str, *, autocommit: bool = False, patience: float = 0.0) -> Database:
    """A connection to a Postgres that Assay can work with.

    A database that cannot be reached is tried again for `patience` seconds. Raises StorageError, and ConfigurationError for an
    address that cannot be right.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return _connected(address, autocommit=autocommit)
        except StorageError as error:
            if not error.retryable or time.monotonic() > until:
                raise
        time.sleep(SECONDS_BETWEEN_ATTEMPTS)


def open_pool(address: str, *, size: int = 4, patience: float = 30.0) -> Pool:
    """A pool of up to `size` connections, to be used `with`; each is tried before it is lent. Nothing is connected yet.

    Borrowing waits up to `patience` seconds for a connection. When the database comes back after a while, it is noticed the sooner
    the smaller that is, because each try waits twice as long as the one before.
    """
    _parsed(address)
    return ConnectionPool(
        address,
        min_size=1,
        max_size=size,
        timeout=patience,
        reconnect_timeout=patience,  # one who waits sees no attempt but the one that runs: both end together
        check=ConnectionPool.check_connection,
        kwargs=OPTIONS,
        open=False,
    )


@contextmanager
def transaction(pool: Pool) -> Iterator[Database]:
    """A connection in a transaction of its own, committed at the end unless something was raised. Raises StorageError."""
    with translated(), pool.connection() as connection:
        yield connection


@contextmanager
def translated() -> Iterator[None]:
    """A database that is gone, full or read-only, as a StorageError; every other error as it is."""
    try:
        yield
    except errors.DiskFull as error:
        raise StorageError("storage_full", "The database has no space left.") from error
    except errors.ReadOnlySqlTransaction as error:
        raise StorageError("storage_unavailable", "The database can only be read at the moment.") from error
    except (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable, errors.QueryCanceled):
        raise  # of one query, while the database is well
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StorageError("storage_unavailable", "The connection to the database was lost, or none was free in time.") from error


def place_of(address: str) -> str:
    """Where the address leads, without who and with which password: `127.0.0.1:5432/assay`. Raises ConfigurationError."""
    parts = _parsed(address)
    host, port = parts.get("host") or parts.get("hostaddr") or "localhost", parts.get("port") or 5432
    return f"{host}:{port}/{parts.get('dbname') or parts.get('user') or ''}"


def _connected(address: str, *, autocommit: bool) -> Database:
    place = place_of(address)
    try:
        connection = psycopg.connect(address, autocommit=autocommit, **OPTIONS)
    except psycopg.OperationalError as error:
        raise _refusal(place, str(error)) from error
    try:
        _check(connection, place)
    except AssayError:
        connection.close()
        raise
    return connection


def _check(connection: Database, place: str) -> None:
    if connection.info.server_version < LEAST_SERVER:
        raise _unfit(f"The database at {place} is Postgres {connection.info.server_version // 10000}.", "Use Postgres 14 or newer.")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise _unfit(f"The database at {place} cannot hold every text.", "Create it anew with the encoding UTF8.")


def _refusal(place: str, said: str) -> AssayError:
    if any(sign in said for sign in REFUSALS):
        return _unfit(
            f"The database at {place} does not let Assay in.", "Check the user, the password and the database's name in ASSAY_DATABASE_URL."
        )
    return StorageError("storage_unavailable", f"The database at {place} cannot be reached.")


def _unfit(says: str, fix: str) -> ConfigurationError:
    return ConfigurationError(says, fix=fix)


def _parsed(address: str) -> dict[str, object]:
    try:
        parts: dict[str, object] = dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:  # its sentence quotes the address, in which a password may stand
        parts = {"port": "none"}
    if not str(parts.get("port", 1)).replace(",", "").isdigit():
        raise ConfigurationError(
            "ASSAY_DATABASE_URL is not the address of a Postgres database.",
            fix="Set it to an address such as postgresql://user@host/assay, or unset it.",
        )
    return parts
