"""The parts of the running system that every one of its processes has: connections, blobs, schemas, the bell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from assay.settings import Settings
from store.blobs import Blobs, FolderBlobs
from store.pool import Pool, open_pool, transaction
from store.workspaces import ensure_workspace
from workers.bell import Bell
from workers.versions import SCHEMAS, Versions

WORKSPACE = "default"  # what comes through the folder and the command line belongs to it


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What a process of the running system works with. `workspace` is the one of the folder and the command line."""

    settings: Settings
    pool: Pool
    blobs: Blobs
    versions: Versions
    bell: Bell
    workspace: UUID


@contextmanager
def open_system(settings: Settings, address: str, *, bell: Bell, connections: int = 4, patience: float = 30.0) -> Iterator[System]:
    """The system over the database at the address, which must be migrated. Raises StorageError when it cannot be reached in time."""
    with open_pool(address, size=connections, patience=patience) as pool:
        with transaction(pool) as connection:
            workspace = ensure_workspace(connection, WORKSPACE)
        yield System(
            settings=settings,
            pool=pool,
            blobs=FolderBlobs(blobs_folder(settings)),
            versions=Versions(pool, settings.data_dir / SCHEMAS),
            bell=bell,
            workspace=workspace,
        )


def blobs_folder(settings: Settings) -> Path:
    """Where the bytes of documents lie."""
    return settings.data_dir / "blobs" if settings.blobs_url is None else Path(settings.blobs_url).expanduser()
