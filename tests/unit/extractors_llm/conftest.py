from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from assay.settings import Settings
from extractors.base import Extractor
from extractors.llm.connect import connect
from extractors.llm.extractor import ModelExtractor
from tests.standin.server import Answers, Standin
from tests.unit.extractors_llm.pieces import Asking


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin() as server:
        yield server


@pytest.fixture
def asking(standin: Standin) -> Asking:
    """An extractor whose model gives these answers."""

    def make(answers: Answers, *, rules: Extractor | None = None) -> ModelExtractor:
        standin.answers = answers
        numbers = count(1)
        settings = Settings(model="openai/stand-in", model_base_url=standin.url, model_api_key="key")
        return ModelExtractor(connect(settings, retries=1), rules=rules, new_id=lambda: f"d{next(numbers)}")

    return make
