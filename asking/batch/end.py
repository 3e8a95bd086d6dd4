"""A model as its provider's batches reach it: what a line asks, and what is made of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
import openai

from asking.batch.line import LineReply, request_line
from asking.batch.service import BatchService
from asking.wire.client import ModelReply, ModelRequest
from asking.wire.completion import reply_of
from asking.wire.failure import failure_of
from assay.errors import ModelError


class Formed(Protocol):
    """A model that knows how its endpoint wants to be asked: `asking.wire.endpoint.Endpoint`."""

    @property
    def model(self) -> str:
        """Its name as configured."""

    def body(self, request: ModelRequest) -> Mapping[str, Any]:
        """The request as the endpoint takes it."""

    def learns(self, said: openai.APIStatusError, request: ModelRequest) -> bool:
        """Note what of the request the endpoint does not take; False when it was something else that it did not like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEnd:
    """The end of the line to one model's batches."""

    model: Formed
    service: BatchService

    def line(self, name: str, request: ModelRequest) -> bytes:
        """The line of a batch's file that asks this."""
        return request_line(name, self.service.path, self.model.body(request))

    def heard(self, reply: LineReply | None, request: ModelRequest) -> ModelReply:
        """The reply to a line's request, judged as a live one is; None: the line did not come back, and cost nothing.

        `llm_batch_unanswered` is the error of a line that says nothing about its question.
        """
        if reply is None or reply.status is None:
            return ModelReply(error=ModelError("llm_batch_unanswered"))
        if reply.status == 200:
            return reply_of(reply.body)
        said = _said(reply)
        failed = failure_of(said)
        if failed.error and failed.error.code == "llm_rejected" and self.model.learns(said, request):
            return ModelReply(error=ModelError("llm_batch_unanswered"))
        return failed


def _said(reply: LineReply) -> openai.APIStatusError:
    """The error of a line as the provider's client would have raised it."""
    response = httpx2.Response(reply.status or 500, request=httpx2.Request("POST", "https://batch"))
    error = reply.body.get("error") if isinstance(reply.body, Mapping) else None
    message = str(error.get("message", "")) if isinstance(error, Mapping) else ""
    return openai.APIStatusError(message, response=response, body=error)
