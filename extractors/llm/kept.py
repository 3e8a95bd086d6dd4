"""A model that remembers: what it was asked before about a document is not asked again.

The ids of documents are drawn anew for each call, so questions are compared, and answers kept, without them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from extractors.llm.answer import Answer as Said
from extractors.llm.client import ModelClient, ModelReply, ModelRequest
from store.answers import Answer, Question

NO_ID = ""


@dataclass(slots=True)
class Remembering:
    """Asks `client` what it has no kept answer to. For one document at a time, of one thread."""

    client: ModelClient
    _kept: Mapping[str, Answer] = field(default_factory=dict, init=False)
    _asked: list[tuple[Question, Answer]] = field(default_factory=list, init=False)

    @property
    def model(self) -> str:
        """The name of the client's model."""
        return self.client.model

    @contextmanager
    def about(self, kept: Mapping[str, Answer]) -> Iterator[list[tuple[Question, Answer]]]:
        """While this lasts, these answers are known, by the key of their question; what is asked beside them comes into the list."""
        self._kept, self._asked = kept, []
        try:
            yield self._asked
        finally:
            self._kept, self._asked = {}, []

    def ask(self, request: ModelRequest) -> ModelReply:
        """The kept answer, which costs nothing, or the client's. An error is not kept."""
        question = question_of(self.model, request)
        kept = self._kept.get(question.key)
        if kept is not None:
            return ModelReply(answer=_answer(kept, request))
        reply = self.client.ask(request)
        if reply.answer is not None:
            usage = {name: None if value is None else str(value) for name, value in asdict(reply.usage).items()}
            self._asked.append((question, Answer(answer=_without_id(reply.answer, request), usage=usage)))
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """Nobody is asked: only what is kept is said again. `kept` holds the document's answers, the oldest first."""

    kept: Mapping[str, Answer]
    model: str

    def ask(self, request: ModelRequest) -> ModelReply:
        """The kept answer to this question.

        Else the newest one about the document: a newer version of Assay asks in other words, and what was answered still stands in
        the document or is dropped. Without any there is no answer, and no error.
        """
        exact = self.kept.get(question_of(self.model, request).key)
        answer = exact or newest(self.kept)
        return ModelReply(answer=None if answer is None else _answer(answer, request))


def newest(kept: Mapping[str, Answer]) -> Answer | None:
    """The last of the answers, which stand in the order in which they were given."""
    return [*kept.values()][-1] if kept else None


def question_of(model: str, request: ModelRequest) -> Question:
    """What is asked, without the documents' ids."""
    (document_id,) = request.ids
    text = request.user.replace(f'<document id="{document_id}">', f'<document id="{NO_ID}">', 1)
    return Question(
        model=model,
        prompt_hash=_hash(request.system),
        fields_key=_hash(json.dumps(request.schema, sort_keys=True)),
        text_hash=_hash(text),
    )


def _without_id(answer: Said, request: ModelRequest) -> object:
    """The answer's one document, as JSON."""
    answered = answer.of(request.ids[0])
    return None if answered is None else answered.model_dump(mode="json") | {"id": NO_ID}


def _answer(kept: Answer, request: ModelRequest) -> Said | None:
    if kept.answer is None:
        return None
    return Said.model_validate({"documents": [{**kept.answer, "id": request.ids[0]}]})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
