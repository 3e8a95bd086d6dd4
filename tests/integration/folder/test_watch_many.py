"""Two thousand files by two careless writers: each content comes in exactly once, and none half."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.pool import Database, connect

ROOT = Path(__file__).resolve().parents[3]
WRITER = Path(__file__).with_name("slow_writer.py")
FILES = 1000  # of each writer
MEGABYTES_MORE = 25  # what the memory of a watcher may grow by, between its first files and its last
DEADLINE = 60.0


@contextmanager
def watching(database: str, inbox: Path, settle: float) -> Iterator[subprocess.Popen[bytes]]:
    settings = {"ASSAY_DATABASE_URL": database, "ASSAY_DATA_DIR": str(inbox.parent / "data"), "PYTHONPATH": str(ROOT)}
    system = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
    command = [sys.executable, "-m", "cli.main", "watch", str(inbox), "--settle", str(settle)]
    with subprocess.Popen(command, env=system | settings, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=20)
            assert b"Traceback" not in said
            assert process.returncode == 0, said


def megabytes(process: subprocess.Popen[bytes]) -> int:
    (line,) = (line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def number_of(connection: Database, table: str) -> int:
    (found,) = connection.execute(f"select count(*) from {table}".encode()).fetchone() or (0,)
    return int(found)


def wait_for(connection: Database, files: int) -> None:
    until = time.monotonic() + DEADLINE
    while number_of(connection, "folder_claims") < files:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_each_content_comes_in_exactly_once_and_none_half(database: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    writers = [
        subprocess.Popen([sys.executable, str(WRITER), str(inbox), str(FILES), str(seed)], stdout=subprocess.PIPE, encoding="utf-8")
        for seed in (1, 2)
    ]
    with connect(database, autocommit=True) as connection, watching(database, inbox, settle=0.3) as watcher:
        wait_for(connection, 300)
        at_first = megabytes(watcher)
        written = [json.loads(writer.communicate(timeout=DEADLINE)[0]) for writer in writers]
        must = {one for written_by in written for one in written_by["must"]}
        may = {one for written_by in written for one in written_by["may"]}
        until = time.monotonic() + DEADLINE
        while any(inbox.iterdir()):
            assert time.monotonic() < until, sorted(inbox.iterdir())[:5]
            time.sleep(0.1)
        held = list((tmp_path / "processing").rglob("*.txt"))
        wait_for(connection, len(held))
        grown = megabytes(watcher) - at_first
        documents = [sha256 for (sha256,) in connection.execute("select sha256 from documents").fetchall()]
        jobs = number_of(connection, "jobs")
    assert len(documents) == len(set(documents)) == jobs
    assert must <= set(documents) <= must | may
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in held} == set(documents)
    assert {path.name for path in (tmp_path / "data" / "blobs").rglob("*") if path.is_file()} == set(documents)
    assert len(must) > 1.9 * FILES
    assert grown < MEGABYTES_MORE
