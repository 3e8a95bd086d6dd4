"""Where questions wait for a batch, and where it is seen what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from asking.batch.kept import as_json, id_of
from asking.call import workspace_of
from assay.asking import Question, Size
from store.model_batches import Kept, of_document, put
from store.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of a question that was put in: it waits, or it was given up with that code. What was answered is remembered."""

    given_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The questions that wait on a shelf. `models` answer them in batches, by size. Safe to share between threads and processes.

    A question is waited for so many `seconds`; then it may be asked live.
    """

    shelf: Shelf
    models: Mapping[Size, str]
    seconds: float

    def put(self, question: Question) -> bool:
        """Keep the question until a batch takes it; False when it was given up before. Raises StorageError."""
        kept = Kept(workspace=workspace_of(question), id=id_of(question), question=as_json(question))
        with suppress(ForeignKeyViolation), self.shelf.transaction() as at:  # a document may be erased while it is at work
            put(at, kept, document=question.document, model=self.models[question.size], seconds=self.seconds)
            return of_document(at, kept.workspace, question.document)[kept.id] is None
        return False

    def standing(self, questions: Sequence[Question]) -> tuple[Standing | None, ...]:
        """What became of each question, in order; None for one that waits for no batch. Raises StorageError."""
        found: dict[tuple[UUID, str], str | None] = {}
        with self.shelf.transaction() as at:
            for workspace, document in dict.fromkeys((workspace_of(one), one.document) for one in questions):
                found |= {(workspace, name): outcome for name, outcome in of_document(at, workspace, document).items()}
        names = [(workspace_of(one), id_of(one)) for one in questions]
        return tuple(Standing(given_up=found[name]) if name in found else None for name in names)
