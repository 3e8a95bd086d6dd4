"""From documents that are done back to their files, which are filed with what was found or with what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from assay.errors import DOCUMENT_CODES, AssayError, DocumentError, Refused, RequestError, StorageError
from assay.log import log_event
from assay.problem import problem
from folder.backoff import Backoff
from folder.claims import Claim, Claims
from folder.filing import Filing
from folder.inbox import schema_of
from folder.sidecar import metadata_in
from folder.steady import UnsteadyError, hash_of
from ingest.upload import name_of
from store.extractions import result
from store.folder import Standing, describe, forget_claims, settled_claims, standings
from store.pool import Database, transaction
from workers.results import lines_of
from workers.system import System

BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a claimed file, and what is put beside it. `standing` is None when its bytes were never handed in."""

    report: Mapping[str, Any]
    standing: Standing | None = None
    error: AssayError | None = None
    review: str = "not_required"

    @property
    def document(self) -> UUID | None:
        """The document that it is."""
        return None if self.standing is None else self.standing.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file that has left the folder: where it lay below the inbox, where it lies now, and what became of it."""

    place: PurePosixPath
    goal: Path
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Files claims away. `heard` is told of each."""

    system: System
    claims: Claims
    filing: Filing
    backoff: Backoff
    heard: Callable[[Filed], None]

    def deliver(self, claims: Sequence[Claim]) -> list[Claim]:
        """File those whose documents are no longer at work, and return them. Raises StorageError."""
        due = {claim.id: claim for claim in claims if self.backoff.is_due(claim.id)}
        with transaction(self.system.pool) as connection:
            settled = settled_claims(connection, self.system.workspace, list(due))
        done: list[Claim] = []
        for batch in _pieces([claim for claim in due.values() if claim.id in settled]):
            done += self._delivered(batch)
        return done

    def refuse(self, claim: Claim, error: AssayError) -> bool:
        """File what never became a document; False when it cannot be filed at the moment."""
        filed = self._filed(claim, Outcome(error=error, report=_problem(claim, error)))
        if filed:
            self.claims.end(claim.id)
        return filed

    def forget(self, claims: Sequence[UUID]) -> None:
        """Forget claims whose files are no longer in them. Raises StorageError."""
        with transaction(self.system.pool) as connection:
            forget_claims(connection, self.system.workspace, claims)
        for claim in claims:
            self.claims.end(claim)

    def _delivered(self, batch: Sequence[Claim]) -> list[Claim]:
        with transaction(self.system.pool) as connection:
            standing = standings(connection, self.system.workspace, [claim.id for claim in batch])
            outcomes = [self._outcome(connection, claim, standing[claim.id]) for claim in batch]
        done = [claim for claim, outcome in zip(batch, outcomes, strict=True) if outcome is not None and self._filed(claim, outcome)]
        self.forget([claim.id for claim in done])
        return done

    def _outcome(self, connection: Database, claim: Claim, standing: Standing) -> Outcome | None:
        """What the file is filed with; None when it has to wait after all."""
        if standing.is_open:
            return None
        try:
            self._describe(connection, claim, standing)
        except DocumentError as error:
            return Outcome(standing=standing, error=error, report=_problem(claim, error, standing))
        except (UnsteadyError, OSError):
            self.backoff.put_off(claim.id)
            return None
        went_wrong = _error(standing)
        if went_wrong is not None:
            return Outcome(standing=standing, error=went_wrong, report=_problem(claim, went_wrong, standing))
        form = result(connection, self.system.workspace, standing.document)
        if form is None:
            return None
        # A file that came apart has nothing in itself: its report holds the results of its pieces.
        pieces = lines_of(connection, self.system.workspace, standing.document) if form["document"]["pieces"] else []
        report = form | {"pieces": pieces} | _duplicate(standing)
        return Outcome(standing=standing, report=report, review=_review([form, *pieces]))

    def _describe(self, connection: Database, claim: Claim, standing: Standing) -> None:
        """Metadata may come after its document; that of a duplicate is not that of the document which came first."""
        if claim.has_sidecar:
            metadata = metadata_in(claim.sidecar)
            if not standing.duplicate:
                describe(connection, self.system.workspace, standing.document, metadata)

    def _filed(self, claim: Claim, outcome: Outcome) -> bool:
        try:
            self._hold_true(claim, outcome.standing)
            if outcome.error is None:
                goal = self.filing.file_done(claim, outcome.report, datetime.now().astimezone().date())
            else:
                goal = self.filing.file_failed(claim, outcome.report)
        except (OSError, StorageError, DocumentError) as error:
            if self.backoff.put_off(claim.id):
                log_event("file_put_off", claim=claim.id, error=type(error).__qualname__)
            return False
        self.backoff.forget(claim.id)
        log_event("filed", claim=claim.id, document=outcome.document, code=outcome.error and outcome.error.code)
        self.heard(Filed(place=claim.place, goal=goal, outcome=outcome))
        return True

    def _hold_true(self, claim: Claim, standing: Standing | None) -> None:
        """What is filed are the bytes that were read, also when somebody wrote to the file after that."""
        if standing is None or standing.sha256 is None or not claim.file.exists():
            return
        if hash_of(claim.file) != standing.sha256:
            log_event("file_changed", claim=claim.id, document=standing.document)
            self.claims.put_in_its_place(claim, self.system.blobs.get(standing.sha256))


def _review(forms: Sequence[Mapping[str, Any]]) -> str:
    """Where the review of a file stands: somebody is needed as long as one of its pieces needs somebody."""
    states = [form["review"]["state"] for form in forms]
    return "needs_review" if "needs_review" in states else str(states[0])


def _error(standing: Standing) -> AssayError | None:
    if standing.status is None:
        return Refused("not_found", "The document was deleted while its file waited here.", fix="Put the file back to begin anew.")
    if standing.status == "canceled":
        return RequestError("document_canceled", fix="Put the file back into the inbox to begin again.")
    if standing.status == "failed":
        said = standing.error or {"code": "internal", "says": DOCUMENT_CODES["internal"].says}
        return AssayError(said["says"], code=said["code"], fix=said.get("fix"), retryable=said.get("retryable"))
    return None


def _problem(claim: Claim, error: AssayError, standing: Standing | None = None) -> dict[str, object]:
    """`schema` is the folder into which the file has to be put back."""
    document = None if standing is None else str(standing.document)
    return problem(error) | {"name": name_of(claim.file), "schema": schema_of(claim.place), "document": document} | _duplicate(standing)


def _duplicate(standing: Standing | None) -> dict[str, str]:
    return {"duplicate_of": str(standing.document)} if standing is not None and standing.duplicate else {}


def _pieces(claims: Sequence[Claim]) -> Iterator[Sequence[Claim]]:
    return (claims[start : start + BATCH] for start in range(0, len(claims), BATCH))
