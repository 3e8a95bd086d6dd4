"""Asking beside batches: what waits is not asked live, what batches cost is counted once, and what is gathered is not asked at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking.asker import Asker
from asking.batch.gathering import Gatherer
from asking.batch.judge import MOST_TRIES, Again, Answers, GivenUp, verdict
from asking.batch.kept import as_json, from_json, id_of
from asking.open import open_asker
from asking.wire.client import ModelReply
from assay.asking import Budget, FieldAnswer
from assay.errors import MODEL_CODES, ModelError
from tests.standin.batches import BatchStandin
from tests.standin.server import refused
from tests.unit.asking_batch.conftest import Office, question

COST = Decimal("0.055")


@pytest.fixture
def asker(office: Office) -> Iterator[Asker]:
    with open_asker(office.settings, office.shelf, inbox=office.inbox) as asker:
        yield asker


def test_what_waits_for_a_batch_is_not_asked_live(office: Office, standin: BatchStandin, asker: Asker) -> None:
    office.put(question("a"))
    waiting, other = asker.ask([question("a"), question("b")])
    assert (waiting.batch, waiting.fields) == (True, {})
    assert (other.batch, list(other.fields)) == (False, ["total"])
    assert len(standin.live) == 1


def test_what_a_batch_cost_is_counted_in_the_first_answer_only(office: Office, asker: Asker) -> None:
    office.put(question("a"))
    office.step(3)
    first, again = (asker.ask([question("a")])[0] for _ in range(2))
    assert (first.usage.calls, first.usage.usd, first.costs["total"].usd) == (1, COST, COST)
    assert (again.usage.calls, again.usage.usd) == (0, 0)
    assert office.rows("select * from model_questions") == []


def test_what_was_given_up_is_asked_live_and_both_are_counted(office: Office, standin: BatchStandin, asker: Asker) -> None:
    office.put(question("a"))
    standin.first(*[refused] * 1)
    office.step(2)
    assert office.standing(question("a")) == "llm_refused"
    (answer,) = asker.ask([question("a")])
    assert answer.error is not None
    assert answer.error.code == "llm_refused"  # a document that was refused is not asked about again
    assert (standin.live, answer.usage.usd) == ([], COST)
    office.run("update model_questions set outcome = 'late'")
    (answer,) = asker.ask([question("a")])
    assert list(answer.fields) == ["total"]
    assert len(standin.live) == 1


def test_a_budget_at_its_end_sends_questions_into_a_batch_once(office: Office, standin: BatchStandin, asker: Asker) -> None:
    poor = question("a", budget=Budget(per_document=Decimal("0.001"), at_limit=("batch", "rules_only")))
    (first,) = asker.ask([poor])
    assert first.batch
    office.step(2)
    (second,) = asker.ask([poor])
    assert not second.batch
    assert second.error is not None
    assert second.error.code == "llm_budget_exceeded"
    assert standin.requests == []


def test_gathering_asks_nobody(office: Office, standin: BatchStandin, asker: Asker) -> None:
    gatherer = Gatherer(asker=asker, inbox=office.inbox)
    (gathered,) = gatherer.ask([question("a")])
    assert gathered.batch
    office.step(3)
    (answered,) = gatherer.ask([question("a")])
    assert (answered.batch, answered.wait_seconds, list(answered.fields)) == (False, None, ["total"])
    office.put(question("b"))
    office.run("update model_questions set outcome = 'late'")
    (late,) = gatherer.ask([question("b")])
    assert (late.batch, late.wait_seconds) == (False, 0)
    assert standin.live == []


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
names = st.lists(st.text("abc", min_size=1), unique=True, min_size=1)


@given(texts, names)
def test_a_kept_question_is_the_question(text: str, fields: list[str]) -> None:
    one = question("a", *fields, text=text, budget=Budget(per_document=Decimal("0.10")))
    assert from_json(as_json(one)) == one
    assert id_of(one) == id_of(question("a", *reversed(fields)))
    assert id_of(one) != id_of(question("b", *fields))


def test_a_text_that_no_database_holds_is_kept_all_the_same() -> None:
    assert from_json(as_json(question("a", text="\0 \ud800"))).text == "\ufffd \ufffd"


@given(
    fields=names,
    said=st.sets(st.integers(0, 10)),
    code=st.sampled_from(sorted(MODEL_CODES)),
    tries=st.integers(0, 5),
    alone=st.booleans(),
    cut=st.booleans(),
)
@settings(max_examples=300)
def test_every_question_is_answered_or_given_up_in_the_end(
    *, fields: list[str], said: set[int], code: str, tries: int, alone: bool, cut: bool
) -> None:
    one = question("a", *fields)
    answers = [FieldAnswer(name=name, key=name, value=None, model="m", prompt="p") for place, name in enumerate(fields) if place in said]
    found = verdict(one, answers, ModelReply(error=ModelError(code), cut_off=cut), tries=tries, alone=alone)
    match found:
        case Answers():
            assert len(answers) == len(fields)
        case GivenUp():
            assert found.code == code
        case Again():
            assert tries + 1 < MOST_TRIES
            left = {field.name for field in found.question.fields}
            assert left == set(fields) - {answer.name for answer in answers} or not found.reminder
            assert found.question.output_tokens >= one.output_tokens
