"""The edge to the language model: one method. The real one comes from `extractors.llm.connect`, a test's fake is a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from assay.errors import ModelError
from assay.extraction import Usage
from extractors.llm.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One call. `ids` are the documents that must be answered; `output_tokens` is how long the answer may be."""

    system: str
    user: str
    schema: Mapping[str, Any]
    ids: tuple[str, ...]
    output_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """What came back: an answer that names every id, or the error. Either way it may have cost something."""

    answer: Answer | None = None
    error: ModelError | None = None
    usage: Usage = field(default_factory=Usage)


class ModelClient(Protocol):
    """A language model. Safe to share between threads."""

    @property
    def model(self) -> str:
        """Its name as configured: `openai/gpt-5-mini`."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """Answer one request. Never raises for what the endpoint or the model does."""
