"""From the settings to the models that may be asked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from asking.wire.connect import connect
from assay.errors import ConfigurationError
from assay.settings import Settings
from tests.standin.server import Standin
from tests.unit.asking_wire.asked import REQUEST


def names(settings: Settings) -> tuple[list[str], list[str]]:
    models = connect(settings)
    return [client.model for client in models.of("small")], [client.model for client in models.of("large")]


def test_the_models_of_each_size_in_order_and_small_ones_where_there_are_no_large() -> None:
    assert names(Settings(model="ollama/a, ollama/b", model_large="ollama/c")) == (["ollama/a", "ollama/b"], ["ollama/c"])
    assert names(Settings(model="ollama/a,ollama/b")) == (["ollama/a", "ollama/b"],) * 2


def test_a_model_named_twice_is_one_client() -> None:
    models = connect(Settings(model="ollama/a,ollama/b", model_large="ollama/b"))
    assert [client.model for client in models.all] == ["ollama/a", "ollama/b"]
    assert models.small[1] is models.large[0]


def test_each_model_is_asked_at_the_address_of_its_provider() -> None:
    with Standin() as first, Standin() as second:
        env = {"ASSAY_MODEL": "openai/a,house/b", "ASSAY_MODEL_BASE_URL": first.url, "HOUSE_BASE_URL": second.url}
        for client in connect(Settings.from_environment(env)).all:
            assert client.ask(REQUEST).error is None
        assert [[request["model"] for request in one.requests] for one in (first, second)] == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        (Settings(), "ASSAY_MODEL"),
        (Settings(model="openai/gpt-5-mini"), "ASSAY_MODEL_API_KEY"),
        (Settings(model="ollama/a,groq/b"), "GROQ_API_KEY"),
        (Settings(model="azure_openai/gpt-4o", model_api_key="key"), "AZURE_OPENAI_ENDPOINT"),
        (Settings(model="house/m"), "HOUSE_BASE_URL"),
        (Settings(model="anthropic/m", model_api_key="key"), "pip install anthropic"),
    ],
)
def test_what_is_missing_is_named(settings: Settings, hint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect(settings)
    assert caught.value.code == "setting_missing"
    assert hint in caught.value.fix


def test_no_client_is_imported_before_there_is_a_model() -> None:
    code = "import sys, asking.wire.connect, asking.wire.pace, asking.wire.breaker; print({'openai', 'instructor'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
