"""The limits of models over the running system's database, which several workers share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from asking.wire.pace import ShelvedPace
from assay.settings import Settings
from store.pool import open_pool
from store.shelf import PostgresShelf


def test_workers_keep_one_limit_together(database: str) -> None:
    settings = Settings(model_requests_per_minute=1)
    with open_pool(database, size=4) as first, open_pool(database, size=4) as second:
        paces = [ShelvedPace(PostgresShelf(pool), settings) for pool in (first, second)]
        with ThreadPoolExecutor(8) as threads:
            waits = list(threads.map(lambda number: paces[number % 2].wait("m", 1), range(60)))
    assert waits.count(0.0) == 1
    assert 0 < max(waits) <= 60


def test_a_rest_holds_for_every_worker(database: str) -> None:
    with open_pool(database, size=2) as pool:
        ShelvedPace(PostgresShelf(pool), Settings()).rest("m", 100)
        paces = [ShelvedPace(PostgresShelf(pool), one) for one in (Settings(), Settings(model_tokens_per_minute=1000))]
        assert [pace.wait("m", 1) for pace in paces] == [pytest.approx(100, abs=30)] * 2
