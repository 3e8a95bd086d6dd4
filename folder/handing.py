"""From claimed files to documents: the bytes are read, kept, and handed in together with the claims that they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.errors import DocumentError, SchemaError, SchemaNotFound
from assay.log import log_event
from folder.backoff import Backoff
from folder.claims import Claim
from folder.inbox import schema_of
from folder.sidecar import metadata_in, password_in
from folder.steady import UnsteadyError, read_steady
from ingest.upload import name_of
from store.documents import Submitted, retry
from store.folder import Recorded, record_claims, standings
from store.pool import Database, transaction
from workers.intake import Handed, hand_in, ring
from workers.system import System

ORIGIN = "folder"
BATCH_FILES = 64
BATCH_BYTES = 16_000_000

_FOLDERS = "Put the file into a folder with the name of a schema (`assay schema list` shows them), or into the inbox itself."

Read = tuple[Claim, Handed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A claimed file that will never be a document, and why."""

    claim: Claim
    error: DocumentError | SchemaError


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Hands claimed files in. `backoff` knows which of them could not be read a moment ago."""

    system: System
    backoff: Backoff

    def hand_in(self, claims: Iterable[Claim]) -> Iterator[Claim | Refusal]:
        """Those that are documents now, and those that never will be; what cannot be read yet is left out.

        A claim that was handed in before is not handed in again. Raises StorageError.
        """
        refused: list[Refusal] = []
        for batch in _batches(self._read(claims, refused)):
            yield from self._submitted(batch)
        yield from refused

    def _read(self, claims: Iterable[Claim], refused: list[Refusal]) -> Iterator[Read]:
        for claim in claims:
            if not self.backoff.is_due(claim.id):
                continue
            try:
                handed = _handed(claim)
            except DocumentError as error:
                refused.append(Refusal(claim=claim, error=error))
            except (UnsteadyError, OSError) as error:
                if self.backoff.put_off(claim.id):
                    log_event("file_put_off", claim=claim.id, error=type(error).__qualname__)
            else:
                self.backoff.forget(claim.id)
                yield claim, handed

    def _submitted(self, batch: Sequence[Read]) -> Iterator[Claim | Refusal]:
        known = self._known([claim for claim, _ in batch])
        yield from (claim for claim, _ in batch if claim.id in known)
        fresh = [one for one in batch if one[0].id not in known]
        if not fresh:
            return
        try:
            self._submit(fresh)
        except (DocumentError, SchemaError) as error:
            yield from self._one_by_one(fresh, error)
        else:
            yield from (claim for claim, _ in fresh)

    def _one_by_one(self, batch: Sequence[Read], error: DocumentError | SchemaError) -> Iterator[Claim | Refusal]:
        """A batch is taken whole or not at all: find the one that is at fault."""
        if len(batch) == 1:
            yield Refusal(claim=batch[0][0], error=_in_folders(error))
            return
        for one in batch:
            yield from self._submitted([one])

    def _known(self, claims: Sequence[Claim]) -> set[UUID]:
        """A lost connection does not say whether a batch was committed; its claims do."""
        with transaction(self.system.pool) as connection:
            return set(standings(connection, self.system.workspace, [claim.id for claim in claims]))

    def _submit(self, batch: Sequence[Read]) -> None:
        retried: dict[UUID, UUID] = {}  # jobs by their document

        def record(connection: Database, submitted: list[Submitted]) -> None:
            recorded = [self._recorded(connection, claim, one, retried) for (claim, _), one in zip(batch, submitted, strict=True)]
            record_claims(connection, self.system.workspace, recorded)

        hand_in(self.system, self.system.workspace, [handed for _, handed in batch], also=record)
        ring(self.system, list(retried.values()), together=False)

    def _recorded(self, connection: Database, claim: Claim, submitted: Submitted, retried: dict[UUID, UUID]) -> Recorded:
        """A document that had failed is worked on once more: whoever puts its file back wants that."""
        if submitted.status in ("failed", "canceled") and submitted.document not in retried:
            again = retry(connection, self.system.workspace, submitted.document)
            if again.job is not None:
                retried[submitted.document] = again.job
                return Recorded(claim=claim.id, document=submitted.document, duplicate=False)
        return Recorded(claim=claim.id, document=submitted.document, duplicate=submitted.duplicate)


def _in_folders(error: DocumentError | SchemaError) -> DocumentError | SchemaError:
    """What to do about an unknown schema, for somebody who names it by a folder."""
    if isinstance(error, SchemaNotFound):
        return SchemaNotFound(error.says, fix=_FOLDERS)
    return error


def _handed(claim: Claim) -> Handed:
    metadata = metadata_in(claim.sidecar) if claim.has_sidecar else {}
    return Handed(
        name=name_of(claim.file),
        data=read_steady(claim.file),
        origin=ORIGIN,
        schema=schema_of(claim.place),
        metadata=metadata,
        password=password_in(claim.sidecar) if claim.has_sidecar else None,
    )


def _batches(read: Iterable[Read]) -> Iterator[list[Read]]:
    """So many files together that a statement is worth it, and so few that they fit into memory."""
    batch: list[Read] = []
    size = 0
    for one in read:
        batch.append(one)
        size += len(one[1].data)
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
