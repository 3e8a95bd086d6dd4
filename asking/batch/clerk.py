"""Moves questions through batches, one step at a time, each of which may be repeated without harm.

    waiting -> collected -> uploaded -> created -> done -> read: answered, waiting again, or given up

What is certain is written down after every step. A step that was done and not written down is found again: the file by its name, the
batch by its file, the charge and the answers by the line's id.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asking.batch.collect import MOST_QUESTIONS, collect
from asking.batch.reading import Reader, forget_files
from asking.batch.sending import SECONDS_PER_STEP, Sender
from assay.errors import ConfigurationError, ModelError, ModelUnauthorised, StorageError
from assay.log import log_event
from store.model_batches import (
    Batch,
    Unread,
    Waiting,
    advance,
    end,
    give_up_late,
    give_up_waiting,
    rest,
    take,
    tidy,
    unread,
    waiting,
)
from store.shelf import Shelf

if TYPE_CHECKING:
    from asking.batch.end import BatchEnd
    from asking.batch.service import Look

SECONDS_TO_CANCEL = 900.0
"""A provider takes up to ten minutes to end a batch that is canceled, and gives out what is done until then."""

SECONDS_TO_REST = 30.0
"""So long an endpoint is left alone that could not be reached."""

SECONDS_TO_TAKE_ON = 600.0
"""So long a file waits whose batch is more than the account may have under way."""

SECONDS_TO_TIDY = 7 * 86400.0
"""Nobody comes back after a week for a question that was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Who moves the batches of a shelf. `ends` gives the end of the line to a model.

    Questions are collected for `patience_seconds` before a batch takes them, up to `documents` to a line.
    """

    shelf: Shelf
    sender: Sender
    reader: Reader
    ends: Callable[[str], BatchEnd]
    documents: int
    patience_seconds: float
    margin_seconds: float = SECONDS_TO_CANCEL

    def step(self) -> tuple[ModelError, ...]:
        """Take everything as far as it goes now, and return what endpoints said against it. Raises StorageError."""
        self._tidy()
        for model in self._ready():
            with self.shelf.transaction() as at:
                collect(at, model, documents=self.documents)
        with self.shelf.transaction() as at:
            due = [one for one in unread(at) if one.due]
        return tuple(error for one in due if (error := self._move(one)) is not None)

    def _tidy(self) -> None:
        with self.shelf.transaction() as at:
            give_up_late(at, margin_seconds=self.margin_seconds)
            tidy(at, seconds=SECONDS_TO_TIDY)

    def _ready(self) -> list[str]:
        """The models for which a batch is to be made now."""
        with self.shelf.transaction() as at:
            return [one.model for one in waiting(at) if self._is_ready(one)]

    def _is_ready(self, one: Waiting) -> bool:
        return one.seconds >= self.patience_seconds or one.questions >= MOST_QUESTIONS

    def _move(self, one: Unread) -> ModelError | None:
        """Take one batch as far as it goes now, unless somebody else does; the error that stopped it."""
        with self.shelf.transaction() as at:
            if not take(at, one.batch, seconds=SECONDS_PER_STEP):
                return None
        reached = one.batch
        provider: BatchEnd | None = None
        try:
            provider = self.ends(one.batch.model)
            while (moving := self._moved(reached, provider, one.seconds_left)) is not None:
                reached = moving
        except ConfigurationError as unusable:
            error = ModelError("llm_batch_refused", unusable.says, fix=unusable.fix)
            self._missed(reached, provider, error)
            return error
        except ModelError as error:
            self._missed(reached, provider, error)
            return error
        except BaseException:
            with suppress(StorageError):  # whoever comes next need not wait until the time of this step is over
                self._rest(one.batch, 0)
            raise
        return None

    def _moved(self, batch: Batch, provider: BatchEnd, seconds_left: float | None) -> Batch | None:
        """The batch one step further; None where there is nothing more to do for now."""
        match batch.state:
            case "collected":
                return self._uploaded(batch, provider)
            case "uploaded":
                self.sender.create(batch, provider)
            case "created":
                return self._looked_at(batch, provider, seconds_left)
            case "done":
                self.reader.read(batch, provider)
        return None

    def _uploaded(self, batch: Batch, provider: BatchEnd) -> Batch | None:
        uploaded = self.sender.upload(batch, provider)
        if uploaded is None:
            self._ended(batch)
        return uploaded

    def _looked_at(self, batch: Batch, provider: BatchEnd, seconds_left: float | None) -> Batch | None:
        assert batch.batch is not None  # noqa: S101 - it is created
        look = provider.service.look(batch.batch)
        if look is None or look.code is not None:
            self._not_taken_on(batch, provider, look)
            return None
        seen = replace(batch, output=look.output, errors=look.errors, lines=look.lines, answered=look.answered)
        if look.over:
            return self._written(replace(seen, state="done"), SECONDS_PER_STEP)
        if not seen.canceled and (seconds_left is None or seconds_left < self.margin_seconds):
            provider.service.cancel(batch.batch)
            seen = replace(seen, canceled=True)
        self._written(seen, self.sender.look_seconds)
        return None

    def _not_taken_on(self, batch: Batch, provider: BatchEnd, look: Look | None) -> None:
        """The provider has forgotten the batch, or did not begin it. Where its account has too much under way, the file waits."""
        if look is None:
            self.reader.give_back(batch, ModelError("llm_batch_unanswered"), charged=True)
            forget_files(batch, provider)
        elif look.later:
            self._written(replace(batch, state="uploaded", batch=None), SECONDS_TO_TAKE_ON)
        else:
            self.reader.give_back(batch, ModelError("llm_batch_refused"), charged=False)
            forget_files(batch, provider)

    def _missed(self, batch: Batch, provider: BatchEnd | None, error: ModelError) -> None:
        """Come back later where that may help; else its questions may be asked live.

        A batch that the provider has taken on may cost what it can at most, and is canceled; without a usable setting it is left alone
        until there is one.
        """
        log_event("batch_missed", batch=str(batch.id), code=error.code)
        is_taken_on = batch.state in ("created", "done")
        if error.retryable or isinstance(error, ModelUnauthorised) or (is_taken_on and provider is None):
            self._rest(batch, SECONDS_TO_REST)
            return
        if is_taken_on and provider is not None and batch.state == "created" and batch.batch is not None:
            with suppress(ModelError):
                provider.service.cancel(batch.batch)
        self.reader.give_back(batch, ModelError("llm_batch_unanswered") if is_taken_on else error, charged=is_taken_on)
        if provider is not None:
            forget_files(batch, provider)
        if error.code == "llm_no_batches" and not is_taken_on:
            with self.shelf.transaction() as at:
                give_up_waiting(at, batch.model, error.code)

    def _ended(self, batch: Batch) -> None:
        with self.shelf.transaction() as at:
            end(at, batch)

    def _rest(self, batch: Batch, seconds: float) -> None:
        with self.shelf.transaction() as at:
            rest(at, batch, seconds=seconds)

    def _written(self, batch: Batch, look_in_seconds: float) -> Batch:
        with self.shelf.transaction() as at:
            advance(at, batch, look_in_seconds=look_in_seconds)
        return batch
