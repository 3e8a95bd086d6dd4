"""The `openai` client for a provider's address. Importing this module costs a second or two: only what asks does."""

from __future__ import annotations

from typing import Any

import openai

from assay.errors import ConfigurationError
from assay.provider import Access, provider_named

AZURE_API_VERSION = "2024-10-21"
"""The first stable version of Azure's API with strict output."""

CONNECT_SECONDS = 5.0


def dial(access: Access, *, seconds: float) -> openai.OpenAI:
    """A client that sends each request once. `seconds` without a byte end one. Raises ConfigurationError where no address is known."""
    if access.address is None:
        raise _without_address(access)
    options: dict[str, Any] = {
        "api_key": access.api_key or "none",
        "max_retries": 0,
        "timeout": openai.Timeout(seconds, connect=CONNECT_SECONDS),
    }
    if access.provider == "azure_openai":
        return openai.AzureOpenAI(azure_endpoint=access.address, api_version=AZURE_API_VERSION, **options)
    return openai.OpenAI(base_url=access.address, **options)


def _without_address(access: Access) -> ConfigurationError:
    variable = provider_named(access.provider).address_variables[access.provider == "azure_openai"]
    example = "https://NAME.openai.azure.com" if access.provider == "azure_openai" else "http://localhost:8000/v1"
    return ConfigurationError(
        f"A model of {access.provider} is to be asked, and there is no address for it.",
        code="setting_missing",
        fix=f"Set {variable} to its OpenAI-compatible address, such as {example}, or name a provider of the list in docs/how-to/models.md.",
    )
