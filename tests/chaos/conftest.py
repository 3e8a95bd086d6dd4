"""Real workers, a real broker and a real Postgres, all of which are killed while documents are at work.

`python -m pytest tests/chaos --early-acks` runs the same test with workers for which the message is the truth, as a plain Celery set-up
has it: acknowledged before the work, and no sweeper. It must fail.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assay.errors import StorageError
from assay.settings import Settings
from store.documents import facets
from store.pool import connect
from workers.app import celery_bell
from workers.intake import Handed, hand_in
from workers.system import System, open_system

ROOT = Path(__file__).resolve().parents[2]
EARLY = Path(__file__).with_name("early_worker.py")
LEASE_SECONDS = 2
WORKERS = 2
LINES = 150  # of a document, so that one is at work long enough to be hit


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--early-acks", action="store_true", help="tests/chaos: let the message be the truth, and see documents lost")


@dataclass
class Plant:
    """A system at work, and what is done to it."""

    system: System
    address: str
    command: list[str]
    random: Random
    patience: float
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0
    handed: int = 0

    def hire(self) -> None:
        settings = self.system.settings
        given = {
            "ASSAY_DATABASE_URL": self.address,
            "ASSAY_BROKER_URL": settings.broker_url or "",
            "ASSAY_DATA_DIR": str(settings.data_dir),
            "ASSAY_LEASE_SECONDS": str(LEASE_SECONDS),
            "ASSAY_MODEL": "",
            "PYTHONPATH": str(ROOT),
        }
        self.workers.append(subprocess.Popen(self.command, env=os.environ | given, stderr=subprocess.DEVNULL, cwd=ROOT))

    def hand_in(self, number: int, *, waited: bool) -> None:
        """So many new documents; while the database is away, again and again, as any client would."""
        names = range(self.handed, self.handed + number)
        files = [Handed(name=f"{one}.txt", data=document(one), origin="api", schema="receipt", waited=waited) for one in names]
        self.handed += number
        until = time.monotonic() + self.patience
        while True:
            try:
                hand_in(self.system, self.system.workspace, files)
            except StorageError:
                assert time.monotonic() < until
                time.sleep(0.1)
            else:
                return

    def kill_one(self) -> None:
        """Kill a worker, which is hired anew as a supervisor would, or a child that reads; nobody when nothing is at work."""
        if not self.is_at_work():
            return
        children = grandchildren([worker.pid for worker in self.workers])
        if children and self.random.random() < 0.5:
            os.kill(self.random.choice(children), signal.SIGKILL)
        else:
            worker = self.workers.pop(self.random.randrange(len(self.workers)))
            worker.kill()
            worker.wait()
            self.hire()
        self.kills += 1

    def is_at_work(self) -> bool:
        """Whether a worker that lives has a document in hand, after waiting for the workers; False when all are done already."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until and (holders := self.rows("select distinct worker from jobs")):
            living = {worker.pid for worker in self.workers}
            if any(name and int(name.split(":")[1]) in living for (name,) in holders):
                return True
            time.sleep(0.02)
        return False

    def rows(self, query: str) -> list[Any]:
        with connect(self.address, autocommit=True, patience=self.patience) as connection:
            return connection.execute(query.encode()).fetchall()

    def wait_until_done(self) -> None:
        """Until no job is left; patience begins anew with every document that is done."""
        left, until = self.handed, time.monotonic() + self.patience
        while found := self.rows("select count(*) from jobs")[0][0]:
            if found < left:
                left, until = found, time.monotonic() + self.patience
            assert time.monotonic() < until, f"lost {found} of {self.handed} documents after {self.kills} kills"
            time.sleep(0.05)

    def assert_all_is_well(self) -> None:
        """Nothing lost, nothing doubled, nobody innocent condemned, and what is counted is what is there."""
        self.wait_until_done()
        assert self.rows("select status, error_code, count(*) from documents group by 1, 2") == [("succeeded", None, self.handed)]
        assert self.rows("select count(*), count(distinct document_id) from extractions") == [(self.handed, self.handed)]
        completed = "select count(*), count(distinct document_id) from outbox where type = 'document.completed'"
        assert self.rows(completed) == [(self.handed, self.handed)]
        with connect(self.address) as connection:
            assert facets(connection, self.system.workspace).status == {"succeeded": self.handed}

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()


@pytest.fixture
def plants(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Plant]]:
    """Makes a plant over a database and a broker, with its workers."""
    early = request.config.getoption("--early-acks", default=False)
    command = [sys.executable, str(EARLY)] if early else [sys.executable, "-m", "cli.main", "worker", "--jobs", "1"]
    opened: list[Any] = []

    def plant(address: str, broker: str | None = None) -> Plant:
        settings = Settings(database_url=address, broker_url=broker, data_dir=tmp_path / "data")
        system = open_system(settings, address, bell=celery_bell(settings, address), patience=5)
        random = Random(7)  # noqa: S311 - kills that can be repeated, no secret
        patience = 20 if early else 60
        made = Plant(system=system.__enter__(), address=address, command=command, random=random, patience=patience)
        opened.append((made, system))
        for _ in range(WORKERS):
            made.hire()
        return made

    yield plant
    for made, system in opened:
        made.dismiss()
        system.__exit__(None, None, None)


def document(number: int) -> bytes:
    """A receipt with contents of its own."""
    lines = [f"{line:3d} article {number * 1000 + line}  {line % 9 + 1}.50" for line in range(LINES)]
    return "\n".join([f"RECEIPT {number}", "Date: 2026-03-05", *lines, f"Total: {number + 10}.00 EUR"]).encode()


def grandchildren(parents: list[int]) -> list[int]:
    """The processes that read: a worker's children are made by a server that is its child."""
    parent_of = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent_of[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return sorted(process for process, parent in parent_of.items() if parent_of.get(parent) in parents)
