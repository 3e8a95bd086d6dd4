"""Questions through a provider's batch and back, whatever comes back."""

from __future__ import annotations

import json
from decimal import Decimal

from assay.asking import Budget
from tests.standin.batches import BatchStandin
from tests.standin.server import Standin, documents_of, error, other_id, refused, says, truncated
from tests.unit.asking_batch.conftest import Office, question

HALF_PRICE = 55_000_000
"""Of 100 tokens in, 10 out, at 1,000 US dollars per million."""


def test_a_question_is_answered_by_a_batch_for_half_the_price(office: Office, standin: BatchStandin) -> None:
    one = question("a")
    office.put(one)
    assert office.standing(one) == "waits"
    assert office.step(3) == []
    assert office.standing(one) is None
    assert office.answers(one)["total"].value == {"value": "5", "quote": "Total 5"}
    assert standin.live == []
    assert [(call["kind"], call["outcome"], call["nano"]) for call in office.calls()] == [("batch", "ok", HALF_PRICE)]


def test_several_documents_share_a_line(office: Office, standin: BatchStandin) -> None:
    questions = [question(name) for name in "abcde"]
    office.put(*questions)
    office.step(3)
    assert sorted(len(documents_of(request)) for request in standin.requests) == [1, 4]
    assert all(office.answers(one) for one in questions)
    assert len(standin.batches) == 1


def test_the_same_question_waits_once_and_what_is_answered_meanwhile_is_not_sent(office: Office, standin: BatchStandin) -> None:
    one = question("a")
    office.put(one, one)
    office.step(3)
    office.put(one)
    office.step(3)
    assert len(standin.requests) == 1
    assert office.standing(one) is None


def test_only_the_document_without_an_answer_is_asked_again_alone_and_is_told_why(office: Office, standin: BatchStandin) -> None:
    office.put(*[question(name) for name in "abc"])
    standin.first(other_id)
    office.step(5)
    first, second = standin.requests
    assert (len(documents_of(first)), len(documents_of(second))) == (3, 1)
    assert "About the last answer" in second["messages"][1]["content"]
    assert all(office.answers(question(name)) for name in "abc")


def test_only_the_fields_without_an_answer_are_asked_again_by_name(office: Office, standin: BatchStandin) -> None:
    def without_date(request: object, usual: dict[str, object]) -> object:
        content = json.loads(usual["choices"][0]["message"]["content"])  # type: ignore[index]
        del content["documents"][0]["fields"]["date"]
        return says(json.dumps(content))(request, usual)  # type: ignore[arg-type]

    one = question("a", "total", "date")
    office.put(one)
    standin.first(without_date)  # type: ignore[arg-type]
    office.step(5)
    assert "no answer for date." in standin.requests[1]["messages"][1]["content"]
    assert "total" not in standin.requests[1]["messages"][0]["content"]
    assert set(office.answers(one)) == {"total", "date"}


def test_an_answer_that_was_cut_off_may_be_longer_the_next_time(office: Office, standin: BatchStandin) -> None:
    office.put(question("a"))
    standin.first(truncated)
    office.step(5)
    first, second = standin.requests
    assert second["max_tokens"] > first["max_tokens"]
    assert [call["outcome"] for call in office.calls()] == ["llm_invalid_output", "ok"]


def test_a_line_that_does_not_come_back_costs_nothing_and_goes_into_the_next_batch(office: Office, standin: BatchStandin) -> None:
    office.put(question("a", text="long " * 2000), question("b", text="long " * 2000))
    standin.lost = {1}
    office.step(2)
    standin.lost = set()
    office.step(3)
    assert len(standin.requests) == 2
    assert office.answers(question("a"))
    assert office.answers(question("b"))
    assert sorted(call["nano"] for call in office.calls()) == [0, HALF_PRICE, HALF_PRICE]


def test_an_expired_batch_keeps_what_came(office: Office, standin: BatchStandin) -> None:
    questions = [question(name, text="long " * 2000) for name in "abcd"]
    office.put(*questions)
    standin.expires = True
    office.step(2)
    assert sum(bool(office.answers(one)) for one in questions) == 2
    standin.expires = False
    office.step(3)
    assert all(office.answers(one) for one in questions)
    assert len(standin.requests) == 4


def test_a_document_that_the_model_refuses_is_not_asked_about_twice_and_spoils_no_other(office: Office, standin: BatchStandin) -> None:
    office.put(question("a"), question("b"))
    standin.first(refused, refused)
    office.step(8)
    assert [len(documents_of(request)) for request in standin.requests] == [2, 1, 1]
    assert sorted(str(office.standing(question(name))) for name in "ab") == ["None", "llm_refused"]


def test_what_three_batches_did_not_answer_is_given_up(office: Office, standin: BatchStandin) -> None:
    office.put(question("a"))
    standin.first(*[says("I would rather talk.")] * 5)
    office.step(9)
    assert len(standin.requests) == 3
    assert office.standing(question("a")) == "llm_invalid_output"


def test_a_parameter_that_the_endpoint_does_not_know_is_left_out_of_the_next_batch(office: Office, standin: BatchStandin) -> None:
    office.put(*[question(name, text="long " * 2000) for name in "ab"])
    unsupported = error(400, "unsupported_parameter", message="Unsupported parameter: 'max_tokens' is not supported.", param="max_tokens")
    standin.first(unsupported, unsupported)
    office.step(4)
    assert [("max_tokens" in request, "max_completion_tokens" in request) for request in standin.requests] == [(True, False)] * 2 + [
        (False, True)
    ] * 2
    assert office.answers(question("a"))
    assert office.answers(question("b"))


def test_an_endpoint_without_batches_leaves_the_questions_to_live_calls(office: Office) -> None:
    with Standin() as plain:
        office.use(plain.url)
        office.put(question("a"))
        assert office.step() == ["llm_no_batches"]
    assert office.standing(question("a")) == "llm_no_batches"
    assert [call["nano"] for call in office.calls()] == [0]


def test_a_file_that_is_refused_leaves_the_questions_to_live_calls_and_costs_nothing(office: Office, standin: BatchStandin) -> None:
    standin.against("POST", "files", error(400, "invalid_file"))
    office.put(question("a"))
    assert office.step() == ["llm_batch_refused"]
    assert office.standing(question("a")) == "llm_batch_refused"
    assert [call["nano"] for call in office.calls()] == [0]


def test_a_wrong_key_gives_nothing_up(office: Office, standin: BatchStandin) -> None:
    standin.against("GET", "files", error(401, "invalid_api_key"))
    office.put(question("a"))
    assert office.step() == ["llm_unauthorised"]
    assert office.standing(question("a")) == "waits"
    office.hurry()
    assert office.step(3) == []
    assert office.answers(question("a"))


def test_a_batch_that_is_too_much_at_once_is_taken_on_later_from_the_same_file(office: Office, standin: BatchStandin) -> None:
    standin.refusal = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached.", "line": None, "param": None}
    office.put(question("a"))
    office.step(2)
    standin.refusal = None
    office.hurry()
    office.step(3)
    assert office.answers(question("a"))
    assert len(standin.batches) == 2
    assert len(standin.uploads) == 1


def test_what_does_not_fit_into_its_budget_is_not_sent(office: Office, standin: BatchStandin) -> None:
    poor = question("a", budget=Budget(per_document=Decimal("0.001")))
    office.put(poor, question("b"))
    office.step(4)
    assert office.standing(poor) == "llm_budget_exceeded"
    assert office.answers(question("b"))
    assert len(standin.requests) == 1


def test_what_a_day_s_budget_does_not_hold_yet_goes_into_a_later_batch(office: Office, standin: BatchStandin) -> None:
    questions = [question(name, text="long " * 2000, budget=Budget(per_day=Decimal(8))) for name in "ab"]
    office.put(*questions)
    office.step(4)
    assert len(standin.requests) == 1
    assert sorted(str(office.standing(one)) for one in questions) == ["None", "waits"]
    office.run("update model_questions set waits_since = 0")
    office.step(3)
    assert all(office.answers(one) for one in questions)


def test_nothing_of_a_document_is_left_with_the_provider(office: Office, standin: BatchStandin) -> None:
    office.put(question("a"))
    office.step(3)
    assert standin.files == {}


def test_a_question_whose_time_is_over_is_given_up_and_its_answer_is_kept_all_the_same(office: Office, standin: BatchStandin) -> None:
    questions = [question(name, text="long " * 2000) for name in "ab"]
    standin.held = True
    office.put(*questions)
    office.step()
    office.run("update model_questions set deadline = 0")
    standin.held = False
    office.step()
    assert [office.standing(one) for one in questions] == [None, None]
    assert all(office.answers(one) for one in questions)


def test_a_batch_is_canceled_when_the_time_runs_out_and_what_is_done_counts(office: Office, standin: BatchStandin) -> None:
    questions = [question(name, text="long " * 2000) for name in "ab"]
    standin.held = True
    office.put(*questions)
    office.step()
    office.run("update model_questions set deadline = epoch() + 60")
    office.step(3)
    assert [batch["status"] for batch in standin.batches.values()] == ["cancelled"]
    assert sorted(str(office.standing(one)) for one in questions) == ["None", "late"]


def test_a_batch_that_the_provider_has_forgotten_is_made_anew(office: Office, standin: BatchStandin) -> None:
    standin.held = True
    office.put(question("a"))
    office.step()
    standin.batches.clear()
    standin.held = False
    office.step(4)
    assert office.answers(question("a"))


def test_each_model_has_batches_of_its_own(office: Office, standin: BatchStandin) -> None:
    office.large("openai/stand-in-large")
    office.put(question("a"), question("b", size="large"))
    office.step(3)
    assert sorted(request["model"] for request in standin.requests) == ["stand-in", "stand-in-large"]
    assert len(standin.batches) == 2


def test_what_the_provider_has_worked_on_stays_paid_for_also_when_its_results_are_gone(office: Office, standin: BatchStandin) -> None:
    standin.held = True
    office.put(question("a"))
    office.step()
    standin.held = False
    standin.against("GET", "files", error(404))
    assert office.step() == ["llm_no_batches"]
    assert office.calls()[0]["nano"] > 0, "it may have cost that"
    assert office.standing(question("a")) == "waits", "for another batch"
    assert standin.files == {}
