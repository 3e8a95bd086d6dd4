"""The real client over a real socket: what Assay makes of everything that an endpoint may do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count

import pytest

from asking.answer import Cell
from asking.wire.client import ModelReply
from asking.wire.connect import client_of
from asking.wire.dial import dial
from asking.wire.endpoint import Endpoint
from assay.errors import ModelUnauthorised, ModelUnreached
from assay.extraction import Usage
from assay.provider import Access
from assay.settings import Settings
from tests.standin import server
from tests.standin.server import Reply, Standin
from tests.unit.asking_wire.asked import REQUEST, SCHEMA, SECRET


def ask(standin: Standin, model: str = "openai/stand-in", **settings: object) -> ModelReply:
    return client_of(model, Settings(model=model, model_base_url=standin.url, model_api_key="key-1234", **settings)).ask(REQUEST)  # type: ignore[arg-type]


def endpoint(standin: Standin, *, seconds: float = 60, clock: Callable[[], float] = time.monotonic) -> Endpoint:
    client = dial(Access(provider="openai", base_url=standin.url, api_key="key-1234"), seconds=seconds)
    return Endpoint("openai/stand-in", client, seconds=seconds, clock=clock)


def code(reply: ModelReply) -> str | None:
    return reply.error and reply.error.code


def test_the_request_asks_for_strict_output_and_the_reply_counts_its_tokens(standin: Standin) -> None:
    reply = ask(standin)
    assert reply.answer is not None
    assert reply.answer.of("d1").fields == {"total": Cell(value="5", quote="Total 5")}  # type: ignore[union-attr]
    assert (reply.error, reply.is_counted, reply.cut_off) == (None, True, False)
    assert reply.usage == Usage(calls=1, input_tokens=100, cached_tokens=40, output_tokens=10, usd=None)
    (sent,) = standin.requests
    assert sent["model"] == "stand-in"
    assert sent["max_tokens"] == 50
    assert sent["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    ("fault", "expected", "retryable"),
    [
        (server.error(401, "invalid_api_key", message="Incorrect API key provided: key-1234"), "llm_unauthorised", False),
        (server.error(403, "permission_denied"), "llm_unauthorised", False),
        (server.error(403), "llm_refused", False),
        (server.error(404, "model_not_found"), "llm_unknown_model", False),
        (server.error(400, "model_not_found"), "llm_unknown_model", False),
        (server.error(400, "context_length_exceeded"), "llm_too_long", False),
        (
            server.error(400, None, message="This model's maximum context length is 8192 tokens, max_tokens is unsupported"),
            "llm_too_long",
            False,
        ),
        (server.error(413), "llm_too_long", False),
        (server.error(400, "content_filter"), "llm_refused", False),
        (server.error(422), "llm_rejected", False),
        (server.error(400, "json_validate_failed"), "llm_invalid_output", True),
        (server.error(402), "llm_no_quota", False),
        (server.error(429, "insufficient_quota"), "llm_no_quota", False),
        (server.error(429, "rate_limit_exceeded"), "llm_rate_limited", True),
        (server.error(500), "llm_unavailable", True),
        (server.error(503), "llm_unavailable", True),
    ],
)
def test_every_error_of_the_endpoint_has_its_code_and_its_fix_after_one_request(
    standin: Standin, fault: server.Fault, expected: str, retryable: bool
) -> None:
    reply = ask(standin.first(fault))
    assert reply.error is not None
    assert (reply.error.code, reply.error.retryable) == (expected, retryable)
    assert reply.error.fix
    assert "key-1234" not in str(reply.error)
    assert (reply.answer, reply.usage, reply.is_counted) == (None, Usage(), True)
    assert len(standin.requests) == 1, "whether and when it is sent again is not for the line to decide"


def test_a_wrong_key_is_an_error_of_its_own(standin: Standin) -> None:
    assert isinstance(ask(standin.first(server.error(401))).error, ModelUnauthorised)


@pytest.mark.parametrize(("header", "seconds"), [("1500", 1.5), ("0", 0.0), ("soon", None), ("-1", None), ("inf", None)])
def test_the_wait_that_the_endpoint_asks_for_is_handed_on(standin: Standin, header: str, seconds: float | None) -> None:
    reply = ask(standin.first(server.error(429, retry_after_ms=header)))
    assert (code(reply), reply.retry_after) == ("llm_rate_limited", seconds)


@pytest.mark.parametrize("fault", [server.says("Sure! Here it is."), server.says('{"documents": 1}'), server.says("{}}"), server.no_choice])
def test_what_has_not_the_form_is_an_error_that_was_paid_for(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert (code(reply), reply.answer, reply.cut_off) == ("llm_invalid_output", None, False)
    assert (reply.usage.calls, reply.usage.input_tokens, reply.is_counted) == (1, 100, True)


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here it is:\n{}\nAnything else?"])
def test_the_right_form_between_other_words_counts(standin: Standin, around: str) -> None:
    def wrapped(_request: server.Json, usual: server.Json) -> Reply:
        return Reply(body=server.completion(around.replace("{}", usual["choices"][0]["message"]["content"])))

    assert ask(standin.first(wrapped)).error is None


def test_an_answer_that_was_cut_off_says_so(standin: Standin) -> None:
    reply = ask(standin.first(server.truncated))
    assert (code(reply), reply.cut_off, reply.usage.output_tokens) == ("llm_invalid_output", True, 10)


@pytest.mark.parametrize("fault", [server.refused, server.filtered])
def test_a_refusal_is_no_invalid_answer(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert (code(reply), reply.usage.calls, reply.error and reply.error.retryable) == ("llm_refused", 1, False)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": -1, "completion_tokens": 5}, {"prompt_tokens": "many"}])
def test_an_answer_without_counts_may_have_cost_anything(standin: Standin, usage: object) -> None:
    def uncounted(_request: server.Json, usual: server.Json) -> Reply:
        return Reply(body={**usual, "usage": usage})

    reply = ask(standin.first(uncounted))
    assert (reply.error, reply.is_counted, reply.usage.calls) == (None, False, 1)


@pytest.mark.parametrize("fault", [server.web_page, lambda _request, _usual: Reply(body="[" * 100_000)])
def test_what_is_no_model_at_all_is_said_so(standin: Standin, fault: server.Fault) -> None:
    reply = ask(standin.first(fault))
    assert (code(reply), reply.is_counted) == ("llm_invalid_output", False)
    assert "no language model" in str(reply.error)


def test_nobody_at_the_address_costs_nothing() -> None:
    with Standin() as standin:
        pass
    reply = ask(standin)
    assert isinstance(reply.error, ModelUnreached)
    assert (reply.error.retryable, reply.usage, reply.is_counted) == (True, Usage(), True)


@pytest.mark.parametrize("fault", [server.dropped, server.hanging])
def test_an_answer_that_never_comes_may_have_cost_something(standin: Standin, fault: server.Fault) -> None:
    reply = endpoint(standin.first(fault), seconds=0.2).ask(REQUEST)
    assert (code(reply), reply.is_counted, reply.usage.calls) == ("llm_unavailable", False, 0)
    assert reply.error is not None
    assert reply.error.retryable
    assert not isinstance(reply.error, ModelUnreached), "somebody is there"


def test_an_answer_that_trickles_ends_when_its_time_is_up(standin: Standin) -> None:
    """A byte now and then keeps a connection alive for ever; each look at this clock is a minute later."""
    reply = endpoint(standin, seconds=60, clock=count(step=61).__next__).ask(REQUEST)
    assert (code(reply), reply.is_counted) == ("llm_unavailable", False)
    assert "in time" in str(reply.error)


def test_parameters_that_a_model_does_not_take_are_left_out_from_then_on(standin: Standin) -> None:
    refuse = [server.error(400, "unsupported_parameter", param=name) for name in ("max_tokens", "temperature")]
    asked = endpoint(standin.first(*refuse))
    assert [asked.ask(REQUEST).error for _ in range(2)] == [None, None]
    first, *_, last = standin.requests
    assert (first["temperature"], first["max_tokens"]) == (0, 50)
    assert len(standin.requests) == 4
    assert (last["max_completion_tokens"], "temperature" in last, "max_tokens" in last) == (50, False, False)


@pytest.mark.parametrize(
    "fault",
    [
        server.error(400, "invalid_request_error", message="This response_format type is unavailable now"),
        server.error(400, None, param="response_format"),
        server.error(422, None, message="body.response_format.type: Input should be 'text' or 'json_object'"),
    ],
)
def test_an_endpoint_without_strict_output_gets_the_schema_in_words(standin: Standin, fault: server.Fault) -> None:
    asked = endpoint(standin.first(fault))
    replies = [asked.ask(REQUEST) for _ in range(2)]
    assert all(reply.answer is not None and reply.usage.calls == 1 for reply in replies)
    assert len(standin.requests) == 3, "it is remembered"
    last = standin.requests[-1]
    assert last["response_format"] == {"type": "json_object"}
    assert '"documents"' in last["messages"][0]["content"]


def test_an_endpoint_without_any_form_of_output_is_asked_in_words_alone(standin: Standin) -> None:
    refuse = server.error(400, None, message="'response_format' is not supported")
    assert ask(standin.first(refuse, refuse)).error is None
    last = standin.requests[-1]
    assert "response_format" not in last
    assert '"documents"' in last["messages"][0]["content"]


def test_a_length_that_is_only_too_large_is_not_left_out(standin: Standin) -> None:
    reply = ask(standin.first(server.error(400, None, message="max_tokens is too large: 50 > 20")))
    assert (code(reply), len(standin.requests)) == ("llm_rejected", 1)


def test_nothing_of_the_document_or_the_key_is_logged_or_said(
    standin: Standin, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    replies = [ask(standin.first(fault)) for fault in (server.says(SECRET), server.error(400, message=SECRET), server.dropped)]
    said = " ".join(f"{reply.error!r} {reply.error} {reply.error.__cause__}" for reply in replies if reply.error)
    heard = caplog.text + said + "".join(capfd.readouterr())
    assert SECRET not in heard
    assert "key-1234" not in heard


def test_azure_is_asked_at_the_address_of_its_deployment(standin: Standin) -> None:
    settings = Settings(model="azure_openai/stand-in", model_api_key="key", model_base_url=standin.url.removesuffix("/v1"))
    assert client_of("azure_openai/stand-in", settings).ask(REQUEST).error is None
    assert standin.paths[0].startswith("/openai/deployments/stand-in/chat/completions?api-version=")


@pytest.mark.parametrize("model", ["ollama/llama3", "vllm/meta/llama-3", "llama_cpp/x", "groq/m", "house/any/name"])
def test_every_other_provider_is_asked_as_openai_is(standin: Standin, model: str) -> None:
    assert ask(standin, model).error is None
    assert (standin.paths, standin.requests[0]["model"]) == (["/v1/chat/completions"], model.partition("/")[2])
