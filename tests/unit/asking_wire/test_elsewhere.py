"""Providers that instructor speaks to: its own machinery over loopback, in the mode in which it forces a tool's arguments into the form."""

from __future__ import annotations

import json
import logging
from typing import Any

import instructor
import pytest

from asking.answer import Cell
from asking.wire.client import ModelReply
from asking.wire.dial import dial
from asking.wire.elsewhere import Elsewhere
from assay.errors import ModelUnauthorised
from assay.provider import Access
from tests.standin import server
from tests.standin.server import Fault, Json, Reply, Standin
from tests.unit.asking_wire.asked import REQUEST, SCHEMA, SECRET


def answering(content: str, *, finish_reason: str = "tool_calls") -> Fault:
    """The model calls the tool that it was given, with these arguments."""

    def reply(request: Json, usual: Json) -> Reply:
        call = {"id": "call", "type": "function", "function": {"name": request["tools"][0]["function"]["name"], "arguments": content}}
        choice: dict[str, Any] = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "tool_calls": [call]}}
        return Reply(body={**usual, "choices": [choice]})

    return reply


ANSWER = json.dumps({"documents": [{"id": "d1", "fields": {"total": {"value": "5", "quote": "Total 5"}}}]})


class Toolbox(Standin):
    """A stand-in for requests that carry a tool instead of a form."""

    def _document(self, request: Json, name: str) -> Json:  # noqa: ARG002  the stand-in's
        return {"id": name, "fields": {}}


def ask(fault: Fault) -> tuple[ModelReply, list[Json]]:
    with Toolbox() as standin:
        standin.first(fault)
        client = instructor.from_openai(dial(Access(provider="openai", base_url=standin.url), seconds=60), model="m")
        return Elsewhere("house/m", client).ask(REQUEST), standin.requests


def test_the_answer_has_the_form_of_the_request_and_its_tokens_are_counted() -> None:
    reply, (sent,) = ask(answering(ANSWER))
    assert reply.answer is not None
    assert reply.answer.of("d1").fields == {"total": Cell(value="5", quote="Total 5")}  # type: ignore[union-attr]
    assert (reply.usage.calls, reply.usage.input_tokens, reply.usage.output_tokens, reply.is_counted) == (1, 100, 10, True)
    assert sent["tool_choice"]["function"]["name"] == sent["tools"][0]["function"]["name"]
    assert sent["tools"][0]["function"]["parameters"]["properties"] == SCHEMA["properties"]
    assert [message["content"] for message in sent["messages"]] == [REQUEST.system, REQUEST.user]


@pytest.mark.parametrize("fault", [answering('{"documents": 1}'), answering(SECRET), server.says("Sure!")])
def test_what_has_not_the_form_was_paid_for_and_is_asked_once(fault: Fault) -> None:
    reply, sent = ask(fault)
    assert reply.error is not None
    assert (reply.error.code, reply.answer, reply.usage.calls, len(sent)) == ("llm_invalid_output", None, 1, 1)


def test_an_answer_that_was_cut_off_says_so() -> None:
    reply, _ = ask(answering(ANSWER[:30], finish_reason="length"))
    assert (reply.error and reply.error.code, reply.cut_off, reply.usage.calls) == ("llm_invalid_output", True, 1)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (server.error(401), "llm_unauthorised"),
        (server.error(404), "llm_unknown_model"),
        (server.error(429), "llm_rate_limited"),
        (server.error(503), "llm_unavailable"),
        (server.dropped, "llm_unavailable"),
    ],
)
def test_what_the_provider_says_instead_has_its_code_after_one_request(fault: Fault, code: str) -> None:
    reply, sent = ask(fault)
    assert reply.error is not None
    assert (reply.error.code, len(sent)) == (code, 1)
    assert isinstance(reply.error, ModelUnauthorised) == (code == "llm_unauthorised")


def test_nothing_of_the_document_is_logged_or_said(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.INFO)
    replies = [ask(fault)[0] for fault in (answering(SECRET), server.error(400, message=SECRET))]
    said = " ".join(f"{reply.error!r} {reply.error}" for reply in replies)
    assert SECRET not in caplog.text + said + "".join(capfd.readouterr())
