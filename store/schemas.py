"""Versions of schemas: each is its content, numbered in the order of publishing, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from store.pool import Database
from store.rows import value_of, values_of
from store.sql import queries

_SQL = queries("schemas")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """A published version: `hash` is of the content, `source` the YAML as written."""

    name: str
    version: int
    hash: str
    source: str
    published_by: str
    published_at: datetime


def publish(connection: Database, workspace: UUID, *, name: str, content: str, source: str, by: str) -> SchemaVersion:
    """The version with this content: the next number, or the one that it got when it was published before.

    `content` is the hash of the schema's content, `source` the YAML as written.
    """
    values = {"workspace": workspace, "name": name, "hash": content, "source": source, "by": by}
    with connection.transaction():
        connection.execute(_SQL["lock"], values)
        connection.execute(_SQL["publish"], values)
        published = version_of(connection, workspace, name=name, content=content)
        assert published is not None  # noqa: S101 - it was there or has just been added, and versions stay
        return published


def version_of(connection: Database, workspace: UUID, *, name: str, content: str) -> SchemaVersion | None:
    """The version whose content has this hash."""
    return value_of(SchemaVersion, connection, _SQL["by_hash"], {"workspace": workspace, "name": name, "hash": content})


def newest_version(connection: Database, workspace: UUID, name: str) -> SchemaVersion | None:
    """The newest version of a schema."""
    return value_of(SchemaVersion, connection, _SQL["newest"], {"workspace": workspace, "name": name})


def versions(connection: Database, workspace: UUID, name: str) -> list[SchemaVersion]:
    """Every version of a schema, the newest first."""
    return values_of(SchemaVersion, connection, _SQL["versions"], {"workspace": workspace, "name": name})


def current_versions(connection: Database, workspace: UUID) -> list[SchemaVersion]:
    """The newest version of every schema, by name."""
    return values_of(SchemaVersion, connection, _SQL["current"], {"workspace": workspace})
