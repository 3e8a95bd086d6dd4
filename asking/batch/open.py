"""Where the parts of batches are put together."""

from __future__ import annotations

from dataclasses import dataclass

from asking.accounts import StoredLedger
from asking.batch.clerk import SECONDS_TO_CANCEL, Clerk
from asking.batch.connect import batch_ends
from asking.batch.inbox import Inbox
from asking.batch.reading import Reader
from asking.batch.sending import Sender
from asking.price_file import prices_of
from asking.remembered import ShelvedMemory
from assay.settings import Settings
from store.shelf import Shelf

SHARE_TO_CANCEL = 0.1
"""Who waits for a short time only has a batch canceled when so much of it is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long questions are collected for one batch, and how often one under way is looked at, in seconds."""

    patience: float
    look: float


RUNNING = Pace(patience=60.0, look=30.0)
"""Of the running system, in which documents come at any time."""

AT_ONCE = Pace(patience=0.0, look=5.0)
"""Of a command that has gathered all its questions, and a person who waits."""


def open_inbox(settings: Settings, shelf: Shelf, *, seconds: float) -> Inbox:
    """Where questions wait for a batch of the settings' models, for so many seconds. At least one model must be named."""
    small = settings.models[0]
    return Inbox(shelf=shelf, models={"small": small, "large": (*settings.models_large, small)[0]}, seconds=seconds)


def open_clerk(settings: Settings, shelf: Shelf, *, seconds: float, pace: Pace) -> Clerk:
    """Who moves the batches of the shelf. Raises ConfigurationError for an unusable price file."""
    memory = ShelvedMemory(shelf)
    ledger, prices = StoredLedger(shelf, per_day=settings.budget_per_day), prices_of(settings.prices)
    return Clerk(
        shelf=shelf,
        sender=Sender(shelf=shelf, memory=memory, ledger=ledger, prices=prices, look_seconds=pace.look),
        reader=Reader(shelf=shelf, memory=memory, ledger=ledger, prices=prices),
        ends=batch_ends(settings),
        documents=settings.model_documents,
        patience_seconds=pace.patience,
        margin_seconds=min(SECONDS_TO_CANCEL, seconds * SHARE_TO_CANCEL),
    )
