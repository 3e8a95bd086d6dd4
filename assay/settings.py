"""What an operator can set, as one frozen object that is built in one place and handed down.

Settings come from environment variables; `assay.setting` explains each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from assay.errors import ConfigurationError
from assay.provider import Access, Provider, models_in, provider_named, providers_in
from assay.setting import SETTINGS, Setting
from assay.setting_text import (
    Recogniser,
    access_of,
    address,
    blobs,
    broker,
    count,
    folder,
    key,
    languages,
    names_of_models,
    number,
    recogniser,
    usd,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, checked. None where something is neither set nor has a default.

    `model` and `model_large` may name several, with commas: `models` and `models_large` tell them apart. `accesses` are the addresses and
    keys of the providers that the first model's is not. No key appears in the object's repr.
    """

    model: str | None = None
    model_large: str | None = None
    model_base_url: str | None = None
    model_api_key: str | None = field(default=None, repr=False)
    model_seconds: float = 120.0
    model_requests_per_minute: int | None = None
    model_tokens_per_minute: int | None = None
    accesses: tuple[Access, ...] = ()
    prices: Path | None = None
    budget_per_day: Decimal | None = None
    answers_days: int | None = None
    model_calls: int = 8
    model_documents: int = 4
    model_batch_hours: int = 24
    model_context: int = 12000
    database_url: str | None = field(default=None, repr=False)
    broker_url: str | None = field(default=None, repr=False)
    blobs_url: str | None = field(default=None, repr=False)
    data_dir: Path = Path(".assay")
    lease_seconds: float = 60.0
    ocr: Recogniser = "auto"
    ocr_languages: tuple[str, ...] = ()
    mock_parser: bool = False
    port: int = 8400

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """The settings of these environment variables; an empty one counts as not set.

        Raises ConfigurationError, naming the variable, for a value that cannot be right.
        """
        given = {setting.name: value for setting in SETTINGS if (value := origin(setting, env)[0])}
        model, large = names_of_models("model", given.get("model")), names_of_models("model_large", given.get("model_large"))
        return cls(
            model=model,
            model_large=large,
            model_base_url=address("model_base_url", given.get("model_base_url")),
            model_api_key=key("ASSAY_MODEL_API_KEY", given.get("model_api_key")),
            model_seconds=float(number("model_seconds", given.get("model_seconds", "120"), 1, 3600)),
            model_requests_per_minute=count("model_requests_per_minute", given.get("model_requests_per_minute")),
            model_tokens_per_minute=count("model_tokens_per_minute", given.get("model_tokens_per_minute")),
            accesses=tuple(access_of(one, env) for one in providers_in(model, large)[1:]),
            prices=folder("prices", given["prices"]) if "prices" in given else None,
            model_calls=number("model_calls", given.get("model_calls", "8"), 1, 256),
            model_documents=number("model_documents", given.get("model_documents", "4"), 1, 6),
            model_batch_hours=number("model_batch_hours", given.get("model_batch_hours", "24"), 1, 168),
            model_context=number("model_context", given.get("model_context", "12000"), 500, 1_000_000),
            budget_per_day=usd("budget_per_day", given.get("budget_per_day")),
            answers_days=count("answers_days", given.get("answers_days")),
            database_url=given.get("database_url"),
            broker_url=broker(given.get("broker_url")),
            blobs_url=blobs(given.get("blobs_url")),
            data_dir=folder("data_dir", given.get("data_dir", ".assay")),
            lease_seconds=float(number("lease_seconds", given.get("lease_seconds", "60"), 1, 3600)),
            ocr=recogniser(given.get("ocr", "auto")),
            ocr_languages=languages(given.get("ocr_languages", "")),
            mock_parser=given.get("mock_parser") == "1",
            port=number("port", given.get("port", "8400"), 1, 65535),
        )

    @property
    def models(self) -> tuple[str, ...]:
        """The models of `ASSAY_MODEL`, the first choice first."""
        return models_in(self.model)

    @property
    def models_large(self) -> tuple[str, ...]:
        """The models of `ASSAY_MODEL_LARGE`, the first choice first."""
        return models_in(self.model_large)

    def access(self, model: str) -> Access:
        """How the model's provider is reached."""
        provider = model.partition("/")[0]
        if provider in providers_in(self.model, self.model_large)[:1]:
            return Access(provider=provider, base_url=self.model_base_url, api_key=self.model_api_key)
        return next((one for one in self.accesses if one.provider == provider), Access(provider=provider))

    def require_key(self, *models: str) -> None:
        """Raises ConfigurationError when a model's provider wants a key and none is set; an address of one's own may do without.

        Without names, for every model.
        """
        for model in models or (*self.models, *self.models_large):
            access = self.access(model)
            provider = provider_named(access.provider)
            if provider.needs_key and not access.api_key and not access.base_url:
                raise _keyless(model, provider, is_first=model in self.models[:1])


def origin(setting: Setting, env: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The text of a setting in the environment and the variable that it comes from; two None when it is not set."""
    for variable in (setting.variable, *_of_the_provider(setting.name, env)):
        if text := env.get(variable, "").strip():
            return text, variable
    return None, None


def _of_the_provider(name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    if name not in ("model_api_key", "model_base_url"):
        return ()
    first = providers_in(env.get("ASSAY_MODEL"), env.get("ASSAY_MODEL_LARGE"))[:1]
    providers = [provider_named(one) for one in first]
    if name == "model_api_key":
        return tuple(one.key_variable for one in providers)
    return tuple(variable for one in providers for variable in one.address_variables)


def _keyless(model: str, provider: Provider, *, is_first: bool) -> ConfigurationError:
    variables = f"ASSAY_MODEL_API_KEY or {provider.key_variable}" if is_first else provider.key_variable
    return ConfigurationError(
        f"{model} is to be asked, and there is no key for it.",
        code="setting_missing",
        fix=f"Set {variables}, or add --no-model to use the rules alone.",
    )
