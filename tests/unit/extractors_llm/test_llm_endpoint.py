"""The real clients over a real socket: what Assay makes of everything that an endpoint may do."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest

from assay.errors import ConfigurationError, ModelUnauthorised
from assay.settings import Settings
from extractors.llm.client import ModelReply, ModelRequest
from extractors.llm.connect import connect
from extractors.llm.prompt import user_message
from tests.standin import server
from tests.standin.server import Standin

SCHEMA = {
    "type": "object",
    "properties": {"documents": {"items": {"properties": {"fields": {"properties": {"total": {}}}}}}},
}
SECRET = "the document's own words"


def ask(standin: Standin, *, model: str = "openai/stand-in", retries: int = 1) -> ModelReply:
    settings = Settings(model=model, model_base_url=standin.url, model_api_key="key-1234")
    request = ModelRequest(system="Copy.", user=user_message({"d1": SECRET}), schema=SCHEMA, ids=("d1",), output_tokens=50)
    return connect(settings, retries=retries).ask(request)


def test_the_request_asks_for_strict_output_and_the_reply_counts_its_tokens(standin: Standin) -> None:
    standin.answers = {"total": ("5", "Total 5")}
    reply = ask(standin)
    assert reply.error is None
    assert reply.answer is not None
    assert reply.answer.documents[0].fields["total"].value == "5"  # type: ignore[union-attr]
    assert (reply.usage.calls, reply.usage.input_tokens, reply.usage.cached_tokens, reply.usage.output_tokens) == (1, 100, 40, 10)
    assert reply.usage.usd is None, "a price that nobody knows is no zero"
    sent = standin.requests[0]
    assert sent["model"] == "stand-in"
    assert sent["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]


@pytest.mark.parametrize("fault", [server.rate_limited(), server.error(503, retry_after_ms="1")])
def test_what_passes_is_sent_again(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert reply.error is None
    assert (len(standin.requests), reply.usage.calls) == (2, 1)


def test_an_answer_that_was_cut_off_is_asked_for_once_more_with_more_room(standin: Standin) -> None:
    reply = ask(standin.first(server.truncated))
    assert reply.error is None
    assert [request["max_tokens"] for request in standin.requests] == [50, 200]
    assert (reply.usage.calls, reply.usage.output_tokens) == (2, 20)


@pytest.mark.parametrize(
    "fault",
    [server.says("Sure! Here it is."), server.says('{"documents": 1}'), server.other_id, server.no_choice, server.web_page],
)
def test_an_invalid_answer_is_asked_for_once_more_without_repeating_it(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert reply.error is None
    assert reply.usage.calls == 2
    assert "Sure" not in str(standin.requests[1])


@pytest.mark.parametrize(
    "fault", [server.says(SECRET), server.truncated, server.other_id, server.same_id_twice, server.no_choice, server.web_page]
)
def test_two_invalid_answers_are_an_error_that_was_paid_for(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault, fault))
    assert reply.error is not None
    assert reply.error.code == "llm_invalid_output"
    assert reply.answer is None
    assert (len(standin.requests), reply.usage.calls) == (2, 2)


@pytest.mark.parametrize("fault", [server.refused, server.filtered, server.error(400, "content_filter")])
def test_a_refusal_is_never_asked_again(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert reply.error is not None
    assert (reply.error.code, len(standin.requests)) == ("llm_refused", 1)


def test_a_wrong_key_is_said_once(standin: Standin) -> None:
    reply = ask(standin.first(server.error(401, "invalid_api_key", message="Incorrect API key provided: key-1234")))
    assert isinstance(reply.error, ModelUnauthorised)
    assert "key-1234" not in str(reply.error)
    assert len(standin.requests) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (server.error(404, "model_not_found"), "llm_unknown_model"),
        (server.error(400, "context_length_exceeded"), "llm_too_long"),
        (server.error(400, None, message="This model's maximum context length is 8192 tokens."), "llm_too_long"),
        (server.error(422), "llm_rejected"),
        (server.error(500, x_should_retry="false"), "llm_unavailable"),
        (server.error(429, x_should_retry="false"), "llm_unavailable"),
        (server.error(429, "insufficient_quota", x_should_retry="false"), "llm_unavailable"),
    ],
)
def test_every_error_of_the_endpoint_has_its_code_and_its_fix(standin: Standin, fault: server.Fault, code: str) -> None:
    reply = ask(standin.first(fault))
    assert reply.error is not None
    assert reply.error.code == code
    assert reply.error.fix
    assert reply.usage.calls == 0
    assert reply.usage.usd == Decimal(0)


def test_a_dropped_connection_is_an_unreachable_model(standin: Standin) -> None:
    reply = ask(standin.first(server.dropped), retries=0)
    assert reply.error is not None
    assert (reply.error.code, reply.error.retryable) == ("llm_unavailable", True)


def test_a_dead_endpoint_is_an_unreachable_model() -> None:
    with Standin() as standin:
        pass
    reply = ask(standin, retries=0)
    assert reply.error is not None
    assert reply.error.code == "llm_unavailable"


def test_parameters_that_a_model_does_not_take_are_left_out_from_then_on(standin: Standin) -> None:
    refuse = [server.error(400, "unsupported_parameter", param=name) for name in ("max_tokens", "temperature")]
    reply = ask(standin.first(*refuse))
    assert reply.error is None
    assert standin.requests[0]["temperature"] == 0
    last = standin.requests[-1]
    assert "temperature" not in last
    assert "max_tokens" not in last
    assert last["max_completion_tokens"] == 50


def test_nothing_of_the_document_or_the_key_is_logged_or_said(
    standin: Standin, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    replies = [ask(standin.first(server.says(SECRET), server.says(SECRET))), ask(standin.first(server.error(400, message=SECRET)))]
    said = " ".join(f"{reply.error!r} {reply.error} {reply.error.__cause__}" for reply in replies if reply.error)
    heard = caplog.text + said + "".join(capfd.readouterr())
    assert SECRET not in heard
    assert "key-1234" not in heard


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        (Settings(), "ASSAY_MODEL"),
        (Settings(model="openai/gpt-5-mini"), "ASSAY_MODEL_API_KEY"),
        (Settings(model="azure_openai/gpt-4o", model_api_key="key"), "ASSAY_MODEL_BASE_URL"),
        (Settings(model="elsewhere/m", model_api_key="key"), "ASSAY_MODEL_BASE_URL"),
    ],
)
def test_a_setting_that_is_missing_is_named(settings: Settings, hint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect(settings)
    assert hint in caught.value.fix


def test_a_local_model_needs_no_key() -> None:
    assert connect(Settings(model="ollama/llama3")).model == "ollama/llama3"


def test_azure_is_asked_at_the_address_of_its_deployment(standin: Standin) -> None:
    settings = Settings(model="azure_openai/stand-in", model_api_key="key", model_base_url=standin.url.removesuffix("/v1"))
    request = ModelRequest(system="Copy.", user=user_message({"d1": "x"}), schema=SCHEMA, ids=("d1",), output_tokens=50)
    assert connect(settings).ask(request).error is None
    assert standin.paths[0].startswith("/openai/deployments/stand-in/chat/completions?api-version=")
