"""A watched folder over a fresh database: files are dropped by hand, and documents worked on when a test says so."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assay.settings import Settings
from engine.order import Order
from engine.runtime import Runtime, build
from folder.delivery import Filed
from folder.wake import Wake
from folder.watcher import Watcher, open_watcher
from ingest.sandbox.order import Habits
from ingest.sandbox.sandbox import Unconfined
from store.jobs import Finished, claim_jobs, finish
from store.pool import transaction
from workers.bell import Silent
from workers.system import System, open_system
from workers.versions import schema_files

SETTLE = 0.05
DEADLINE = 15.0
LETTER = "Invoice number: INV-1\nTotal: 12.00 EUR\n"


@cache
def reader(schema: str) -> Runtime:
    return build(Order(settings=Settings(), schema=schema), Unconfined(Habits()))


@dataclass
class Bench:
    """The folders around an inbox, and the hands of a worker."""

    system: System
    root: Path
    filed: list[Filed] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @contextmanager
    def watching(self, *, settle: float = SETTLE, wake: Wake | None = None) -> Iterator[Watcher]:
        with open_watcher(self.system, self.inbox, wake=wake or Wake(), heard=self.filed.append, settle=settle) as watcher:
            yield watcher

    def drop(self, place: str, content: str | bytes = LETTER) -> Path:
        path = self.inbox / place
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.root / "unfinished"
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.rename(path)
        return path

    def work(self) -> int:
        """Work on everything that is due, as a worker does; how many documents that were."""
        with transaction(self.system.pool) as connection:
            jobs = [job for claimed in iter(lambda: claim_jobs(connection, worker="w"), []) for job in claimed]
        for job in jobs:
            path = self.root / "work" / job.name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(self.system.blobs.get(job.sha256))
            answer = reader(job.schema_asked).process(path)
            assert isinstance(answer, tuple)
            form = answer[0].form
            with transaction(self.system.pool) as connection:
                finish(connection, [Finished(lease=job.lease, form=form)])
        return len(jobs)

    def turn_until(self, watcher: Watcher, true: Callable[[], object]) -> None:
        """Let the watcher take turns until something holds."""
        until = time.monotonic() + DEADLINE
        while not true():
            assert time.monotonic() < until, f"nothing came of it: {self.tree()}"
            watcher.turn()
            time.sleep(SETTLE / 2)

    def run(self, watcher: Watcher, files: int) -> None:
        """Let the watcher take turns, and the worker work, until so many files are filed."""

        def filed() -> bool:
            self.work()
            return len(self.filed) >= files

        self.turn_until(watcher, filed)

    def tree(self) -> list[str]:
        """Every file but those that the watcher keeps for itself."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file() or path.is_symlink())
        names = [path.relative_to(self.root).as_posix() for path in found]
        return [name for name in names if name.split("/")[0] in ("inbox", "done", "failed")]

    def held(self) -> list[str]:
        """The files in `processing`."""
        return sorted(path.name for path in (self.root / "processing").rglob("taken/**/*") if path.is_file())

    def done(self, name: str) -> Path:
        """The one file of that place below the folder of the day."""
        (found,) = (self.root / "done").glob(f"*/{name}")
        return found

    def result(self, name: str) -> dict[str, Any]:
        return json.loads(self.done(f"{name}.assay.json").read_text())

    def problem(self, name: str) -> dict[str, Any]:
        return json.loads((self.root / "failed" / f"{name}.error.json").read_text())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with transaction(self.system.pool) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def bench(database: str, tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "inbox").mkdir()
    with open_system(Settings(data_dir=tmp_path / "data"), database, bell=Silent(), patience=2.0) as system:
        yield Bench(system=system, root=tmp_path)


@pytest.fixture
def bench_of(tmp_path: Path) -> Callable[[System, Path], Bench]:
    """For processes of their own, with all loaded that their watcher and their worker need."""
    schema_files(tmp_path / "schemas")
    (tmp_path / "warm.txt").write_text(LETTER)
    reader("invoice").process(tmp_path / "warm.txt")
    return lambda system, root: Bench(system=system, root=root)
