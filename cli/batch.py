"""The part of `assay extract --batch` before anything is read out: what a model is to be asked is answered in the provider's batches."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assay.errors import ModelError, ModelUnauthorised, UsageError
from cli.message import tell, tell_error
from cli.progress import counting, watched
from engine.dispatch import carried_out
from engine.order import Order
from engine.rounds import Postponed
from store.local import NOBODY, LocalShelf
from store.model_batches import of_document, unread

if TYPE_CHECKING:
    from asking.batch.clerk import Clerk

SECONDS_PER_UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SECONDS_BETWEEN_ROUNDS = 1.0
MOST_SECONDS = 7 * 86400
_SPAN = re.compile(r"(\d{1,6})([smhd])")


def seconds_of(deadline: str | None, *, hours: int) -> float:
    """How long to wait: `90m`, `24h`, `2d`; so many hours where nothing is said. Raises UsageError."""
    if deadline is None:
        return hours * 3600.0
    found = _SPAN.fullmatch(deadline.strip().lower())
    seconds = int(found[1]) * SECONDS_PER_UNIT[found[2]] if found else 0
    if not 0 < seconds <= MOST_SECONDS:
        raise UsageError(f"--deadline is {deadline!r}, which is no time to wait.", fix="Write it as 90m, 24h or 2d; a week at most.")
    return float(seconds)


def answer_in_batches(order: Order, files: Sequence[Path], *, children: int, seconds: float) -> None:
    """Gather what is to be asked about the files and wait for it, until nothing is left, or the time is over.

    What no batch answered is then asked live. Raises UsageError where no model is asked, and what `carried_out` raises.
    """
    if not order.asks_model:
        raise UsageError("--batch has no model to ask.", fix="Set ASSAY_MODEL and leave --no-model out, or leave --batch out.")
    waiting = list(files)
    while waiting:
        found = watched(
            carried_out(replace(order, batch_seconds=seconds), waiting, children=children), total=len(waiting), doing="Gathering"
        )
        documents = {file: _waiting_documents(pieces) for file, pieces in zip(waiting, found, strict=True)}
        waiting = [file for file in waiting if documents[file]]
        if waiting:
            _wait(order, set().union(*documents.values()), seconds)


def _waiting_documents(pieces: Iterable[object]) -> set[str]:
    """The ids of those pieces of a file that wait for a batch."""
    return {question.document for one in pieces if isinstance(one, Postponed) and one.batch for question in one.questions}


def _wait(order: Order, documents: set[str], seconds: float) -> None:
    """Until every question about these is answered or given up. Raises ModelUnauthorised; what was gathered is kept."""
    from asking.batch.open import AT_ONCE, open_clerk  # noqa: PLC0415  only who waits for batches needs the parts that move them

    shelf = LocalShelf(order.settings.data_dir)
    try:
        _watch(shelf, documents, open_clerk(order.settings, shelf, seconds=seconds, pace=AT_ONCE))
    finally:
        shelf.close()


def _watch(shelf: LocalShelf, documents: set[str], clerk: Clerk) -> None:
    tell(f"{len(documents)} documents wait for the provider's batch. After Ctrl+C the same command goes on from here.")
    said: set[str] = set()
    with counting("In the batch") as show:
        while documents := _still_waiting(shelf, documents):
            for error in clerk.step():
                _say_once(error, said)
            with shelf.transaction() as at:
                batches = [one.batch for one in unread(at)]
            show(sum(one.answered for one in batches), sum(one.lines for one in batches))
            time.sleep(SECONDS_BETWEEN_ROUNDS)


def _still_waiting(shelf: LocalShelf, documents: set[str]) -> set[str]:
    with shelf.transaction() as at:
        return {one for one in documents if None in of_document(at, NOBODY, one).values()}


def _say_once(error: ModelError, said: set[str]) -> None:
    """A wrong key ends the command; everything else may pass, or leads to live calls."""
    if isinstance(error, ModelUnauthorised):
        raise error
    if error.code not in said:
        tell_error(error)
        said.add(error.code)
