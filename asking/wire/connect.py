"""From the settings to the models, without the cost of importing a client before there is one to be asked."""

from __future__ import annotations

from dataclasses import dataclass

from asking.wire.client import ModelClient
from assay.asking import Size
from assay.errors import ConfigurationError
from assay.provider import provider_named
from assay.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The models that may be asked, the first choice of each size first."""

    small: tuple[ModelClient, ...]
    large: tuple[ModelClient, ...] = ()

    def of(self, size: Size) -> tuple[ModelClient, ...]:
        """The models for a question of that size: without large ones the small ones answer everything."""
        return self.large or self.small if size == "large" else self.small

    @property
    def all(self) -> tuple[ModelClient, ...]:
        """Every model once."""
        return tuple({client.model: client for client in (*self.small, *self.large)}.values())


def connect(settings: Settings) -> Models:
    """The models of `ASSAY_MODEL` and `ASSAY_MODEL_LARGE`.

    Raises ConfigurationError when no model is named, or a key, an address or a provider's package is missing.
    """
    if not settings.models:
        raise ConfigurationError("No language model is named.", code="setting_missing", fix="Set ASSAY_MODEL, such as openai/gpt-5-mini.")
    settings.require_key()
    clients = {model: client_of(model, settings) for model in dict.fromkeys((*settings.models, *settings.models_large))}
    return Models(
        small=tuple(clients[model] for model in settings.models),
        large=tuple(clients[model] for model in settings.models_large),
    )


def client_of(model: str, settings: Settings) -> ModelClient:
    """The client of one model. Raises ConfigurationError."""
    access = settings.access(model)
    if not provider_named(access.provider).speaks_openai:
        from asking.wire.elsewhere import elsewhere  # noqa: PLC0415  two seconds of imports, which only asking should cost

        return elsewhere(model, access)
    from asking.wire.dial import dial  # noqa: PLC0415  as above
    from asking.wire.endpoint import Endpoint  # noqa: PLC0415  as above

    return Endpoint(model, dial(access, seconds=settings.model_seconds), seconds=settings.model_seconds)
