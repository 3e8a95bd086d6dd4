"""What models answered before, so that the same question is not paid for twice: the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from assay.asking import FieldAnswer


class Memory(Protocol):
    """Answers by their keys. Safe to share between threads."""

    def recall(self, workspace: UUID, document: str, keys: Iterable[str], models: Sequence[str]) -> Mapping[str, FieldAnswer]:
        """The answers to these keys that one of the models gave, about any document of the workspace; an earlier model comes first.

        What was recalled is kept for this document too, so that it can be replayed and erased with it. Raises StorageError.
        """

    def keep(self, workspace: UUID, document: str, answers: Sequence[FieldAnswer]) -> None:
        """Keep the answers; the first one of a model to a key stays. Raises StorageError."""
