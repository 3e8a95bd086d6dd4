"""Brings the database to the form that this version of Assay expects: plain SQL files, in order, one transaction each.

The table `migrations` of the database remembers what was applied. Each transaction begins with an advisory lock and looks
again, so that two migrators at once apply every file once. The lock ends with the transaction, and so holds behind a connection
pooler too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import errors

from assay.errors import StorageError
from store.pool import Database, translated
from store.sql import queries

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
SQL = queries("migrate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One published file. `name` is the file's name without its ending: `0001_documents_and_jobs`."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """The SHA-256 of the text, the same on every system whatever its line ends."""
        return sha256(self.sql.replace("\r\n", "\n").encode()).hexdigest()


def published(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """The migrations of this version, in the order in which they apply."""
    files = sorted(file for file in folder.iterdir() if FILE_NAME.fullmatch(file.name))
    return tuple(Migration(name=file.stem, sql=file.read_text(encoding="utf-8")) for file in files)


def pending(connection: Database, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """What is still to be applied; nothing is written.

    Raises StorageError `database_newer` where the database knows a migration that this version does not, and
    `migration_changed` where a file is not what was applied.
    """
    applied = _applied(connection)
    newer = sorted(applied.keys() - {one.name for one in migrations})
    if newer:
        raise StorageError("database_newer", f"The database has the migration {newer[-1]}, which this version of Assay does not know.")
    for migration in migrations:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise StorageError("migration_changed", f"{migration.name}.sql is not what was applied to the database.")
    return tuple(one for one in migrations if one.name not in applied)


def migrate(connection: Database, migrations: Sequence[Migration]) -> Iterator[Migration]:
    """Apply what is pending, and give each migration once it is committed; several may do this at once.

    Raises StorageError as `pending` does, and `migration_failed`; what was given by then stays applied.
    """
    for migration in pending(connection, migrations):
        if _apply(connection, migration, migrations):
            yield migration


def require_current(connection: Database, migrations: Sequence[Migration]) -> None:
    """Raises StorageError unless the database has exactly these migrations; `database_behind` where some are pending."""
    waiting = pending(connection, migrations)
    if waiting:
        raise StorageError("database_behind", f"The database lacks {len(waiting)} migrations, from {waiting[0].name} on.")


def _apply(connection: Database, migration: Migration, migrations: Sequence[Migration]) -> bool:
    """Whether it was applied here, and not meanwhile by another migrator."""
    try:
        with translated(), connection.transaction():
            connection.execute(SQL["lock"])
            connection.execute(SQL["make_table"])
            if migration not in pending(connection, migrations):
                return False
            connection.execute(SQL["limit_waiting"])
            connection.execute(migration.sql.encode())
            connection.execute(SQL["remember"], {"name": migration.name, "checksum": migration.checksum})
            return True
    except errors.LockNotAvailable as error:
        raise _failed(migration, "a table that it changes is in use; try again when less is going on") from error
    except psycopg.Error as error:
        raise _failed(migration, _reason(error)) from error


def _applied(connection: Database) -> dict[str, str]:
    """The names of the applied migrations with their checksums."""
    with translated(), connection.transaction():
        if connection.execute(SQL["find_table"]).fetchone() is None:
            return {}
        return dict(connection.execute(SQL["applied"]).fetchall())


def _reason(error: psycopg.Error) -> str:
    """What the database says of names and rights; what it says of values stays unsaid, since they may be a document's."""
    speaks_of_names = (error.sqlstate or "").startswith("42")
    return (error.diag.message_primary if speaks_of_names else None) or type(error).__name__


def _failed(migration: Migration, reason: str) -> StorageError:
    return StorageError("migration_failed", f"{migration.name}.sql cannot be applied: {reason}.")
