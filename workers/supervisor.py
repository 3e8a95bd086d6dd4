"""Keeps the processes of the system alive: starts them, restarts what dies, and stops all of them in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assay.errors import AssayError, ConfigurationError
from assay.log import log_event
from workers.tether import VARIABLE

SECONDS_TO_STOP = 35.0  # a worker takes up to thirty for the documents that it has in hand
SECONDS_OF_A_LIFE = 10.0  # who died sooner has hardly begun
MOST_FALSE_STARTS = 5
FIRST_REST, LONGEST_REST = 0.2, 10.0
SECONDS_BETWEEN_LOOKS = 0.05

Say = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class Part:
    """A process to be kept alive: what people call it, and the arguments of `assay` that start it."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    began: float = field(default=0.0, init=False)
    false_starts: int = field(default=0, init=False)
    due: float = field(default=0.0, init=False)


class Supervisor:
    """The parts of one system. Each runs in a session of its own, so that Ctrl+C reaches this process alone."""

    def __init__(self, parts: Sequence[Part], *, environment: Mapping[str, str], say: Say) -> None:
        self._parts = tuple(parts)
        self._environment = dict(environment)
        self._say = say
        self._tether: tuple[int, int] | None = None

    def __enter__(self) -> Supervisor:
        self._tether = os.pipe()
        for part in self._parts:
            self._start(part)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def look_after(self) -> None:
        """Restart what has died, after a rest that grows with each false start.

        Raises ConfigurationError when a part did not come to life several times in a row.
        """
        for part in self._parts:
            if part.process is not None and part.process.poll() is not None:
                self._bury(part)
            if part.process is None and time.monotonic() >= part.due:
                self._start(part)

    def stop(self, *, seconds: float = SECONDS_TO_STOP) -> None:
        """Tell every part to stop, wait, and kill what does not."""
        for part in self._parts:
            _signal(part, signal.SIGTERM)
        until = time.monotonic() + seconds
        while any(_runs(part) for part in self._parts) and time.monotonic() < until:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        self.kill()

    def kill(self) -> None:
        """End every part at once."""
        for part in self._parts:
            _signal(part, signal.SIGKILL)
            if part.process is not None:
                part.process.wait()
        for end in self._tether or ():
            with contextlib.suppress(OSError):
                os.close(end)
        self._tether = None

    def _start(self, part: Part) -> None:
        assert self._tether is not None  # noqa: S101 - parts live only inside `with`
        theirs = self._tether[0]
        part.began = time.monotonic()
        part.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "cli.main", *part.arguments],
            env=self._environment | {VARIABLE: str(theirs)},
            pass_fds=(theirs,),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log_event("part_started", part=part.name, process=part.process.pid)

    def _bury(self, part: Part) -> None:
        status = part.process.returncode if part.process else None
        lived = time.monotonic() - part.began
        part.process = None
        part.false_starts = part.false_starts + 1 if lived < SECONDS_OF_A_LIFE else 1
        log_event("part_died", part=part.name, status=status, seconds=round(lived, 1))
        if part.false_starts >= MOST_FALSE_STARTS:
            raise _never_lived(part)
        rest = min(LONGEST_REST, FIRST_REST * 2 ** (part.false_starts - 1))
        part.due = time.monotonic() + rest
        self._say(f"The {part.name} has ended unexpectedly (status {status}); it is started again.")


def _never_lived(part: Part) -> AssayError:
    return ConfigurationError(
        f"The {part.name} cannot be started: it ended {MOST_FALSE_STARTS} times in a row.",
        code="part_failed",
        fix=f"Run `assay {' '.join(part.arguments)}` by itself to see what it says.",
    )


def _runs(part: Part) -> bool:
    return part.process is not None and part.process.poll() is None


def _signal(part: Part, number: signal.Signals) -> None:
    if part.process is not None and _runs(part):
        with contextlib.suppress(ProcessLookupError):
            part.process.send_signal(number)
