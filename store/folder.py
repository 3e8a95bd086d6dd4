"""Files that were claimed from the watched folder, and the documents that they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from store.pool import Database
from store.rows import as_json, values_of
from store.sql import queries

_SQL = queries("folder")
_OPEN = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A claimed file that was handed in. `duplicate`: the same bytes had come before."""

    claim: UUID
    document: UUID
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of a claimed file. `sha256`, `status` and `error` are of its document, and None once that was erased."""

    claim: UUID
    document: UUID
    duplicate: bool
    sha256: str | None
    status: str | None
    error: Mapping[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Whether the document is still at work."""
        return self.status in _OPEN


def record_claims(connection: Database, workspace: UUID, recorded: Sequence[Recorded]) -> None:
    """Remember which documents these files are, in the transaction that hands them in.

    Raises UniqueViolation, and so nothing is handed in, when one of them was handed in before.
    """
    values = {
        "workspace": workspace,
        "claims": [one.claim for one in recorded],
        "documents": [one.document for one in recorded],
        "duplicates": [one.duplicate for one in recorded],
    }
    connection.execute(_SQL["record"], values)


def standings(connection: Database, workspace: UUID, claims: Sequence[UUID]) -> dict[UUID, Standing]:
    """What became of each of these files; those that were never handed in are missing."""
    found = values_of(Standing, connection, _SQL["standings"], {"workspace": workspace, "claims": list(claims)})
    return {one.claim: one for one in found}


def settled_claims(connection: Database, workspace: UUID, claims: Sequence[UUID]) -> set[UUID]:
    """Those of these files whose documents are no longer at work."""
    return {claim for (claim,) in connection.execute(_SQL["settled"], {"workspace": workspace, "claims": list(claims)}).fetchall()}


def forget_claims(connection: Database, workspace: UUID, claims: Sequence[UUID]) -> None:
    """These files have left the folder."""
    connection.execute(_SQL["forget"], {"workspace": workspace, "claims": list(claims)})


def describe(connection: Database, workspace: UUID, document: UUID, metadata: Mapping[str, Any]) -> None:
    """Give a document the metadata that came after it."""
    connection.execute(_SQL["describe"], {"workspace": workspace, "document": document, "metadata": as_json(dict(metadata))})
