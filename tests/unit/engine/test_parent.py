"""A child asks whoever waits for its answer."""

from __future__ import annotations

import pytest

from assay.errors import StorageError
from engine.desk import Desk
from engine.parent import Question, StoredBehind


def start():
    return answered


def answered(errand: str) -> list[object]:
    stored = StoredBehind()
    first = [stored.exists("bill", {"/number": errand}), stored.newest("bill", "/iban", {"/seller": "S-1"})]
    return [*first, stored.exists("bill", {"/number": errand})]


@pytest.fixture(scope="module")
def desk():
    with Desk(start, children=1) as opened:
        yield opened


def test_the_one_who_waits_is_asked_each_question_once(desk):
    asked: list[Question] = []

    def replies(question: Question) -> object:
        asked.append(question)
        return "DE1" if question.path else question.same["/number"] == "R-7"

    assert desk.ask("R-7", seconds=30, replies=replies) == [True, "DE1", True]
    assert desk.ask("R-8", seconds=30, replies=replies) == [False, "DE1", False]
    assert [(one.path, dict(one.same)) for one in asked[:2]] == [(None, {"/number": "R-7"}), ("/iban", {"/seller": "S-1"})]
    assert len(asked) == 4


def test_where_nobody_replies_nothing_is_stored(desk):
    assert desk.ask("R-7", seconds=30) == [False, None, False]


def test_what_a_reply_raises_is_raised_to_who_waits_and_the_next_errand_is_done(desk):
    def away(question: Question) -> object:
        raise StorageError("storage_unavailable", f"No database for {question.schema}.")

    with pytest.raises(StorageError, match="No database for bill"):
        desk.ask("R-7", seconds=30, replies=away)
    assert desk.ask("R-7", seconds=30) == [False, None, False]
