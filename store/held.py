"""What other documents hold: the answers to `exists` and `changed`, each found by an index however many documents there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from store.pool import Database
from store.rows import as_json, row
from store.sql import queries

_SQL = queries("held")

# Of several values the rarest is looked for first; one that so many documents hold is common, and is not counted further.
COMMON = 1000


def hold(connection: Database, workspaces: Sequence[UUID], documents: Sequence[UUID], revisions: Sequence[int]) -> None:
    """From now on the documents hold what these revisions say."""
    named = {"workspaces": list(workspaces), "documents": list(documents)}
    connection.execute(_SQL["forget"], named)
    connection.execute(_SQL["hold"], named | {"revisions": list(revisions)})


def is_held(connection: Database, workspace: UUID, document: UUID, *, schema: str, same: Mapping[str, Any]) -> bool:
    """Whether another document, read with a schema of that name, holds all of these values: JSON forms by pointer, at least one."""
    asked = {"workspace": workspace, "schema": schema, "document": document}
    values = {path: as_json(value) for path, value in same.items()}
    rarest = min(values, key=lambda path: _how_many(connection, {**asked, "path": path, "value": values[path]}))
    rest = {path: value for path, value in values.items() if path != rarest}
    found = row(
        connection,
        _SQL["exists"],
        {**asked, "path": rarest, "value": values[rarest], "paths": list(rest), "values": list(rest.values())},
    )
    return found is not None and bool(found["found"])


def newest_held(connection: Database, workspace: UUID, document: UUID, *, schema: str, path: str, same: Mapping[str, Any]) -> Any:
    """The value, in its JSON form, that may be used at the path in the newest document that came before this one and holds the one value of
    `same`; None when there is none."""
    ((held, value),) = same.items()
    asked = {"workspace": workspace, "schema": schema, "document": document, "wanted": path, "path": held, "value": as_json(value)}
    found = row(connection, _SQL["newest"], asked)
    return None if found is None else found["value"]


def _how_many(connection: Database, asked: Mapping[str, object]) -> int:
    found = row(connection, _SQL["how_many"], {**asked, "limit": COMMON})
    return 0 if found is None else int(found["count"])
