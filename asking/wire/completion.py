"""A chat completion as it came over the wire, live or as a line of a batch, made into a reply.

We look at why the model stopped before we believe what it wrote. Nothing of what it wrote ever stands in an error.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from asking.answer import Answer
from asking.wire.client import ModelReply
from assay.errors import ModelError
from assay.extraction import Usage


class _Edge(BaseModel):
    """Read leniently: unknown keys are ignored, and what an endpoint leaves out is nothing."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Message(_Edge):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Edge):
    message: _Message = _Message()
    finish_reason: str | None = None


_Count = Annotated[int, Field(ge=0, le=10**9)]
"""Less than nothing is no count: it would be money given back. Nor is more than any model reads."""


class _Details(_Edge):
    cached_tokens: _Count | None = None


class _Counts(_Edge):
    prompt_tokens: _Count
    completion_tokens: _Count = 0
    prompt_tokens_details: _Details | None = None


class _Completion(_Edge):
    choices: list[_Choice] | None = None


class _Bill(_Edge):
    usage: _Counts | None = None


def reply_of(body: object) -> ModelReply:
    """The reply in a completion: `body` is its JSON, of whatever shape."""
    usage = _usage(body)
    answer = _answer(body)
    return ModelReply(
        answer=answer if isinstance(answer, Answer) else None,
        error=answer if isinstance(answer, ModelError) else None,
        usage=usage or Usage(calls=1, usd=None),
        cut_off=_stopped(body) == "length",
        is_counted=usage is not None,
    )


def _usage(body: object) -> Usage | None:
    """What was counted, without a price; None where nothing was."""
    try:
        counts = _Bill.model_validate(body).usage
    except ValidationError:
        return None
    if counts is None:
        return None
    details = counts.prompt_tokens_details
    return Usage(
        calls=1,
        input_tokens=counts.prompt_tokens,
        cached_tokens=min((details and details.cached_tokens) or 0, counts.prompt_tokens),
        output_tokens=counts.completion_tokens,
        usd=None,
    )


def _answer(body: object) -> Answer | ModelError:
    choice = _choice(body)
    if choice is None:
        return ModelError("llm_invalid_output", "The language model said nothing.")
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return ModelError("llm_refused")
    if choice.finish_reason == "length":
        return ModelError("llm_invalid_output", "The language model's answer was longer than it may be and was cut off.")
    return _parsed(choice.message.content or "")


def _parsed(text: str) -> Answer | ModelError:
    """An endpoint that offers no structured output may set the JSON between marks of code, or words."""
    try:
        return Answer.model_validate_json(text[text.find("{") : text.rfind("}") + 1])
    except ValidationError:
        return ModelError("llm_invalid_output")


def _stopped(body: object) -> str | None:
    choice = _choice(body)
    return choice.finish_reason if choice else None


def _choice(body: object) -> _Choice | None:
    try:
        choices = _Completion.model_validate(body).choices
    except ValidationError:
        return None
    return choices[0] if choices else None
