"""The supervisor over real processes: small programs that stand in for `assay worker`, in a module of that name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assay.errors import ConfigurationError
from workers.supervisor import MOST_FALSE_STARTS, Part, Supervisor

ROOT = Path(__file__).resolve().parents[3]
# Appends its process id to a file; `stay` waits until it is told to stop, `stubborn` does not listen, `fail` ends at once.
PROGRAM = """
import os, signal, sys, time
sys.path.append({root!r})
how, file = sys.argv[1:3]
with open(file, "a") as stream:
    stream.write(f"{{os.getpid()}}\\n")
if how == "fail":
    sys.exit(3)
from workers.tether import hold_tether
hold_tether()
if how == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(file, "a") as stream:
        stream.write("deaf\\n")
while True:
    time.sleep(60)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").touch()
    (tmp_path / "cli" / "main.py").write_text(PROGRAM.format(root=str(ROOT)))
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


@pytest.fixture(autouse=True)
def in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield


def part(how: str, file: Path) -> Part:
    return Part(name=how, arguments=[how, str(file)])


def said(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def until(holds: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        meanwhile()
        time.sleep(0.02)


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_dies_is_started_again_and_said(environment: dict[str, str], tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "stay"
    with Supervisor([part("stay", file)], environment=environment, say=told.append) as supervisor:
        until(lambda: len(said(file)) == 1)
        os.kill(int(said(file)[0]), signal.SIGKILL)
        until(lambda: len(said(file)) == 2, supervisor.look_after)
        assert lives(int(said(file)[1]))
    assert not lives(int(said(file)[1]))
    assert len(told) == 1
    assert "The stay has ended unexpectedly (status -9)" in told[0]


def test_what_cannot_be_started_at_all_ends_the_system_with_a_reason(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "fail"
    supervisor = Supervisor([part("fail", file)], environment=environment, say=lambda _: None)
    with supervisor, pytest.raises(ConfigurationError) as met:
        until(lambda: False, supervisor.look_after)
    assert met.value.code == "part_failed"
    assert len(said(file)) == MOST_FALSE_STARTS


def test_what_does_not_listen_is_killed(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "stubborn"
    supervisor = Supervisor([part("stubborn", file)], environment=environment, say=lambda _: None)
    with supervisor:
        until(lambda: "deaf" in said(file))
        supervisor.stop(seconds=0.1)
    assert not lives(int(said(file)[0]))


def test_the_parts_end_when_the_supervisor_is_killed(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "stay"
    script = tmp_path / "supervise.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os, time\n"
        "from workers.supervisor import Part, Supervisor\n"
        f"with Supervisor([Part(name='stay', arguments=['stay', {str(file)!r}])], environment=dict(os.environ), say=print):\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, str(script)], env=environment) as process:
        until(lambda: len(said(file)) == 1)
        until(lambda: lives(int(said(file)[0])))
        process.kill()
    until(lambda: not lives(int(said(file)[0])))
