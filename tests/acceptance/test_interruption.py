"""Ctrl+C ends a run at once: exit status 130, no traceback, no process left, no half-written file."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.conftest import COMMAND, environment
from tests.standin.server import Json, Reply, Standin


@contextmanager
def heard() -> Iterator[None]:
    """What is started in here hears Ctrl+C, as in a terminal. What a script starts in the background inherits that it is ignored."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def test_ctrl_c_ends_the_run_and_its_children(tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text("Receipt no: 7\nDate: 14/03/2026\nTOTAL EUR 17.02\n", encoding="utf-8")
    asked, released = threading.Event(), threading.Event()

    def never(_request: Json, _usual: Json) -> Reply:
        asked.set()
        released.wait()
        return Reply(drop=True)

    with Standin().first(never) as standin:
        settings = {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "any"}
        with heard():
            running = subprocess.Popen(
                [*COMMAND, "extract", "receipt.txt", "--jsonl", "--out", "results.jsonl"],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment(settings),
                cwd=tmp_path,
                text=True,
                start_new_session=True,
            )
        assert asked.wait(timeout=60)
        os.killpg(running.pid, signal.SIGINT)
        # The server that forks the children holds the pipe too: this returns when it has gone.
        said, _ = running.communicate(timeout=60)
        released.set()

    assert running.returncode == 130
    assert said == ""
    assert not list(tmp_path.glob("*.jsonl*")) + list(tmp_path.glob(".*.part"))
