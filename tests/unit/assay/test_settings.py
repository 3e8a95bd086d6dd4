"""Settings come from the environment, are checked once, and never show the key."""

import pytest

from assay.errors import ConfigurationError
from assay.settings import SETTINGS, Settings, origin


def settings(**env: str) -> Settings:
    return Settings.from_environment(env)


def test_nothing_set_gives_the_defaults() -> None:
    assert settings() == Settings()
    assert (settings().model, str(settings().data_dir), settings().port) == (None, ".assay", 8400)


def test_every_attribute_is_explained_and_every_explanation_has_its_attribute() -> None:
    assert {setting.name for setting in SETTINGS} == set(Settings.__dataclass_fields__)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert settings(ASSAY_MODEL=" ", ASSAY_PORT="") == Settings()


@pytest.mark.parametrize(
    ("env", "key", "address"),
    [
        ({"ASSAY_MODEL": "openai/m", "OPENAI_API_KEY": "theirs", "OPENAI_BASE_URL": "http://theirs/v1"}, "theirs", "http://theirs/v1"),
        ({"ASSAY_MODEL": "openai/m", "OPENAI_API_KEY": "theirs", "ASSAY_MODEL_API_KEY": "ours"}, "ours", None),
        ({"ASSAY_MODEL": "azure_openai/m", "AZURE_OPENAI_ENDPOINT": "https://theirs"}, None, "https://theirs"),
        ({"ASSAY_MODEL": "ollama/m", "OPENAI_API_KEY": "theirs"}, None, None),
        ({"OPENAI_API_KEY": "theirs"}, None, None),
    ],
)
def test_the_providers_own_variables_stand_in(env: dict[str, str], key: str | None, address: str | None) -> None:
    assert (settings(**env).model_api_key, settings(**env).model_base_url) == (key, address)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSAY_MODEL", "gpt-5"),
        ("ASSAY_MODEL", "/gpt-5"),
        ("ASSAY_MODEL_LARGE", "openai/"),
        ("ASSAY_MODEL_BASE_URL", "localhost:8000"),
        ("ASSAY_MODEL_BASE_URL", "file:///etc/passwd"),
        ("ASSAY_MODEL_BASE_URL", "http://[::1"),
        ("ASSAY_MODEL_BASE_URL", "http://localhost:99999/v1"),
        ("ASSAY_MODEL_API_KEY", "two\nlines"),
        ("ASSAY_MODEL_API_KEY", "schlüssel"),
        ("ASSAY_DATA_DIR", "~nobody-of-this-name/assay"),
        ("ASSAY_PORT", "0"),
        ("ASSAY_PORT", "65536"),
        ("ASSAY_PORT", "eight"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_by_its_name(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable) as refused:
        settings(**{variable: value})

    assert refused.value.code == "setting_invalid"
    assert refused.value.fix


def test_a_refused_key_is_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings(ASSAY_MODEL_API_KEY="sécret")

    assert "cret" not in f"{refused.value} {refused.value.fix}"


def test_the_key_is_not_in_the_repr() -> None:
    assert "hidden" not in repr(settings(ASSAY_MODEL_API_KEY="hidden", ASSAY_DATABASE_URL="postgresql://user:hidden@host/assay"))


@pytest.mark.parametrize(
    ("env", "refused"),
    [
        ({"ASSAY_MODEL": "openai/m"}, True),
        ({"ASSAY_MODEL": "openai/m", "ASSAY_MODEL_API_KEY": "k"}, False),
        ({"ASSAY_MODEL": "openai/m", "ASSAY_MODEL_BASE_URL": "http://localhost/v1"}, False),
        ({"ASSAY_MODEL": "ollama/m"}, False),
        ({}, False),
    ],
)
def test_a_key_is_needed_only_where_a_provider_wants_one(env: dict[str, str], refused: bool) -> None:
    if not refused:
        settings(**env).require_key()
        return
    with pytest.raises(ConfigurationError) as missing:
        settings(**env).require_key()
    assert missing.value.code == "setting_missing"
    assert "OPENAI_API_KEY" in missing.value.fix


def test_the_origin_names_the_variable_that_a_value_comes_from() -> None:
    (key,) = (setting for setting in SETTINGS if setting.name == "model_api_key")

    assert origin(key, {"ASSAY_MODEL": "openai/m", "OPENAI_API_KEY": "k"}) == ("k", "OPENAI_API_KEY")
    assert origin(key, {}) == (None, None)
