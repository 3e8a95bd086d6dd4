"""From questions to answers, with the model on the other side of a real socket: what is asked again, what is paid, what is given up."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from asking.asker import Asker
from assay.asking import Answered, Budget, Question
from store.local import LocalShelf
from tests.standin import server
from tests.standin.server import Fault, Standin
from tests.unit.asking.questions import question

Make = Callable[..., Asker]

PRICES = """
[[price]]
model = "openai/*"
from = 2026-01-01
input = 1
output = 2
"""


def codes(answered: tuple[Answered, ...]) -> list[str | None]:
    return [one.error.code if one.error else None for one in answered]


def values(answered: tuple[Answered, ...]) -> list[dict[str, str]]:
    return [{name: field.value["value"] for name, field in one.fields.items() if field.value} for one in answered]


def four(*names: str, **more: object) -> list[Question]:
    return [question(str(number), *names, text=f"{number} Total due 5,00", **more) for number in range(4)]


def without_item(number: int) -> Fault:
    """The right answer but for one document, which is left out."""

    def fault(_request: server.Json, usual: server.Json) -> server.Reply:
        content = json.loads(usual["choices"][0]["message"]["content"])
        del content["documents"][number]
        return server.Reply(body=server.completion(json.dumps(content)))

    return fault


def without_field(name: str) -> Fault:
    """The right answer but for one field of every document, which is left out."""

    def fault(_request: server.Json, usual: server.Json) -> server.Reply:
        content = json.loads(usual["choices"][0]["message"]["content"])
        for document in content["documents"]:
            del document["fields"][name]
        return server.Reply(body=server.completion(json.dumps(content)))

    return fault


def test_four_short_documents_are_one_call(asker: Make, standin: Standin) -> None:
    answered = asker().ask(four())
    assert values(answered) == [{"total": "5,00"}] * 4
    assert len(standin.requests) == 1
    assert sum(one.usage.input_tokens for one in answered) == 100
    assert [one.fields["total"].position for one in answered] == [0, 1, 2, 3]


def test_what_was_answered_before_is_not_asked_again(asker: Make, standin: Standin) -> None:
    asker().ask(four())
    answered = asker().ask(four())
    assert values(answered) == [{"total": "5,00"}] * 4
    assert len(standin.requests) == 1
    assert [one.usage.calls for one in answered] == [0] * 4


def test_of_an_edited_question_only_the_new_field_is_asked(asker: Make, standin: Standin) -> None:
    asker().ask(four("total"))
    answered = asker().ask(four("total", "number"))
    assert values(answered) == [{"total": "5,00", "number": "7"}] * 4
    assert [list(server.fields_of(request)) for request in standin.requests] == [["total"], ["number"]]


def test_a_text_that_another_document_had_costs_nothing(asker: Make, standin: Standin) -> None:
    asker().ask([question("1")])
    assert values(asker().ask([question("2")])) == [{"total": "5,00"}]
    assert len(standin.requests) == 1


def test_a_document_that_is_left_out_is_asked_again_alone(asker: Make, standin: Standin) -> None:
    standin.first(without_item(2))
    answered = asker().ask(four())
    assert values(answered) == [{"total": "5,00"}] * 4
    assert [len(server.documents_of(request)) for request in standin.requests] == [4, 1]
    assert [one.usage.calls for one in answered] == [1, 1, 2, 1], "who was asked twice pays twice"


def test_a_field_that_an_answer_leaves_out_is_asked_for_once_more(asker: Make, standin: Standin) -> None:
    standin.first(without_field("number"))
    assert values(asker().ask([question("1", "total", "number")])) == [{"total": "5,00", "number": "7"}]
    assert [list(server.fields_of(request)) for request in standin.requests] == [["total", "number"], ["number"]]
    standin.first(*[without_field("number")] * 2)
    (answered,) = asker().ask([question("2", "total", "number", text="No 7 of another day")])
    assert list(answered.fields) == ["total"]
    assert len(standin.requests) == 4, "and not without end"


@pytest.mark.parametrize("fault", [server.refused, server.truncated, server.says("Sure! Here it is."), server.no_choice])
def test_what_may_lie_in_one_document_does_not_cost_the_others_their_answer(asker: Make, standin: Standin, fault: Fault) -> None:
    standin.first(fault)
    assert values(asker().ask(four())) == [{"total": "5,00"}] * 4
    assert [len(server.documents_of(request)) for request in standin.requests] == [4, 1, 1, 1, 1]


def test_what_a_model_cannot_write_twice_it_is_not_asked_a_third_time(asker: Make, standin: Standin) -> None:
    standin.first(server.says("{"), server.says("{"), server.says("{"))
    assert codes(asker().ask([question("1")])) == ["llm_invalid_output"]
    assert len(standin.requests) == 2


def test_a_refusal_is_not_answered_with_the_same_question(asker: Make, standin: Standin) -> None:
    standin.first(server.refused, server.refused)
    answered = asker().ask([question("1")])
    assert codes(answered) == ["llm_refused"]
    assert len(standin.requests) == 1
    assert answered[0].wait_seconds is None, "waiting changes nothing"


def test_a_busy_endpoint_is_asked_again_when_it_says(asker: Make, standin: Standin) -> None:
    standin.first(server.rate_limited(), server.rate_limited())
    answered = asker().ask(four())
    assert values(answered) == [{"total": "5,00"}] * 4
    assert len(standin.requests) == 3


def test_an_endpoint_that_stays_busy_leaves_the_questions_for_later(asker: Make, standin: Standin) -> None:
    standin.first(*[server.rate_limited()] * 4)
    (answered,) = asker().ask([question("1")])
    assert len(standin.requests) == 4
    assert answered.error is not None
    assert answered.error.retryable
    assert answered.wait_seconds


def test_a_second_model_answers_when_the_first_cannot(asker: Make, standin: Standin) -> None:
    away, near = {"ASSAY_MODEL_BASE_URL": "http://127.0.0.1:9/v1"}, {"OPENAI_BASE_URL": standin.url, "OPENAI_API_KEY": "k"}
    both = asker(ASSAY_MODEL="vllm/away,openai/stand-in", **away, **near)
    answered = both.ask([question("1")]) + both.ask([question("2", text="No 2 Total due 5,00")])
    assert [one.fields["total"].model for one in answered] == ["openai/stand-in"] * 2


def test_once_a_key_is_refused_nothing_more_is_sent(asker: Make, standin: Standin) -> None:
    standin.first(*[server.error(401, "invalid_api_key")] * 3)
    locked = asker()
    assert codes(locked.ask([question("1")])) == ["llm_unauthorised"]
    assert codes(locked.ask([question("2", text="No 2")])) == ["llm_unauthorised"]
    assert len(standin.requests) == 1


def test_the_ledger_says_to_the_token_what_was_used(asker: Make, standin: Standin, shelf: LocalShelf) -> None:
    standin.first(without_item(0), server.says("{"), server.rate_limited())
    asker().ask([*four(), question("5", text="alone " + "x" * 5000)])
    with shelf.transaction() as opened:
        (total,) = opened.rows(b"select sum(input_tokens) as read, sum(output_tokens) as written, count(*) as calls from model_calls", {})
    counted = list(standin.requests)
    assert total["calls"] == len(counted)
    assert total["read"] == 100 * (len(counted) - 1), "the busy endpoint did no work"
    assert total["written"] == 10 * (len(counted) - 1)


def test_a_budget_of_nothing_asks_nobody_and_says_so(asker: Make, standin: Standin, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    (answered,) = asker(ASSAY_PRICES=str(tmp_path / "prices.toml"), ASSAY_BUDGET_PER_DAY="0").ask([question("1")])
    assert standin.requests == []
    assert answered.error is not None
    assert answered.error.code == "llm_budget_exceeded"
    assert answered.wait_seconds is None


def test_money_that_nobody_can_count_is_not_spent(asker: Make, standin: Standin) -> None:
    (answered,) = asker().ask([question("1", budget=Budget(per_document=Decimal("0.01")))])
    assert standin.requests == []
    assert answered.error is not None
    assert answered.error.code == "llm_budget_exceeded"
    assert "price" in answered.error.says


def test_one_document_without_a_budget_left_does_not_stop_the_others_of_its_call(asker: Make, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    poor = question("poor", text="0 Total due 5,00", budget=Budget(per_document=Decimal("0.000001")))
    answered = asker(ASSAY_PRICES=str(tmp_path / "prices.toml")).ask([poor, *four()[1:]])
    assert codes(answered) == ["llm_budget_exceeded", None, None, None]
    assert all(one.usage.usd for one in answered[1:])


def test_a_document_that_is_held_waits_until_the_next_day(asker: Make, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    held = question("1", budget=Budget(per_day=Decimal("0.000001"), at_limit=("hold",)))
    (answered,) = asker(ASSAY_PRICES=str(tmp_path / "prices.toml")).ask([held])
    assert answered.wait_seconds
    assert 0 < answered.wait_seconds <= 86400
