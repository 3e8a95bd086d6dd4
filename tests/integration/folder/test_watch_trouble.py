"""Several watchers, a database that goes, a folder that cannot be written, and the command itself."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from assay.errors import StorageError, UsageError
from folder.watcher import Watcher

ROOT = Path(__file__).resolve().parents[3]


def command(bench: Any, database: str, *arguments: str) -> subprocess.Popen[str]:
    system = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    settings = {"ASSAY_DATABASE_URL": database, "ASSAY_DATA_DIR": str(bench.root / "data"), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "cli.main", "watch", str(bench.inbox), "--settle", "0.1", *arguments]
    return subprocess.Popen(words, env=system | settings, stderr=subprocess.PIPE, encoding="utf-8")


def test_several_watchers_take_each_file_once(bench: Any) -> None:
    for number in range(60):
        bench.drop(f"invoice/{number}.txt", f"Invoice number: {number}\n")
    with ExitStack() as stack:
        watchers = [stack.enter_context(bench.watching(settle=0.0)) for _ in range(3)]

        def turns(watcher: Watcher) -> None:
            for _ in range(3):
                watcher.turn()

        with ThreadPoolExecutor(3) as threads:
            list(threads.map(turns, watchers))
        bench.work()
        for watcher in watchers:
            watcher.turn()
    assert bench.rows("select count(*), count(distinct sha256) from documents") == [(60, 60)]
    assert len(bench.filed) == 60
    assert not any("duplicate_of" in filed.outcome.report for filed in bench.filed)


def test_what_a_watcher_left_is_taken_over_by_the_next(bench: Any) -> None:
    bench.drop("invoice/a.txt")
    with bench.watching() as watcher:
        bench.turn_until(watcher, lambda: bench.rows("select 1 from jobs"))
    assert bench.held() == ["a.txt"]
    with bench.watching() as watcher:
        bench.run(watcher, 1)
    assert "duplicate_of" not in bench.result("a.txt")


def test_nothing_is_taken_while_the_database_is_away(bench: Any) -> None:
    with bench.watching(settle=0.0) as watcher:
        watcher.turn()
        bench.drop("invoice/a.txt")
        bench.system.pool.close()
        with pytest.raises(StorageError):
            watcher.turn()
        assert bench.tree() == ["inbox/invoice/a.txt"]


def test_a_file_that_cannot_be_filed_is_kept_and_tried_again(bench: Any) -> None:
    bench.drop("invoice/a.txt")
    (bench.root / "done").write_text("in the way")
    with bench.watching() as watcher:
        bench.turn_until(watcher, bench.work)
        watcher.turn()
        assert bench.held() == ["a.txt"]
        (bench.root / "done").unlink()
        bench.run(watcher, 1)
    assert bench.done("a.txt").exists()


@pytest.mark.parametrize("name", ["done", "failed", "processing"])
def test_its_own_folders_are_not_watched(bench: Any, name: str) -> None:
    (bench.root / "inbox").rename(bench.root / name)
    (bench.root / "inbox").symlink_to(bench.root / name)
    with pytest.raises(UsageError) as error, bench.watching():
        pass
    assert error.value.code == "folder_unusable"


def test_once_takes_what_is_there_and_says_what_failed(bench: Any, database: str) -> None:
    bench.drop("empty.txt", b"")
    with command(bench, database, "--once") as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "empty.txt: The file is empty. [empty_file]" in said
    assert bench.problem("empty.txt")["code"] == "empty_file"


def test_sigterm_ends_the_watcher_in_order(bench: Any, database: str) -> None:
    with command(bench, database) as process:
        bench.drop("invoice/a.txt")
        while not bench.rows("select 1 from folder_claims"):
            assert process.poll() is None
        assert bench.rows("select kind from processes") == [("watcher",)]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert bench.held() == ["a.txt"]
    assert bench.rows("select 1 from processes") == []
