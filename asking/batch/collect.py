"""Chooses the questions of the next batch and puts them into lines: several documents a line, as in a live call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from uuid import uuid4

from asking.batch.kept import from_json
from asking.pack import Pack, packs_of
from store.model_batches import Batch, Carried, Kept, assign, begin, next_waiting
from store.shelf import Transaction

MOST_QUESTIONS = 5000
"""Providers take 50,000 lines a batch. Smaller ones are done sooner, and are held in memory while they are sent."""

MOST_CHARACTERS = 32 * 1024 * 1024
"""Providers take 100 to 200 MB a file; what a character is as JSON in UTF-8 is rarely more than three bytes."""


def collect(at: Transaction, model: str, *, documents: int) -> Batch | None:
    """A batch of those questions that have waited longest, up to `documents` a line; None when nothing waits. Raises StorageError."""
    chosen = list(_fitting(next_waiting(at, model, limit=MOST_QUESTIONS)))
    if not chosen:
        return None
    batch = Batch(id=uuid4(), model=model)
    begin(at, batch)
    for line in lines_of(chosen, documents=documents):
        name = str(uuid4())
        for position, (block, kept) in enumerate(line.items()):
            assign(at, batch, kept, line=name, block=block, position=position)
    return batch


def lines_of(chosen: Sequence[Kept], *, documents: int) -> Iterator[dict[str, Kept]]:
    """The questions of each line by their documents' ids in it. One that spoiled its line stands alone."""
    questions = [from_json(one.question) for one in chosen]
    kept = {id(question): one for question, one in zip(questions, chosen, strict=True)}
    together = packs_of([question for question in questions if not kept[id(question)].alone], most=documents)
    alone = packs_of([question for question in questions if kept[id(question)].alone], most=1)
    for pack in chain(together, alone):
        yield {block: kept[id(question)] for block, question in pack.questions.items()}


def pack_of(line: Sequence[Carried]) -> Pack:
    """The questions of a line, as they were and will be asked."""
    return Pack(questions={one.block: from_json(one.question) for one in line}, reminder=line[0].reminder)


def _fitting(waiting: Iterable[Kept]) -> Iterator[Kept]:
    """As many as a file may hold, at least one."""
    characters = 0
    for one in waiting:
        characters += len(one.question)
        if characters > MOST_CHARACTERS and characters > len(one.question):
            return
        yield one
