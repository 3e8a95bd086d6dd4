"""Metadata that comes after its file was filed: it follows, if it comes soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from assay.errors import DocumentError
from folder.claims import Claim, Claims
from folder.delivery import Delivery, Filed
from folder.files import beside, move_to_free
from folder.ignore import SIDECAR
from folder.inbox import Signature, described_by
from folder.sidecar import metadata_in
from store.folder import describe
from store.pool import transaction
from workers.system import System

SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Latecomers:
    """Remembers what was filed a moment ago. `clock` gives seconds and only goes forward."""

    system: System
    claims: Claims
    delivery: Delivery
    clock: Callable[[], float] = time.monotonic
    _filed: dict[PurePosixPath, tuple[float, Filed]] = field(default_factory=dict)

    def note(self, filed: Filed) -> None:
        """This file was filed just now."""
        now = self.clock()
        self._filed = {place: one for place, one in self._filed.items() if one[0] > now}
        self._filed[filed.place] = (now + SECONDS, filed)

    def follow(self, sidecar: PurePosixPath, signature: Signature) -> None:
        """Let a sidecar of the inbox follow its file; one whose file was not filed lately stays where it is.

        Raises UnsteadyError, StorageError and OSError.
        """
        until, filed = self._filed.get(described_by(sidecar), (0.0, None))
        if filed is None or until <= self.clock():
            return
        claim = self.claims.take(sidecar, signature)
        if claim is None:
            return
        try:
            self._describe(claim, filed)
        except DocumentError as error:
            self.delivery.refuse(claim, error)
        else:
            move_to_free(claim.file, beside(filed.goal, SIDECAR))
            self.claims.end(claim.id)

    def _describe(self, claim: Claim, filed: Filed) -> None:
        metadata = metadata_in(claim.file)
        standing = filed.outcome.standing
        if standing is not None and not standing.duplicate:
            with transaction(self.system.pool) as connection:
                describe(connection, self.system.workspace, standing.document, metadata)
