"""Who offers language models: where they are reached, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. `address` is its usual OpenAI-compatible one; None where everybody has an own one, or there is none.

    `package` is what has to be installed to reach a provider that speaks another language than OpenAI's.
    """

    name: str
    address: str | None = None
    needs_key: bool = True
    package: str | None = None

    @property
    def speaks_openai(self) -> bool:
        """Whether it is asked as OpenAI is."""
        return self.package is None

    @property
    def key_variable(self) -> str:
        """The environment variable that its own programs take the key from: `OPENAI_API_KEY`."""
        return f"{self.name.upper()}_API_KEY"

    @property
    def address_variables(self) -> tuple[str, ...]:
        """The environment variables that its own programs take the address from: `OPENAI_BASE_URL`."""
        return f"{self.name.upper()}_BASE_URL", f"{self.name.upper()}_ENDPOINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a provider is reached here: an address of one's own, a key. The key never appears in the repr."""

    provider: str
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str | None:
        """Where it is reached; None where nobody knows, or where it is not reached by an address."""
        return self.base_url or provider_named(self.provider).address


_OFFERED = (
    Provider(name="openai", address="https://api.openai.com/v1"),
    Provider(name="azure_openai"),
    Provider(name="ollama", address="http://localhost:11434/v1", needs_key=False),
    Provider(name="vllm", address="http://localhost:8000/v1", needs_key=False),
    Provider(name="llama_cpp", address="http://localhost:8080/v1", needs_key=False),
    Provider(name="lm_studio", address="http://localhost:1234/v1", needs_key=False),
    Provider(name="openrouter", address="https://openrouter.ai/api/v1"),
    Provider(name="groq", address="https://api.groq.com/openai/v1"),
    Provider(name="mistral", address="https://api.mistral.ai/v1"),
    Provider(name="deepseek", address="https://api.deepseek.com/v1"),
    Provider(name="together", address="https://api.together.xyz/v1"),
    Provider(name="fireworks", address="https://api.fireworks.ai/inference/v1"),
    Provider(name="xai", address="https://api.x.ai/v1"),
    Provider(name="cerebras", address="https://api.cerebras.ai/v1"),
    Provider(name="gemini", address="https://generativelanguage.googleapis.com/v1beta/openai"),
    Provider(name="anthropic", package="anthropic"),
    Provider(name="bedrock", needs_key=False, package="boto3"),
    Provider(name="cohere", package="cohere"),
    Provider(name="google", package="google-genai"),
    Provider(name="litellm", needs_key=False, package="litellm"),
    Provider(name="vertexai", needs_key=False, package="google-cloud-aiplatform"),
    Provider(name="writer", package="writer-sdk"),
)

PROVIDERS: Mapping[str, Provider] = {one.name: one for one in _OFFERED}


def provider_named(name: str) -> Provider:
    """The provider; one that is not known is an OpenAI-compatible endpoint of one's own, which may do without a key."""
    return PROVIDERS.get(name) or Provider(name=name, needs_key=False)


def models_in(text: str | None) -> tuple[str, ...]:
    """The models of a text that names some, with commas between them."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def providers_in(*texts: str | None) -> tuple[str, ...]:
    """The providers of the models of these texts, each once, that of the first model first."""
    return tuple(dict.fromkeys(name.partition("/")[0] for text in texts for name in models_in(text)))
