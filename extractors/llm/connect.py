"""From the settings to a client, without the cost of importing one before it is needed."""

from __future__ import annotations

from assay.errors import ConfigurationError
from assay.settings import Settings
from extractors.llm.client import ModelClient

RETRIES = 3
"""How often a request is sent again that the endpoint could not take: rate limits, server errors, lost connections."""


def connect(settings: Settings, *, retries: int = RETRIES) -> ModelClient:
    """The client for `ASSAY_MODEL`.

    Raises ConfigurationError when no model is named, its key or its address is missing, or its provider is unknown.
    """
    if settings.model is None:
        raise ConfigurationError("No language model is named.", code="setting_missing", fix="Set ASSAY_MODEL, such as openai/gpt-5-mini.")
    settings.require_key()
    from extractors.llm.endpoint import endpoint  # noqa: PLC0415  two seconds of imports, which only asking should cost

    return endpoint(settings, retries)
