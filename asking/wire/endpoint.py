"""An OpenAI-compatible endpoint: one request, one reply.

Endpoints differ in what they take. What one refuses is left out from then on, and refusing costs nothing, so the request goes out again
at once: first with a strict JSON Schema; where that is refused as any JSON, with the schema in the prompt; at last in words alone.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import openai
from pydantic_core import from_json

from asking.wire.client import ModelReply, ModelRequest
from asking.wire.completion import reply_of
from asking.wire.failure import OutOfTime, failure_of
from assay.errors import ModelError

MOST_BYTES = 4 * 1024 * 1024
"""No answer is longer: 16,384 tokens are some 80 kB."""

_FORMS = ("json_schema", "json_object")
_SCHEMA_IN_WORDS = "Answer with one JSON object of this JSON Schema and nothing else:"
_LIMITS = ("max_tokens", "max_completion_tokens")
"""OpenAI's newer models refuse the name that everybody else knows."""

_OF_THE_FORM = re.compile(r"response_format|json_schema|json_object", re.IGNORECASE)
_DECLINED = re.compile(r"support|unknown|unrecogni|unexpected|not permitted|extra", re.IGNORECASE)
"""A parameter that is named in another sentence may be wrong by its value only."""


class Endpoint:
    """A model at an OpenAI-compatible endpoint. Safe to share between threads."""

    def __init__(self, model: str, client: openai.OpenAI, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`model` with its provider, as in the settings. One answer may take so many `seconds`."""
        self.model = model
        self._client = client
        self._seconds = seconds
        self._clock = clock
        self._refused: frozenset[str] = frozenset()

    def ask(self, request: ModelRequest) -> ModelReply:
        """As in `ModelClient`."""
        body = self.body(request)
        try:
            return _read(self._sent(body))
        except openai.APIStatusError as said:
            reply = failure_of(said)
            refused = _refused(said, body) if reply.error and reply.error.code == "llm_rejected" else None
            if refused is None:
                return reply
            self._refused |= {refused}
            return self.ask(request)
        except (openai.OpenAIError, httpx2.HTTPError, OutOfTime) as cause:
            return failure_of(cause)

    def learns(self, said: openai.APIStatusError, request: ModelRequest) -> bool:
        """Note what the endpoint does not take of a request that was sent in a batch; False when it is something else.

        The lines of one batch all say the same, so what is known already counts too.
        """
        bodies = (self._body(request, refused) for refused in (frozenset[str](), self._refused))
        refused = next((name for body in bodies if (name := _refused(said, body))), None)
        self._refused |= {refused} if refused else set()
        return refused is not None

    def body(self, request: ModelRequest) -> dict[str, Any]:
        """The request as this endpoint takes it: also that of a line of a batch."""
        return self._body(request, self._refused)

    def _body(self, request: ModelRequest, refused: frozenset[str]) -> dict[str, Any]:
        form = next((name for name in _FORMS if name not in refused), None)
        limit = next((name for name in _LIMITS if name not in refused), None)
        in_words = "" if form == "json_schema" else f"\n{_SCHEMA_IN_WORDS}\n{json.dumps(request.schema, ensure_ascii=False)}"
        optional = {"response_format": _form(form, request), "temperature": 0, limit: request.output_tokens}
        return {
            "model": self.model.partition("/")[2],
            "messages": [{"role": "system", "content": request.system + in_words}, {"role": "user", "content": request.user}],
            **{name: value for name, value in optional.items() if name and value is not None and name not in refused},
        }

    def _sent(self, body: Mapping[str, Any]) -> bytes:
        """The bytes of the answer, read piece by piece: the client's own limit is for the time between two of them."""
        until = self._clock() + self._seconds
        read = bytearray()
        with self._client.chat.completions.with_streaming_response.create(**body) as response:
            for piece in response.iter_bytes():
                read += piece
                if self._clock() > until or len(read) > MOST_BYTES:
                    raise OutOfTime
        return bytes(read)


def _read(content: bytes) -> ModelReply:
    try:
        return reply_of(from_json(content))
    except ValueError:
        return ModelReply(
            error=ModelError("llm_invalid_output", "What answers at the model's address is no language model."), is_counted=False
        )


def _form(name: str | None, request: ModelRequest) -> Mapping[str, Any] | None:
    if name == "json_schema":
        return {"type": name, name: {"name": "answer", "strict": True, "schema": dict(request.schema)}}
    return None if name is None else {"type": name}


def _refused(said: openai.APIStatusError, body: Mapping[str, Any]) -> str | None:
    """What of the request the endpoint does not take; None when it is something else that it does not like."""
    words = f"{said.param or ''} {said.message}"
    if "response_format" in body and _OF_THE_FORM.search(words):
        return str(body["response_format"]["type"])
    declined = (name for name in ("temperature", *_LIMITS) if name in body and name in words)
    return next((name for name in declined if name == said.param or _DECLINED.search(words)), None)
