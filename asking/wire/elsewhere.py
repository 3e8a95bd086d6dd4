"""Models whose providers do not speak OpenAI's language, through `instructor`, each with its provider's own package.

instructor makes the request of the answer's JSON Schema and parses what comes back. The packages keep their own time limits and their own
repeats of what may pass. Tested with a client of instructor's over loopback, not with the providers themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import instructor
from instructor.core.exceptions import IncompleteOutputException, InstructorError
from instructor.core.hooks import Hooks

from asking.answer import Answer
from asking.wire.client import ModelReply, ModelRequest
from asking.wire.failure import refusal
from assay.errors import ConfigurationError, ModelError, ModelUnreached
from assay.extraction import Usage
from assay.provider import Access, provider_named

# instructor logs at level ERROR what endpoints say and models write, which may be a document's text.
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)

_INPUT = ("prompt_tokens", "input_tokens", "prompt_token_count")
_CACHED = ("cached_content_token_count",)
_OUTPUT = ("completion_tokens", "output_tokens", "candidates_token_count")
"""What OpenAI, Anthropic and Google call the same. Only Google caches what it was not asked to, and counts it among the input."""


class Elsewhere:
    """A model behind instructor. Safe to share between threads."""

    def __init__(self, model: str, client: instructor.Instructor) -> None:
        """`model` with its provider, as in the settings."""
        self.model = model
        self._client = client

    def ask(self, request: ModelRequest) -> ModelReply:
        """As in `ModelClient`."""
        completions: list[Any] = []
        hooks = Hooks()
        hooks.on("completion:response", completions.append)
        try:
            answer = self._client.create(
                response_model=_form(request.schema),
                messages=[{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
                max_tokens=request.output_tokens,
                strict=False,
                max_retries=0,
                hooks=hooks,
            )
        except InstructorError as failed:
            return _failure(failed, completions)
        return ModelReply(answer=answer, **_counted(completions))


def elsewhere(model: str, access: Access) -> Elsewhere:
    """The model at its provider. Raises ConfigurationError when the provider's package is not installed."""
    try:
        client = instructor.from_provider(model, api_key=access.api_key)
    except InstructorError:
        package = provider_named(access.provider).package
        raise ConfigurationError(
            f"{model} cannot be asked: its provider's package is missing, or does not find what it needs to sign in.",
            code="setting_missing",
            fix=f"Install it beside Assay with `pip install {package}`, and set what the provider asks for, such as its key.",
        ) from None
    return Elsewhere(model, client)


def _form(schema: Mapping[str, Any]) -> type[Answer]:
    """An answer that says of itself that it has this JSON Schema."""

    class Form(Answer):
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return {"title": cls.__name__, **schema}  # instructor calls the tool by both names

    return Form


def _failure(failed: InstructorError, completions: list[Any]) -> ModelReply:
    cause = failed.__cause__
    if completions:
        cut_off = isinstance(failed, IncompleteOutputException) or isinstance(cause, IncompleteOutputException)
        return ModelReply(error=ModelError("llm_invalid_output"), cut_off=cut_off, **_counted(completions))
    status = getattr(cause, "status_code", None) or getattr(cause, "code", None)
    if not isinstance(status, int):
        return ModelReply(error=ModelUnreached(), is_counted=False)
    return refusal(status, message=str(getattr(cause, "message", "")))


def _counted(completions: list[Any]) -> dict[str, Any]:
    """The usage of the last completion, wherever its provider puts it, and whether it says any."""
    last = completions[-1]
    usage = getattr(last, "usage", None) or getattr(last, "usage_metadata", None)
    usage_is_known = _number(usage, _INPUT) > 0
    counts = Usage(
        calls=1,
        input_tokens=_number(usage, _INPUT),
        cached_tokens=_number(usage, _CACHED),
        output_tokens=_number(usage, _OUTPUT),
        usd=None,
    )
    return {"usage": counts, "is_counted": usage_is_known}


def _number(usage: object, names: tuple[str, ...]) -> int:
    return next((value for name in names if isinstance(value := getattr(usage, name, None), int)), 0)
