"""What a batch brings back: the lines of its two files, in any order and perhaps not all, each judged as a live reply is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asking.batch.collect import pack_of
from asking.batch.judge import verdict
from asking.batch.kept import from_json
from asking.batch.line import LineReply, line_replies
from asking.batch.outcome import write_down
from asking.call import workspace_of
from asking.ledger import Ledger, Settlement
from asking.memory import Memory
from asking.prices import Prices
from asking.wire.client import ModelReply
from assay.asking import FieldAnswer
from assay.errors import ModelError
from assay.extraction import Usage
from assay.money import usage_by_shares
from store.model_batches import Batch, Carried, carried, end
from store.shelf import Shelf

if TYPE_CHECKING:
    from asking.batch.end import BatchEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads batches that are done. Reading one twice writes and charges nothing twice: its lines are known by their names."""

    shelf: Shelf
    memory: Memory
    ledger: Ledger
    prices: Prices

    def read(self, batch: Batch, provider: BatchEnd) -> None:
        """Keep what was answered, and say of every other question how it goes on. Raises ModelError and StorageError."""
        with self.shelf.transaction() as at:
            lines = carried(at, batch)
        for reply in _replies(batch, provider) if lines else ():
            if (line := lines.pop(reply.line, None)) is not None:
                self._judge(batch, provider, line, reply)
        for line in lines.values():
            self._judge(batch, provider, line, None)
        forget_files(batch, provider)
        with self.shelf.transaction() as at:
            end(at, batch)

    def give_back(self, batch: Batch, error: ModelError, *, charged: bool) -> None:
        """A batch that brings nothing: its questions go into another one, or are given up, as the error has it. Raises StorageError.

        `charged`: the provider may have worked on it, so what it can cost at most stays in the ledger.
        """
        heard = ModelReply(error=error)
        with self.shelf.transaction() as at:
            lines = carried(at, batch)
        for name, line in lines.items():
            if not charged:
                self._settle(batch, name, heard)
            self._write_down(batch, line, {}, heard, [Usage()] * len(line), alone=True)
        with self.shelf.transaction() as at:
            end(at, batch)

    def _judge(self, batch: Batch, provider: BatchEnd, line: Sequence[Carried], reply: LineReply | None) -> None:
        pack = pack_of(line)
        heard = self._priced(batch, provider.heard(reply, pack.request))
        answers = pack.answers(heard, model=batch.model, call=line[0].line)
        for block, found in answers.items():
            question = pack.questions[block]
            self.memory.keep(workspace_of(question), question.document, found)
        self._settle(batch, line[0].line, heard)
        self._write_down(batch, line, answers, heard, usage_by_shares(heard.usage, pack.shares()), alone=pack.is_alone)

    def _write_down(
        self,
        batch: Batch,
        line: Sequence[Carried],
        answers: Mapping[str, Sequence[FieldAnswer]],
        heard: ModelReply,
        shares: Sequence[Usage],
        *,
        alone: bool,
    ) -> None:
        with self.shelf.transaction() as at:
            for one, usage in zip(line, shares, strict=True):
                found = answers.get(one.block, ())
                write_down(at, batch, one, verdict(from_json(one.question), found, heard, tries=one.tries, alone=alone), usage)

    def _priced(self, batch: Batch, heard: ModelReply) -> ModelReply:
        """The reply with what it cost, in US dollars: nothing where no model worked, None where the price is not known."""
        price = self.prices.price(batch.model)
        if not heard.is_counted:
            return replace(heard, usage=replace(heard.usage, usd=None))
        usd = price.of(heard.usage, "batch") if price and heard.usage.calls else heard.usage.usd
        return replace(heard, usage=replace(heard.usage, usd=usd))

    def _settle(self, batch: Batch, line: str, heard: ModelReply) -> None:
        price = self.prices.price(batch.model)
        outcome = heard.error.code if heard.error else "ok"
        self.ledger.settle(line, Settlement(outcome=outcome, usage=heard.usage, price=price.name if price else None))


def forget_files(batch: Batch, provider: BatchEnd) -> None:
    """Delete at the provider what holds text of documents; what cannot be deleted there goes with the provider's own limits."""
    for file in filter(None, (batch.file, batch.output, batch.errors)):
        with suppress(ModelError):
            provider.service.forget(file)


def _replies(batch: Batch, provider: BatchEnd) -> Iterator[LineReply]:
    for file in filter(None, (batch.output, batch.errors)):
        yield from line_replies(provider.service.lines(file))
