"""The edge to the language model: one method. The real ones come from `asking.wire.connect`, a test's fake is a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from asking.answer import Answer
from assay.errors import ModelError
from assay.extraction import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One call. `ids` are the documents that are asked about; `output_tokens` is how long the answer may be."""

    system: str
    user: str
    schema: Mapping[str, Any]
    ids: tuple[str, ...]
    output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """What came back: an answer, or the error. Either way it may have cost something, which `usage` says, but for the price.

    `cut_off`: the answer was longer than it may be. `retry_after`: the seconds for which the endpoint wants to be left alone.
    `is_counted` is False where the model may have worked and the endpoint did not say how much.
    """

    answer: Answer | None = None
    error: ModelError | None = None
    usage: Usage = field(default_factory=Usage)
    cut_off: bool = False
    retry_after: float | None = None
    is_counted: bool = True


class ModelClient(Protocol):
    """A language model. Safe to share between threads."""

    @property
    def model(self) -> str:
        """Its name as configured: `openai/gpt-5-mini`."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """Send one request. Never raises for what the endpoint or the model does, and never tries again what may pass."""
