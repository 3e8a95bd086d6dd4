"""Where the parts of asking are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from asking.accounts import StoredLedger
from asking.asker import Asker
from asking.batch.bills import Bills
from asking.batch.inbox import Inbox
from asking.call import Caller
from asking.forgetting import forget, is_older
from asking.price_file import prices_of
from asking.remembered import ShelvedMemory
from asking.wire.breaker import Breaker
from asking.wire.connect import connect
from asking.wire.pace import ShelvedPace
from assay.settings import Settings
from store.local import LocalShelf
from store.shelf import Shelf


def open_asker(settings: Settings, shelf: Shelf, *, inbox: Inbox | None = None) -> Asker:
    """Who asks the models of the settings, and keeps on the shelf what they answer and cost. What waits in the inbox is not asked live.

    Raises ConfigurationError for an unusable model or price file.
    """
    models = connect(settings)
    memory = ShelvedMemory(shelf)
    caller = Caller(
        models=models,
        memory=memory,
        ledger=StoredLedger(shelf, per_day=settings.budget_per_day),
        prices=prices_of(settings.prices),
        pace=ShelvedPace(shelf, settings),
        inbox=inbox,
        breakers={client.model: Breaker() for client in models.all},
    )
    return Asker(caller, memory, Bills(shelf), calls=settings.model_calls, documents=settings.model_documents)


@contextmanager
def local_asker(settings: Settings) -> Iterator[Asker]:
    """The asker of a command that runs without any server: its shelf is a file in the data folder. Raises as `open_asker`.

    Answers that had their days are forgotten first.
    """
    shelf = LocalShelf(settings.data_dir)
    try:
        if settings.answers_days is not None:
            forget(shelf, partial(is_older, days=settings.answers_days))
        with open_asker(settings, shelf) as asker:
            yield asker
    finally:
        shelf.close()
