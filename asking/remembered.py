"""The memory of answers on a shelf."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.asking import FieldAnswer
from store.answers import DocumentGone, first_answers, own_answers, put_answers
from store.shelf import Shelf, Transaction


@dataclass(frozen=True, slots=True)
class ShelvedMemory:
    """Remembers in the running system's database, or in the data folder's file."""

    shelf: Shelf

    def recall(self, workspace: UUID, document: str, keys: Iterable[str], models: Sequence[str]) -> Mapping[str, FieldAnswer]:
        """As in `asking.memory.Memory`. Of one model's answers the document's own comes first."""
        wanted = tuple(keys)
        found: dict[str, FieldAnswer] = {}
        with contextlib.suppress(DocumentGone), self.shelf.transaction() as transaction:
            own = own_answers(transaction, workspace, document, wanted)
            for model in models:
                found |= {one.key: one for one in own if one.model == model and one.key not in found}
                found |= _of_others(transaction, workspace, model, [key for key in wanted if key not in found])
            last = {one.key: one.model for one in own}
            put_answers(transaction, workspace, document, [one for one in found.values() if last.get(one.key) != one.model])
        return found

    def keep(self, workspace: UUID, document: str, answers: Sequence[FieldAnswer]) -> None:
        """As in `asking.memory.Memory`. What was answered about a document that is erased meanwhile is not kept."""
        with contextlib.suppress(DocumentGone), self.shelf.transaction() as transaction:
            put_answers(transaction, workspace, document, answers)


def _of_others(transaction: Transaction, workspace: UUID, model: str, keys: Sequence[str]) -> dict[str, FieldAnswer]:
    return {one.key: one for one in first_answers(transaction, workspace, model, keys)} if keys else {}
