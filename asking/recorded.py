"""Whoever answers from what is recorded alone, in the place of an asker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from asking.replay import replayed
from assay.asking import Answered, FieldAnswer, Question
from assay.errors import ModelError
from store.answers import answers_of
from store.local import NOBODY, kept_locally
from store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Recorded:
    """What models answered to single commands. The shelf is None where nothing was ever kept."""

    shelf: Shelf | None

    def ask(self, questions: Sequence[Question]) -> tuple[Answered, ...]:
        """What was answered to each question, in order; an error about a document of which nothing is recorded. Raises StorageError."""
        kept = {document: self.about(document) for document in {one.document for one in questions}}
        return tuple(_answered(question, kept[question.document]) for question in questions)

    def about(self, document: str) -> Mapping[str, FieldAnswer]:
        """What was answered about a document, as in `store.answers.answers_of`. Raises StorageError."""
        if self.shelf is None:
            return {}
        with self.shelf.transaction() as transaction:
            return answers_of(transaction, NOBODY, document)


@contextmanager
def local_record(data_dir: Path) -> Iterator[Recorded]:
    """What is recorded in the data folder. Raises StorageError."""
    with kept_locally(data_dir) as shelf:
        yield Recorded(shelf)


def _answered(question: Question, kept: Mapping[str, FieldAnswer]) -> Answered:
    if not kept:
        return Answered(error=ModelError("llm_unrecorded"))
    (answered,) = replayed([question], kept)
    return answered
