"""The schemas that documents are read with: published versions, kept up to date with the shipped schemas and the operator's folder.

`$ASSAY_DATA_DIR/schemas` holds the operator's own; a file there wins over a shipped schema of the same name. A version that was
published stays usable when its file goes: what was accepted with it can still be read.
"""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import UUID

from assay.errors import SchemaError, SchemaNotFound
from assay.log import log_event
from engine.errand import SchemaSource
from schemas.catalog import Catalog
from schemas.loader import load_schema
from schemas.schema import Schema
from store.documents import AUTO
from store.pool import Database, Pool, transaction
from store.schemas import SchemaVersion, current_versions, newest_version, publish, version_of

SCHEMAS = "schemas"  # the operator's own, in the data folder

Signature = tuple[tuple[str, int, int], ...]


class Versions:
    """Publishes what the files say and finds what was published. Safe to share between threads."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self._pool = pool
        self._folder = folder
        self._lock = threading.Lock()
        self._published: dict[UUID, Signature] = {}
        self._troubles: dict[str, SchemaError] = {}

    def pin(self, workspace: UUID, name: str) -> tuple[str, str | None]:
        """The name and the content's hash of the newest version; (`auto`, None) for `auto`.

        Raises SchemaNotFound for a name that is not known, and SchemaError for a file of that name that cannot be used.
        """
        self.refresh(workspace)
        if name == AUTO:
            return AUTO, None
        if name in self._troubles:
            raise self._troubles[name]
        with transaction(self._pool) as connection:
            found = newest_version(connection, workspace, name)
        if found is None:
            raise SchemaNotFound(f"There is no schema `{name}`.")
        return name, found.hash

    def sources(self, workspace: UUID, asked: str, hash_: str | None) -> tuple[SchemaSource, ...]:
        """The version that was pinned, or for `auto` the newest version of every schema. Raises SchemaNotFound."""
        if hash_ is None:
            self.refresh(workspace)
            with transaction(self._pool) as connection:
                return tuple(_source(one) for one in current_versions(connection, workspace))
        with transaction(self._pool) as connection:
            found = version_of(connection, workspace, name=asked, content=hash_)
        if found is None:
            raise SchemaNotFound(f"The pinned version of the schema `{asked}` is not kept.")
        return (_source(found),)

    def refresh(self, workspace: UUID) -> None:
        """Publish what is new in the files since the last look; a file that cannot be used is passed over and remembered."""
        with self._lock:
            signature = self._signature()
            if self._published.get(workspace) == signature:
                return
            with transaction(self._pool) as connection:
                self._troubles = self._publish_all(connection, workspace)
            self._published[workspace] = signature

    def troubles(self) -> dict[str, SchemaError]:
        """The files that cannot be used, by the name of their schema, as of the last look."""
        return dict(self._troubles)

    def _publish_all(self, connection: Database, workspace: UUID) -> dict[str, SchemaError]:
        usable, troubles = schema_files(self._folder)
        for name, error in troubles.items():
            log_event("schema_passed_over", schema=name, code=error.code)
        for schema, text in usable:
            publish(connection, workspace, name=schema.name, content=schema.hash, source=text, by="files")
        return troubles

    def _signature(self) -> Signature:
        files = sorted(self._folder.glob("*.y*ml")) if self._folder.is_dir() else []
        return tuple((file.name, status.st_mtime_ns, status.st_size) for file in files if (status := file.stat()))


def schema_files(folder: Path) -> tuple[list[tuple[Schema, str]], dict[str, SchemaError]]:
    """The schemas that ship and those of the folder, each with its text; and what is wrong with those that cannot be used."""
    catalog = Catalog([folder] if folder.is_dir() else [])
    usable: list[tuple[Schema, str]] = []
    troubles: dict[str, SchemaError] = {}
    for name in catalog.names():
        try:
            text = catalog.text(name)
            usable.append((load_schema(text, file=name), text))
        except SchemaError as error:
            troubles[name] = error
    return usable, troubles


def _source(version: SchemaVersion) -> SchemaSource:
    return SchemaSource(name=version.name, version=version.version, hash=version.hash, text=version.source)
