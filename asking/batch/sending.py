"""The way of a batch to its provider: its lines are charged for, its file is uploaded, the batch is created over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asking.batch.collect import pack_of
from asking.batch.judge import MOST_TRIES, Again, Answers, GivenUp, Verdict
from asking.batch.kept import from_json
from asking.batch.outcome import write_down
from asking.call import request_bytes, workspace_of
from asking.ledger import Call, Exhausted, Ledger
from asking.memory import Memory
from asking.pack import Pack
from asking.prices import Prices
from assay.asking import Question
from assay.extraction import Usage
from store.model_batches import Batch, Carried, advance, carried
from store.shelf import Shelf

if TYPE_CHECKING:
    from asking.batch.end import BatchEnd


SECONDS_PER_STEP = 150.0
"""Longer than the provider's client waits for an answer: until then a step that began may still end, and is not begun again."""

SECONDS_TO_AFFORD = 3600.0
"""By then other batches may have ended, and given back what they did not cost, or another day has begun."""

_OVER_BUDGET = "llm_budget_exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends what a shelf holds. A batch that was created is looked at after `look_seconds`."""

    shelf: Shelf
    memory: Memory
    ledger: Ledger
    prices: Prices
    look_seconds: float

    def upload(self, batch: Batch, end: BatchEnd) -> Batch | None:
        """The batch with its file at the provider; None when no line is left of it. Raises ModelError and StorageError."""
        with self.shelf.transaction() as at:
            lines = carried(at, batch)
        lines = {name: line for name, line in lines.items() if not self._is_answered(batch, line)}
        packs = {name: pack for name, line in lines.items() if self._may_be_asked(batch, name, line, pack := pack_of(line))}
        if not packs:
            return None
        content = b"".join(end.line(name, pack.request) for name, pack in packs.items())
        return self._written(replace(batch, state="uploaded", file=end.service.upload(file_name(batch), content)), SECONDS_PER_STEP)

    def create(self, batch: Batch, end: BatchEnd) -> Batch:
        """The batch, on which the provider works. Raises ModelError and StorageError."""
        assert batch.file is not None  # noqa: S101 - it is uploaded
        return self._written(replace(batch, state="created", batch=end.service.create(batch.file)), self.look_seconds)

    def _is_answered(self, batch: Batch, line: Sequence[Carried]) -> bool:
        """Whether all of the line's questions were answered while they waited: by a live call, or for another document."""
        questions = [from_json(one.question) for one in line]
        if not all(self._is_known(batch.model, one) for one in questions):
            return False
        with self.shelf.transaction() as at:
            for one in line:
                write_down(at, batch, one, Answers(), Usage())
        return True

    def _is_known(self, model: str, question: Question) -> bool:
        keys = {field.key for field in question.fields}
        return keys <= set(self.memory.recall(workspace_of(question), question.document, keys, [model]))

    def _may_be_asked(self, batch: Batch, name: str, line: Sequence[Carried], pack: Pack) -> bool:
        """Whether the line fits into its budgets."""
        call = self._call(batch, name, pack)
        exhausted = self.ledger.reserve(call)
        if exhausted is None:
            return True
        for_good = call.worst is None or (pack.is_alone and exhausted.scope == "document")
        with self.shelf.transaction() as at:
            for one in line:
                write_down(at, batch, one, GivenUp(code=_OVER_BUDGET) if for_good else _later(one, exhausted), Usage())
        return False

    def _call(self, batch: Batch, name: str, pack: Pack) -> Call:
        payer = next(iter(pack.questions.values()))
        price, request = self.prices.price(batch.model), pack.request
        return Call(
            id=name,
            workspace=workspace_of(payer),
            token=payer.payer.token if payer.payer else None,
            model=batch.model,
            kind="batch",
            parts=pack.parts(),
            worst=None if price is None else price.worst(request_bytes(request), request.output_tokens, "batch"),
        )

    def _written(self, batch: Batch, look_in_seconds: float) -> Batch:
        with self.shelf.transaction() as at:
            advance(at, batch, look_in_seconds=look_in_seconds)
        return batch


def _later(one: Carried, exhausted: Exhausted) -> Verdict:
    """Of several documents one may have spent its own budget: each is asked alone next. A day's may hold again when others have ended."""
    if one.tries + 1 >= MOST_TRIES:
        return GivenUp(code=_OVER_BUDGET)
    of_one = exhausted.scope == "document"
    return Again(question=from_json(one.question), alone=of_one or one.alone, wait_seconds=0 if of_one else SECONDS_TO_AFFORD)


def file_name(batch: Batch) -> str:
    """The name of the batch's file at the provider, by which it is found again."""
    return f"assay-{batch.id}.jsonl"
