"""Several models in order: the next one answers while the first one cannot. Over real sockets, with the shelf of a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from asking.accounts import StoredLedger
from asking.call import Caller, Heard
from asking.pack import Pack
from asking.price_file import prices_of
from asking.remembered import ShelvedMemory
from asking.wire.breaker import Breaker
from asking.wire.connect import connect
from asking.wire.pace import ShelvedPace
from assay.asking import Asked, Question
from assay.extraction import SchemaRef
from assay.settings import Settings
from store.local import LocalShelf
from tests.standin import server
from tests.standin.server import Fault, Standin
from tests.unit.asking_wire.asked import CELL

QUESTION = Question(
    document="d1",
    schema=SchemaRef(name="slip", version=1, hash="5c"),
    title="Slip",
    group="all",
    size="small",
    reason="open",
    fields=(Asked(name="total", says="- total", shape=CELL, key="k"),),
    text="Total 5",
    egress=(),
    whole=True,
    output_tokens=100,
)


class Two:
    """A first model and one that stands in for it. Nobody sleeps; `slept` adds up for how long somebody would have."""

    def __init__(self, first: Standin, second: Standin, shelf: LocalShelf) -> None:
        self.first, self.second, self.slept = first, second, 0.0
        env = {"ASSAY_MODEL": "first/a,second/b", "FIRST_BASE_URL": first.url, "SECOND_BASE_URL": second.url}
        settings = Settings.from_environment(env)
        models = connect(settings)
        self.caller = Caller(
            models=models,
            memory=ShelvedMemory(shelf),
            ledger=StoredLedger(shelf),
            prices=prices_of(None),
            pace=ShelvedPace(shelf, settings),
            clock=lambda: self.slept,
            sleep=self._sleep,
            draw=lambda: 0.5,
            breakers={client.model: Breaker(clock=lambda: self.slept) for client in models.all},
        )

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds

    def ask(self) -> tuple[str | None, Heard]:
        """Which model answered, and what was heard last."""
        *_, heard = self.caller.call(Pack(questions={"d1": QUESTION}))
        return (heard.answers[0].model if heard.answers else None), heard

    def asked(self) -> tuple[int, int]:
        return len(self.first.requests), len(self.second.requests)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with ExitStack() as opened:
        answers: server.Answers = {"total": ("5", "Total 5")}
        first, second = opened.enter_context(Standin(answers)), opened.enter_context(Standin(answers))
        yield Two(first, second, opened.enter_context(closing(LocalShelf(tmp_path))))


def test_the_first_choice_answers_while_it_can(two: Two) -> None:
    assert [two.ask()[0] for _ in range(2)] == ["first/a"] * 2
    assert two.asked() == (2, 0)


@pytest.mark.parametrize("fault", [server.error(401), server.error(404), server.error(429, "insufficient_quota")])
def test_what_waits_for_a_person_is_heard_once(two: Two, fault: Fault) -> None:
    two.first.first(fault)
    assert [two.ask()[0] for _ in range(3)] == ["second/b"] * 3
    assert two.asked() == (1, 3)
    assert two.slept == 0


def test_what_passes_is_asked_again_before_another_is(two: Two) -> None:
    two.first.first(server.error(429, retry_after_ms="1"), server.error(503), server.dropped)
    assert two.ask()[0] == "first/a"
    assert two.asked() == (4, 0)


def test_what_does_not_pass_goes_to_the_next(two: Two) -> None:
    two.first.first(*[server.error(503)] * 20)
    assert two.ask()[0] == "second/b"
    assert two.asked() == (4, 1)


def test_an_endpoint_that_fails_again_and_again_is_left_alone_and_tried_later(two: Two) -> None:
    two.first.first(*[server.error(503)] * 5)
    assert [two.ask()[0] for _ in range(4)] == ["second/b"] * 4
    assert two.asked() == (5, 4), "once more by the second document, then it rests"
    two.slept += 2
    assert two.ask()[0] == "first/a"


def test_where_nobody_answers_the_question_waits_for_a_better_time(two: Two) -> None:
    for one in (two.first, two.second):
        one.first(*[server.error(503)] * 100)
    model, heard = two.ask()
    assert model is None
    assert (heard.error and heard.error.code, heard.error and heard.error.retryable) == ("llm_unavailable", True)
    assert heard.wait_seconds is not None
    assert two.slept < 120


def test_a_document_that_is_refused_is_taken_nowhere_else(two: Two) -> None:
    two.first.first(server.refused)
    _, heard = two.ask()
    assert (heard.error and heard.error.code, two.asked()) == ("llm_refused", (1, 0))
