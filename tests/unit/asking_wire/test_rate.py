"""A limit per minute holds for every minute, not only on average, and everything gets through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asking.wire.rate import MINUTE, Rate

RATES = st.builds(lambda per_minute: Rate(per_minute=per_minute), st.integers(1, 2000))
NOTHING_YET = 0.0
BEGIN = 1_700_000_000.0


@given(RATES, st.data())
def test_no_minute_sees_more_than_the_limit(rate: Rate, data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.tuples(st.floats(0, 90), st.integers(1, rate.burst)), min_size=1, max_size=60))
    reached, now = NOTHING_YET, BEGIN
    went: list[tuple[float, int]] = []
    for pause, amount in steps:
        now += pause
        while (seconds := rate.wait(reached, amount, now)) > 0:
            now += seconds + 1e-6  # the clock's own grain
        reached = rate.after(reached, amount, now)
        went.append((now, amount))
    for first, _ in went:
        assert sum(amount for at, amount in went if first <= at < first + MINUTE) <= rate.per_minute


@given(RATES, st.integers(1, 10_000))
def test_who_waits_as_long_as_he_is_told_goes(rate: Rate, amount: int) -> None:
    reached = rate.after(NOTHING_YET, amount, BEGIN)
    seconds = rate.wait(reached, amount, BEGIN)
    assert rate.wait(reached, amount, BEGIN + seconds + 1e-6) == 0
    assert rate.wait(NOTHING_YET, amount, BEGIN) == 0, "the first never waits"


def test_a_steady_stream_loses_at_most_a_tenth_to_the_burst() -> None:
    rate = Rate(per_minute=600)
    assert MINUTE / rate.interval >= 0.9 * rate.per_minute
