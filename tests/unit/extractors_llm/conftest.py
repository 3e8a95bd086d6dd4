from __future__ import annotations

from collections.abc import Iterator

import pytest

from asking.open import open_asker
from assay.settings import Settings
from extractors.base import Extractor
from store.local import LocalShelf
from tests.standin.server import Answers, Standin
from tests.unit.extractors_llm.pieces import Asking, Model


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin() as server:
        yield server


@pytest.fixture
def asking(standin: Standin, tmp_path) -> Iterator[Asking]:
    """A model that gives these answers, and that keeps what it says in a file."""
    settings = Settings.from_environment(
        {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "key"}
    )
    shelf = LocalShelf(tmp_path)
    with open_asker(settings, shelf) as asker:

        def make(answers: Answers, *, rules: Extractor | None = None) -> Model:
            standin.answers = answers
            return Model(asker, rules)

        yield make
    shelf.close()
