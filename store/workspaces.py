"""Workspaces: what belongs to one is unknown in every other."""

from __future__ import annotations

from uuid import UUID

from store.pool import Database
from store.sql import queries

_SQL = queries("workspaces")


def ensure_workspace(connection: Database, name: str) -> UUID:
    """The workspace of this name, made when there is none."""
    with connection.transaction():
        for query in ("find", "ensure", "find"):
            row = connection.execute(_SQL[query], {"name": name}).fetchone()
            if row is not None:
                break
        assert row is not None  # noqa: S101 - what could not be made is there, and workspaces are never removed
        found: UUID = row[0]
        return found
