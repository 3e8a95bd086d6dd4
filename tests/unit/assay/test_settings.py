"""Settings come from the environment, are checked once, and never show the key."""

import pytest

from assay.errors import ConfigurationError
from assay.setting import SETTINGS
from assay.settings import Settings, origin


def settings(**env: str) -> Settings:
    return Settings.from_environment(env)


def test_nothing_set_gives_the_defaults() -> None:
    assert settings() == Settings()
    assert (settings().model, str(settings().data_dir), settings().port) == (None, ".assay", 8400)


def test_every_attribute_is_explained_and_every_explanation_has_its_attribute() -> None:
    """But for the addresses and keys of other providers, which come from variables of theirs."""
    assert {setting.name for setting in SETTINGS} == set(Settings.__dataclass_fields__) - {"accesses"}


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
        ("ASSAY_MODEL", "openai/m, gpt-5"),
        ("ASSAY_MODEL", ","),
        ("ASSAY_MODEL_LARGE", "openai/"),
        ("ASSAY_MODEL_SECONDS", "0"),
        ("ASSAY_MODEL_REQUESTS_PER_MINUTE", "0"),
        ("ASSAY_MODEL_TOKENS_PER_MINUTE", "many"),
        ("ASSAY_MODEL_BASE_URL", "localhost:8000"),
        ("ASSAY_MODEL_BASE_URL", "file:///etc/passwd"),
        ("ASSAY_MODEL_BASE_URL", "http://[::1"),
        ("ASSAY_MODEL_BASE_URL", "http://localhost:99999/v1"),
        ("ASSAY_MODEL_API_KEY", "two\nlines"),
        ("ASSAY_MODEL_API_KEY", "schlüssel"),
        ("ASSAY_DATA_DIR", "~nobody-of-this-name/assay"),
        ("ASSAY_ANSWERS_DAYS", "0"),
        ("ASSAY_BUDGET_PER_DAY", "-1"),
        ("ASSAY_BUDGET_PER_DAY", "five"),
        ("ASSAY_BUDGET_PER_DAY", "1e3"),
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


def test_several_models_each_have_the_address_and_the_key_of_their_provider() -> None:
    several = settings(
        ASSAY_MODEL="openai/small, vllm/spare",
        ASSAY_MODEL_LARGE="openai/large,azure_openai/large",
        ASSAY_MODEL_API_KEY="first",
        VLLM_BASE_URL="http://spare:8000/v1",
        AZURE_OPENAI_API_KEY="azure",
        AZURE_OPENAI_ENDPOINT="https://theirs",
    )
    assert (several.models, several.models_large) == (("openai/small", "vllm/spare"), ("openai/large", "azure_openai/large"))
    reached = {model: several.access(model) for model in (*several.models, *several.models_large)}
    assert {model: (one.address, one.api_key) for model, one in reached.items()} == {
        "openai/small": ("https://api.openai.com/v1", "first"),
        "vllm/spare": ("http://spare:8000/v1", None),
        "openai/large": ("https://api.openai.com/v1", "first"),
        "azure_openai/large": ("https://theirs", "azure"),
    }
    assert "azure'" not in repr(several)


@pytest.mark.parametrize(
    ("variable", "value"), [("GROQ_API_KEY", "sécret"), ("GROQ_BASE_URL", "groq.example"), ("GROQ_BASE_URL", "http://[::1")]
)
def test_what_another_provider_s_variables_hold_is_checked_too(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable) as refused:
        settings(ASSAY_MODEL="openai/m,groq/m", **{variable: value})
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("env", "refused"),
    [
        ({"ASSAY_MODEL": "openai/m"}, True),
        ({"ASSAY_MODEL": "openai/m", "ASSAY_MODEL_API_KEY": "k"}, False),
        ({"ASSAY_MODEL": "openai/m", "ASSAY_MODEL_BASE_URL": "http://localhost/v1"}, False),
        ({"ASSAY_MODEL": "ollama/m"}, False),
        ({"ASSAY_MODEL": "house/m"}, False),
        ({"ASSAY_MODEL": "ollama/m", "ASSAY_MODEL_LARGE": "openai/m"}, True),
        ({"ASSAY_MODEL": "ollama/m", "ASSAY_MODEL_LARGE": "openai/m", "OPENAI_API_KEY": "k"}, False),
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
