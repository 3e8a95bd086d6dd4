"""An OpenAI-compatible endpoint, asked through `instructor` and `openai`. What each of the two does:

* `openai` sends, and sends again what may pass: rate limits and server errors, after as long as Retry-After says.
* `instructor` parses the answer into our model. Its form of the request is replaced, because it does not ask for strict
  output, and its own repair is off, because it copies the document's text into exceptions. Tokens are counted from
  every completion that it reports, also of those that could not be parsed.
* We look at why the model stopped before we believe what it wrote, and ask a second time at most once.

Importing this module costs seconds: only `extractors.llm.connect` does.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import instructor
import openai
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import Hooks

from assay.errors import ConfigurationError, ModelError, ModelUnauthorised, ModelUnreached
from assay.extraction import Usage
from assay.settings import Settings
from extractors.llm.answer import Answer
from extractors.llm.client import ModelReply, ModelRequest

OLLAMA_URL = "http://localhost:11434/v1"
AZURE_API_VERSION = "2024-10-21"
"""The first stable version of Azure's API with strict output."""

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 300.0
"""A small model on a laptop takes minutes for a long answer."""

BUDGET_GROWTH = 4
"""How much longer an answer may be when the first one was cut off."""

_REMINDER = "Answer with JSON of the given form and nothing else; in documents one entry for each block, with the block's id."
_LIMITS = ("max_tokens", "max_completion_tokens")
"""OpenAI's newer models refuse the name that everybody else knows."""


def endpoint(settings: Settings, retries: int) -> Endpoint:
    """The endpoint of `ASSAY_MODEL`. Raises ConfigurationError when its provider is unknown or its address is missing."""
    # instructor logs at level ERROR what endpoints say and models write, which may be a document's text.
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    return Endpoint(settings.model or "", instructor.from_openai(_client(settings, retries), mode=instructor.Mode.JSON_SCHEMA))


def _client(settings: Settings, retries: int) -> openai.OpenAI:
    address, key = settings.model_base_url, settings.model_api_key or "none"
    options: dict[str, Any] = {"api_key": key, "max_retries": retries, "timeout": openai.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)}
    if settings.provider == "azure_openai":
        return openai.AzureOpenAI(azure_endpoint=_azure_address(address), api_version=AZURE_API_VERSION, **options)
    if settings.provider == "ollama":
        return openai.OpenAI(base_url=address or OLLAMA_URL, **options)
    if settings.provider == "openai":
        return openai.OpenAI(base_url=address, **options)
    raise ConfigurationError(
        f"The provider of ASSAY_MODEL, {settings.provider}, is not known.",
        fix="Use openai/, azure_openai/ or ollama/; for any other OpenAI-compatible endpoint openai/MODEL with ASSAY_MODEL_BASE_URL.",
    )


def _azure_address(address: str | None) -> str:
    if address is None:
        raise ConfigurationError(
            "ASSAY_MODEL names a model on Azure, and there is no address for it.",
            code="setting_missing",
            fix="Set ASSAY_MODEL_BASE_URL to your resource, such as https://NAME.openai.azure.com.",
        )
    return address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One request as far as it came. `completions` were paid for, whatever became of them."""

    completions: Sequence[Any]
    answer: Answer | None = None
    cause: BaseException | None = None

    @property
    def stopped(self) -> str | None:
        """Why the model stopped: `stop`, `length`, `refusal`, `content_filter`; None when it said nothing."""
        choices = getattr(self.completions[-1], "choices", None) if self.completions else None
        if not choices:
            return None
        return "refusal" if choices[0].message.refusal else choices[0].finish_reason


class Endpoint:
    """An OpenAI-compatible endpoint, asked through instructor."""

    def __init__(self, model: str, client: instructor.Instructor) -> None:
        """`model` with its provider, as in the settings."""
        self.model = model
        self._client = client
        self._refused: frozenset[str] = frozenset()

    def ask(self, request: ModelRequest) -> ModelReply:
        """Answer one request; an answer that is cut off or has not the form asked for is asked for once more."""
        first = self._attempt(request)
        error = _error(first, request)
        if error is None or error.code != "llm_invalid_output":
            return _reply([first], error)
        second = self._attempt(_changed(request, first))
        return _reply([first, second], _error(second, request))

    def _attempt(self, request: ModelRequest) -> _Attempt:
        completions: list[Any] = []
        hooks = Hooks()
        hooks.on("completion:response", completions.append)
        parameters = self._parameters(request)
        form = {"response_format": _strict(request.schema)}
        try:
            answer = self._client.create(response_model=Answer, strict=False, max_retries=0, hooks=hooks, extra_body=form, **parameters)
        except InstructorError as failed:
            refused = _refused_parameter(failed.__cause__)
            if refused in parameters and refused not in self._refused:
                self._refused |= {refused}
                return self._attempt(request)
            return _Attempt(completions=completions, cause=failed.__cause__ or failed)
        return _Attempt(completions=completions, answer=answer)

    def _parameters(self, request: ModelRequest) -> dict[str, Any]:
        """What goes beside the answer's form. Models differ in which of the optional ones they take: see `_refused`."""
        limit = next((name for name in _LIMITS if name not in self._refused), None)
        optional: dict[str, Any] = {"temperature": 0} | ({limit: request.output_tokens} if limit else {})
        return {
            "model": self.model.partition("/")[2],
            "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
            **{name: value for name, value in optional.items() if name not in self._refused},
        }


def _strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}


def _changed(request: ModelRequest, attempt: _Attempt) -> ModelRequest:
    """What may work better the second time. The bad answer is not shown again: it may be long, and it may repeat the document."""
    if attempt.stopped == "length":
        return replace(request, output_tokens=request.output_tokens * BUDGET_GROWTH)
    return replace(request, user=f"{request.user}\n{_REMINDER}")


def _reply(attempts: Sequence[_Attempt], error: ModelError | None) -> ModelReply:
    answer = attempts[-1].answer if error is None else None
    return ModelReply(answer=answer, error=error, usage=_usage([one for attempt in attempts for one in attempt.completions]))


def _usage(completions: Sequence[Any]) -> Usage:
    """What the completions cost. Without a price file no price is known, except that of nothing."""
    counts = [usage for one in completions if (usage := getattr(one, "usage", None)) is not None]
    details = [usage.prompt_tokens_details for usage in counts if usage.prompt_tokens_details is not None]
    return Usage(
        calls=len(completions),
        input_tokens=sum(usage.prompt_tokens for usage in counts),
        cached_tokens=sum(one.cached_tokens or 0 for one in details),
        output_tokens=sum(usage.completion_tokens for usage in counts),
        usd=None if completions else Usage().usd,
    )


def _error(attempt: _Attempt, request: ModelRequest) -> ModelError | None:
    """What is wrong with an attempt; None when it holds an answer for every document."""
    if not attempt.completions:
        return _endpoint_error(attempt.cause)
    if attempt.stopped in ("refusal", "content_filter"):
        return ModelError("llm_refused")
    if attempt.stopped == "length":
        return ModelError("llm_invalid_output", "The language model's answer was longer than it may be and was cut off.")
    if attempt.answer is None:
        return ModelError("llm_invalid_output")
    if any(attempt.answer.of(document_id) is None for document_id in request.ids):
        return ModelError("llm_invalid_output", "The language model did not answer for the document that it was asked about.")
    return None


def _endpoint_error(cause: BaseException | None) -> ModelError:
    """The endpoint's error in our words. Its own message may repeat the document or the key, so it is never shown."""
    status, code = getattr(cause, "status_code", None), getattr(cause, "code", None)
    if status in (401, 403):
        return ModelUnauthorised()
    if status == 404:
        return ModelError("llm_unknown_model")
    if code == "content_filter":
        return ModelError("llm_refused")
    if code == "context_length_exceeded" or "context length" in str(getattr(cause, "message", "")):
        return ModelError("llm_too_long")
    if code == "insufficient_quota":
        return ModelError(
            "llm_unavailable", "The account at the language model's provider has no quota left.", fix="Raise the limit with the provider."
        )
    return _unavailable(status)


def _unavailable(status: int | None) -> ModelError:
    if status is None:
        return ModelUnreached()
    if status == 429:
        return ModelError(
            "llm_unavailable", "The language model's endpoint limits how often it may be asked.", fix="Wait, or use fewer --jobs."
        )
    if status >= 500:
        return ModelError(
            "llm_unavailable", f"The language model's endpoint answers with error {status}.", fix="Run the documents again later."
        )
    return ModelError("llm_rejected", f"The language model's endpoint does not accept the request (error {status}).")


def _refused_parameter(cause: BaseException | None) -> str | None:
    """The name of the parameter that the endpoint does not take from us."""
    return getattr(cause, "param", None) if getattr(cause, "status_code", None) == 400 else None
