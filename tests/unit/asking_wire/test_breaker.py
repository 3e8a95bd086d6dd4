"""An endpoint that nobody can reach costs seconds for the first documents, and nothing for those that follow."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from asking.wire.breaker import FAILURES_IN_A_ROW, FIRST_REST_SECONDS, LONGEST_REST_SECONDS, Breaker
from assay.errors import ModelError, ModelUnauthorised, ModelUnreached

DEAD = ModelUnreached()
DOWN = ModelError("llm_unavailable", "The language model's endpoint answers with error 503.")
BUSY = ModelError("llm_rate_limited")
UNKNOWN = ModelError("llm_unknown_model")


class Bench:
    """A breaker under test, and a clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.asked = 0
        self.breaker = Breaker(clock=lambda: self.now)

    def ask(self, error: ModelError | None, *, times: int = 1) -> int:
        """How many of so many calls went through."""
        before = self.asked
        for _ in range(times):
            if self.breaker.rest() == 0:
                self.asked += 1
                self.breaker.heard(error)
        return self.asked - before


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize(("error", "asked"), [(DEAD, 2), (DOWN, FAILURES_IN_A_ROW), (UNKNOWN, 1), (ModelError("llm_no_quota"), 1)])
def test_after_some_failures_in_a_row_the_endpoint_is_left_alone(bench: Bench, error: ModelError, asked: int) -> None:
    assert bench.ask(error, times=20) == asked
    assert bench.breaker.error is error
    assert bench.breaker.rest() == (FIRST_REST_SECONDS if error.retryable else LONGEST_REST_SECONDS)


def test_after_a_rest_one_try_tells_whether_it_is_back(bench: Bench) -> None:
    bench.ask(DEAD, times=5)
    bench.now += FIRST_REST_SECONDS
    assert bench.ask(DEAD, times=5) == 1
    bench.now += 2 * FIRST_REST_SECONDS
    assert bench.ask(None, times=5) == 5
    assert bench.breaker.error is None


def test_rests_double_with_each_try_in_vain_and_begin_anew_after_an_answer(bench: Bench) -> None:
    bench.ask(DEAD, times=2)
    rests = [bench.breaker.rest()]
    for _ in range(7):
        bench.now += rests[-1]
        assert bench.ask(DEAD) == 1
        rests.append(bench.breaker.rest())
    assert rests == [2, 4, 8, 16, 32, 60, 60, 60]
    bench.now += rests[-1]
    bench.ask(None)
    bench.ask(DEAD, times=2)
    assert bench.breaker.rest() == FIRST_REST_SECONDS


def test_calls_that_were_under_way_when_it_opened_do_not_lengthen_the_rest(bench: Bench) -> None:
    bench.ask(DEAD, times=2)
    for _ in range(6):
        bench.breaker.heard(DEAD)
    assert bench.breaker.rest() == FIRST_REST_SECONDS
    bench.breaker.heard(None)  # one of them was answered after all
    assert bench.breaker.rest() == 0


def test_while_one_tries_the_others_rest(bench: Bench) -> None:
    bench.ask(DEAD, times=2)
    bench.now += FIRST_REST_SECONDS
    with ThreadPoolExecutor(8) as threads:
        rests = list(threads.map(lambda _: bench.breaker.rest(), range(50)))
    assert rests.count(0) == 1
    bench.breaker.heard(None)
    assert bench.breaker.rest() == 0


def test_one_who_never_tells_how_it_went_blocks_nobody_for_ever(bench: Bench) -> None:
    bench.ask(DEAD, times=2)
    bench.now += FIRST_REST_SECONDS
    assert bench.breaker.rest() == 0
    bench.now += FIRST_REST_SECONDS
    assert bench.breaker.rest() == 0


def test_an_answer_between_failures_counts_anew(bench: Bench) -> None:
    assert sum(bench.ask(error) for error in (DEAD, None, DEAD, BUSY, DEAD)) == 5
    assert bench.breaker.error is None


@pytest.mark.parametrize("error", [BUSY, ModelError("llm_refused"), ModelError("llm_invalid_output"), ModelError("llm_too_long")])
def test_an_endpoint_that_answers_is_asked_again_whatever_it_says(bench: Bench, error: ModelError) -> None:
    assert bench.ask(error, times=20) == 20


def test_a_refused_key_is_never_tried_again(bench: Bench) -> None:
    assert bench.ask(ModelUnauthorised(), times=2) == 1
    bench.now += 1e9
    bench.breaker.heard(None)  # one who asked before the key was withdrawn
    assert bench.breaker.rest() == math.inf
