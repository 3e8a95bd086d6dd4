"""Limits that all threads and processes keep together: here over the file of a data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from asking.wire.pace import ShelvedPace
from assay.settings import Settings
from store.local import LocalShelf

Opened = Callable[..., ShelvedPace]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """A further one who keeps pace in the same folder."""
    with ExitStack() as shelves:

        def another(**settings: int) -> ShelvedPace:
            return ShelvedPace(shelves.enter_context(closing(LocalShelf(tmp_path))), Settings(**settings))  # type: ignore[arg-type]

        yield another


def test_without_limits_nobody_waits(opened: Opened) -> None:
    pace = opened()
    assert [pace.wait("m", 10**9) for _ in range(50)] == [0.0] * 50


def test_what_may_go_at_once_goes_once_whoever_asks(opened: Opened) -> None:
    paces = [opened(model_requests_per_minute=1) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda number: paces[number % 4].wait("m", 1), range(60)))
    assert waits.count(0.0) == 1
    assert 0 < max(waits) <= 60


def test_each_model_has_its_own_limits(opened: Opened) -> None:
    pace = opened(model_requests_per_minute=1)
    assert pace.wait("a", 1) == 0
    assert pace.wait("a", 1) > 0
    assert pace.wait("b", 1) == 0


def test_tokens_count_as_many_as_there_are(opened: Opened) -> None:
    pace = opened(model_tokens_per_minute=60)
    assert [pace.wait("m", 3), pace.wait("m", 3)] == [0, 0]
    assert pace.wait("other", 10**6) == 0, "what is larger than all that may go at once still goes"
    assert pace.wait("other", 1) > 1000


def test_an_endpoint_that_wants_to_be_left_alone_is_left_alone_by_all(opened: Opened) -> None:
    first, second = opened(), opened(model_requests_per_minute=100)
    first.rest("m", 1000)
    first.rest("m", 10)
    assert [pace.wait("m", 1) for pace in (first, second)] == [pytest.approx(1000, abs=500)] * 2
    assert second.wait("other", 1) == 0
