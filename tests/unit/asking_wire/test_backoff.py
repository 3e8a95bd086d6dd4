"""Pauses before the next try: with full jitter, bounded, and never shorter than the endpoint asks for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asking.wire.backoff import LONGEST_SECONDS, MOST_SECONDS, MOST_TRIES, pause

DRAWS = st.floats(0, 1, exclude_max=True)


@given(st.integers(0, 10_000), DRAWS)
def test_without_a_word_of_the_endpoint_any_pause_up_to_a_bound_that_doubles(tries: int, draw: float) -> None:
    assert 0 <= pause(tries, None, draw) <= min(LONGEST_SECONDS, 2 ** min(tries, 20))
    assert pause(tries, None, 0) == 0


@given(st.integers(0, 10), st.floats(0, 86400), DRAWS)
def test_the_endpoints_word_is_kept_and_not_exceeded_by_much(tries: int, retry_after: float, draw: float) -> None:
    assert retry_after <= pause(tries, retry_after, draw) <= 1.25 * retry_after


def test_all_tries_of_a_document_fit_into_its_time() -> None:
    assert sum(pause(tries, None, 0.999) for tries in range(MOST_TRIES)) < MOST_SECONDS
