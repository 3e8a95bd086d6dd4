"""The real command in a process of its own, in an empty folder and with no settings but those that a test gives."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What a person sees of one run."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Assay(Protocol):
    def __call__(self, *arguments: str | Path, settings: Mapping[str, str] = ..., cwd: Path | None = None) -> Run: ...


COMMAND = [sys.executable, "-m", "cli.main"]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The system's variables without any setting, and these settings."""
    system = {name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "OPENAI_", "AZURE_"))}
    return {**system, "PYTHONPATH": str(ROOT), **settings}


def run(arguments: Sequence[str | Path], settings: Mapping[str, str], cwd: Path) -> Run:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=environment(settings),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return Run(status=done.returncode, out=done.stdout, err=done.stderr)


@pytest.fixture
def assay(tmp_path: Path) -> Assay:
    def call(*arguments: str | Path, settings: Mapping[str, str] | None = None, cwd: Path | None = None) -> Run:
        return run(arguments, settings or {}, cwd or tmp_path)

    return call


@pytest.fixture
def samples() -> Path:
    return ROOT / "samples"
