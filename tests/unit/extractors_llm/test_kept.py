"""What a model answered once is not asked again, whatever id the document has in the call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.errors import ModelError
from assay.extraction import Usage
from extractors.llm.answer import Answer as Said
from extractors.llm.client import ModelReply, ModelRequest
from extractors.llm.kept import Remembering, Replaying
from store.answers import Answer


class Client:
    """Answers with the number of the call, and remembers how often it was asked."""

    model = "test/one"

    def __init__(self, error: ModelError | None = None) -> None:
        self.calls = 0
        self.error = error

    def ask(self, request: ModelRequest) -> ModelReply:
        self.calls += 1
        if self.error:
            return ModelReply(error=self.error)
        said = {"id": request.ids[0], "fields": {"total": {"value": str(self.calls), "quote": None}}}
        return ModelReply(answer=Said.model_validate({"documents": [said]}), usage=Usage(calls=1, input_tokens=9, usd=None))


def request(document_id: str, text: str = "Total 1", fields: Mapping[str, Any] | None = None) -> ModelRequest:
    user = f'<document id="{document_id}">\n{text}\n</document>'
    return ModelRequest(system="rules", user=user, schema=fields or {"total": {}}, ids=(document_id,), output_tokens=10)


def asked_once(client: Client) -> dict[str, Answer]:
    memory = Remembering(client)
    with memory.about({}) as asked:
        memory.ask(request("d1"))
    return {question.key: answer for question, answer in asked}


def test_the_same_question_under_another_id_is_answered_from_memory_and_costs_nothing() -> None:
    client = Client()
    kept = asked_once(client)
    memory = Remembering(client)
    with memory.about(kept) as asked:
        reply = memory.ask(request("d2"))
    assert client.calls == 1
    assert reply.answer is not None
    assert reply.answer.of("d2") is not None
    assert reply.usage == Usage()
    assert asked == []


def test_another_text_or_other_fields_are_asked_anew() -> None:
    client = Client()
    memory = Remembering(client)
    with memory.about(asked_once(client)):
        memory.ask(request("d1", text="Total 2"))
        memory.ask(request("d1", fields={"net": {}}))
    assert client.calls == 3


def test_an_error_is_not_kept() -> None:
    memory = Remembering(Client(error=ModelError("llm_unavailable")))
    with memory.about({}) as asked:
        memory.ask(request("d1"))
    assert asked == []


def test_what_was_asked_about_one_document_is_not_known_about_the_next() -> None:
    client = Client()
    memory = Remembering(client)
    with memory.about(asked_once(client)):
        pass
    with memory.about({}):
        memory.ask(request("d1"))
    assert client.calls == 2


def test_a_replay_asks_nobody() -> None:
    kept = asked_once(Client())
    replay = Replaying(kept=kept, model="test/one")
    exact = replay.ask(request("d9"))
    other = replay.ask(request("d9", fields={"net": {}}))
    assert exact.answer == other.answer
    assert exact.answer is not None
    assert exact.answer.of("d9") is not None
    nothing = Replaying(kept={}, model="test/one").ask(request("d9"))
    assert (nothing.answer, nothing.error) == (None, None)
