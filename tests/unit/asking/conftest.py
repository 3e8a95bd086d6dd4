from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asking.asker import Asker
from asking.open import open_asker
from assay.settings import Settings
from store.local import LocalShelf
from tests.standin.server import Standin


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin({"total": ("5,00", "Total due 5,00"), "number": ("7", "No 7")}) as server:
        yield server


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[LocalShelf]:
    local = LocalShelf(tmp_path)
    yield local
    local.close()


@pytest.fixture
def asker(standin: Standin, shelf: LocalShelf) -> Iterator[Callable[..., Asker]]:
    """Makes askers of the stand-in that share a shelf, with these settings beside."""
    opened: list[Asker] = []

    def make(**settings: str) -> Asker:
        usual = {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "key"}
        opened.append(open_asker(Settings.from_environment(usual | settings), shelf).__enter__())
        return opened[-1]

    yield make
    for one in opened:
        one.__exit__(None, None, None)
