"""A watcher may be killed at any moment: whoever comes next goes on, and each file comes out once, whole, and with its metadata."""

import hashlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from assay.settings import Settings
from folder.wake import Wake
from folder.watcher import open_watcher
from store.pool import connect
from workers.bell import Silent
from workers.system import open_system

STEPS = {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "open"}  # before each of these a process may die
MOST_STEPS = 120


class Doomed:
    """Kills its own process with SIGKILL before its nth step in the folders around the inbox."""

    def __init__(self, root: Path, steps: int) -> None:
        self.root, self.left, self.spared = str(root), steps, False

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.spared and event in STEPS and any(self.is_near(one) for one in arguments):
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def is_near(self, argument: object) -> bool:
        name = os.fsdecode(argument) if isinstance(argument, str | bytes | os.PathLike) else ""
        return name.startswith(self.root) and not name.endswith("lock")


def in_a_child(work: Any) -> int:
    """What became of it: 0 done, else the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            work()
            status = 0
        except Exception:  # noqa: BLE001  the status tells the parent
            traceback.print_exc()
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)


def watch_and_work(bench_of: Any, database: str, root: Path, steps: int) -> None:
    """Watch, and work on what comes in, until nothing is left, or until death."""
    with open_system(Settings(data_dir=root / "data"), database, bell=Silent(), patience=5.0) as system:
        bench = bench_of(system, root)
        doomed = Doomed(root, steps)
        sys.addaudithook(doomed.hook)

        def worked() -> int:
            doomed.spared = True  # it is the watcher that dies, not the worker
            try:
                return bench.work()
            finally:
                doomed.spared = False

        with open_watcher(system, bench.inbox, wake=Wake(), heard=bench.filed.append, settle=0.0) as watcher:
            watcher.turn()
            bench.turn_until(watcher, lambda: not worked() and watcher.is_idle and not watcher.waiting)


def test_killed_before_every_step_nothing_is_lost_or_doubled(database: str, tmp_path: Path, bench_of: Any) -> None:
    ended = -1
    for step in range(MOST_STEPS):
        root = tmp_path / str(step)
        (root / "inbox" / "invoice").mkdir(parents=True)
        content = f"Invoice number: INV-{step}\n"
        (root / "inbox" / "invoice" / "a.txt").write_text(content)
        (root / "inbox" / "invoice" / "a.txt.assay.yaml").write_text(f"step: {step}\n")
        ended = in_a_child(lambda root=root, step=step: watch_and_work(bench_of, database, root, step))
        if ended == 0:
            assert step > 20, "the steps are no longer seen"
            break
        assert ended == signal.SIGKILL
        assert in_a_child(lambda root=root: watch_and_work(bench_of, database, root, 10**9)) == 0
        check(database, root, content, step)
    assert ended == 0


def check(database: str, root: Path, content: str, step: int) -> None:
    (day,) = (root / "done").iterdir()
    assert sorted(path.name for path in day.iterdir()) == ["a.txt", "a.txt.assay.json", "a.txt.assay.yaml"], step
    assert (day / "a.txt").read_text() == content
    result = json.loads((day / "a.txt.assay.json").read_text())
    assert "duplicate_of" not in result, step
    assert not any((root / "inbox" / "invoice").iterdir())
    assert not list((root / "processing").rglob("taken")), step
    assert not [path for path in (root / "processing").iterdir() if path.name[0] != "."], step
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    with connect(database) as connection:
        found = connection.execute("select metadata, revision from documents where sha256 = %s", [sha256]).fetchall()
        left = connection.execute("select count(*) from folder_claims").fetchone()
    assert found == [({"step": step}, 1)], step
    assert left == (0,), step
