"""What single commands remember of documents is forgotten, document by document. In the running system it goes with the document."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from store.answers import SECONDS_OF_DAY, Remembered, documents_remembered, erase_answers
from store.local import NOBODY
from store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten, or would be."""

    documents: int
    answers: int


def forget(shelf: Shelf, which: Callable[[Remembered], bool], *, really: bool = True) -> Forgotten:
    """Forget the answers about the documents of which `which` says so, or only count them. Raises StorageError."""
    with shelf.transaction() as transaction:
        chosen = [one for one in documents_remembered(transaction, NOBODY) if which(one)]
        for one in chosen if really else ():
            erase_answers(transaction, NOBODY, one.document)
    return Forgotten(documents=len(chosen), answers=sum(one.answers for one in chosen))


def is_about(one: Remembered, documents: Collection[str]) -> bool:
    """Whether it is about one of the documents, by their ids, or about a piece of one: that has its id and pages, `8d1f...-3-4`."""
    return one.document in documents or one.document.partition("-")[0] in documents


def is_older(one: Remembered, *, days: int) -> bool:
    """Whether no answer about the document has come for so many days."""
    return one.heard_at < time.time() - days * SECONDS_OF_DAY
