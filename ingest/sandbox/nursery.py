"""The process that forks the reading children: it has the readers loaded, knows no secret, and never looks into a file itself.

For each order it forks a child, watches it, and hands its answer on unread. A child that dies is tried again twice; one that met a limit
is not, for it would meet it again.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from resource import struct_rusage
from typing import NamedTuple

from assay.errors import ConfigurationError, DocumentError
from ingest.limits import Limits
from ingest.ocr.base import Recognised, Recogniser, Scan
from ingest.sandbox import frames
from ingest.sandbox.access import rules
from ingest.sandbox.child import ORDER_BYTES, Confinement, live
from ingest.sandbox.confine import ONE_THREAD, bounds, die_with_parent
from ingest.sandbox.frames import Frame
from ingest.sandbox.order import Habits
from ingest.sandbox.wire import error_bytes, recognised_bytes, scan_from

TRIES = 3
USUAL = ("ingest.assemble", "ingest.readers.pdf")  # what most files need is loaded before the first one comes
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "LANG", "LC_ALL", "TMPDIR")  # of the environment, for the text recognition
CHATTER_BYTES = 16 << 20  # of a child beside its scans and its answer
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`, in bytes
_OURS = re.compile(r"ingest(?:\.[a-z_]+)+")
_SIGNALS_OF_NO_MEMORY = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV, signal.SIGILL, signal.SIGBUS, signal.SIGKILL})
_MUCH_OF_IT = 0.5  # of the memory a child may take: native libraries end the process when one more piece is refused


def opened(habits: Habits) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a nursery: the line to it, and its process.

    A new interpreter and not a fork of this process: what is small is forked fast, and what was never told a secret keeps it.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        descriptor = theirs.fileno()
        command = (sys.executable, "-m", "ingest.sandbox.program", str(descriptor))
        process = subprocess.Popen(command, pass_fds=(descriptor,), env=_environment(), stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        ours.sendall(_habits_bytes(habits))
    except OSError:
        ours.close()
        process.wait()
        raise
    return ours, process


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | ONE_THREAD | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def _habits_bytes(habits: Habits) -> bytes:
    """From whoever starts the nursery to the nursery; nothing that comes out of a file ever takes this form."""
    content = pickle.dumps(habits)
    return frames.head(frames.ORDER, len(content)) + content


def run(line: socket.socket) -> None:
    """The life of a nursery."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    habits: Habits = pickle.loads(frames.receive(line, most=ORDER_BYTES).content)  # noqa: S301 - see `_habits_bytes`
    load(USUAL)
    with contextlib.suppress(EOFError, OSError):
        Nursery(line, habits).serve()


class Child(NamedTuple):
    """A child that waits for its order: the line to it, and its process id."""

    line: socket.socket
    pid: int


class Nursery:
    """Serves one line until the other side is gone.

    A child is forked ahead of its order, while nobody waits; it takes the order over its own line, so that none is ever copied into
    another child.
    """

    def __init__(self, line: socket.socket, habits: Habits) -> None:
        self._line = line
        self._habits = habits
        self._recognition = Recognition(habits)
        self._rules = rules()
        self._ahead: Child | None = None
        self._to_load: tuple[str, ...] = ()

    def serve(self) -> None:
        """Order after order. Ends with EOFError or OSError when nobody orders any more."""
        settle()
        while True:
            load(self._to_load)
            self._ahead = self._forked()
            order = frames.receive(self._line, most=ORDER_BYTES).content
            answer = self._answered(order)
            frames.send(self._line, *answer)
            # The next child is a copy of this process, and shall find nothing of this document.
            frames.wipe(order)
            frames.wipe(answer.content)

    def _answered(self, order: bytes | bytearray) -> Frame:
        try:
            for _ in range(TRIES):
                frame = self._tried(order)
                if frame is not None:
                    return frame
        except DocumentError as error:
            return Frame(frames.ERROR, error_bytes(error))
        return Frame(frames.ERROR, error_bytes(DocumentError("parser_crashed")))

    def _tried(self, order: bytes | bytearray) -> Frame | None:
        """The answer of one child; None when it died. Raises DocumentError for a limit that was met."""
        child, self._ahead = self._ahead or self._forked(), None
        watch = Watch(child.line, self._habits.limits, self._recognition)
        try:
            frame = watch.answer(order)
        except (EOFError, OSError):
            frame = None
        finally:
            child.line.close()
            end = _ended(child.pid)
        if frame is None and (limit := limit_met(*end, self._habits.limits)):
            raise limit
        self._to_load = watch.modules
        return frame

    def _forked(self) -> Child:
        held = Confinement(bounds=bounds(self._habits.limits), rules=self._rules)
        recognises = self._recognition.possible
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            live(theirs, held, self._habits, recognises=recognises)
        theirs.close()
        return Child(ours, pid)


class Recognition:
    """Text recognition for all children of this nursery, which is built when it is first needed."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    @cached_property
    def possible(self) -> bool:
        """Whether there is an engine."""
        from ingest.ocr.registry import at_hand  # noqa: PLC0415 - most nurseries never see a picture

        return at_hand(self._habits.ocr.engine)

    def of(self, scan: bytes | bytearray) -> Frame:
        """What became of a child's wish. Raises ConnectionError for what is no wish."""
        try:
            picture = scan_from(scan)
        except Exception as error:
            raise ConnectionAbortedError from error  # whatever a child says that was taken over, the next one is served
        try:
            return Frame(frames.RECOGNISED, recognised_bytes(self._recognised(picture)))
        except DocumentError as error:
            return Frame(frames.ERROR, error_bytes(error))
        except ConfigurationError as error:
            return Frame(frames.ERROR, error_bytes(DocumentError("no_text", error.says, fix=error.fix)))
        except Exception:  # noqa: BLE001 - an engine that stumbles costs its page
            return Frame(frames.ERROR, error_bytes(DocumentError("parser_crashed")))

    def _recognised(self, scan: Scan) -> Recognised:
        if self._recogniser is None:
            raise DocumentError("no_text")
        return self._recogniser(scan)

    @cached_property
    def _recogniser(self) -> Recogniser | None:
        from ingest.ocr.recognise import recogniser  # noqa: PLC0415 - likewise

        return recogniser(self._habits.ocr, self._habits.limits)


class Watch:
    """Watches one child: no progress for long, too long in all, or too much to say ends it.

    The time that recognising text takes is counted by itself. `modules` are those that the child had loaded in the end.
    """

    def __init__(self, line: socket.socket, limits: Limits, recognition: Recognition) -> None:
        self._line = line
        self._limits = limits
        self._recognition = recognition
        self._until = time.monotonic() + limits.total_seconds
        self._heard = 0
        self._scans = 0
        self._recognising = 0.0
        self.modules: tuple[str, ...] = ()

    def answer(self, order: bytes | bytearray) -> Frame:
        """The child's last word on the order. Raises DocumentError for a limit that it met, EOFError or OSError when it died."""
        self._line.settimeout(self._limits.progress_seconds)
        try:
            frames.send(self._line, frames.ORDER, order)
        except TimeoutError as error:
            raise self._late() from error
        while True:
            frame = self._next()
            if frame.kind in (frames.ANSWER, frames.ERROR):
                return frame
            if frame.kind == frames.SCAN:
                self._recognise(frame.content)
            elif frame.kind == frames.MODULES:
                self.modules = _names(frame.content)

    def _next(self) -> Frame:
        silent_until = time.monotonic() + self._limits.progress_seconds
        try:
            frame = frames.receive(self._line, most=self._limits.answer_bytes, until=min(self._until, silent_until))
        except TimeoutError as error:
            raise self._late() from error
        if frame.kind not in (frames.ANSWER, frames.SCAN):
            self._heard += len(frame.content)
        if self._heard > CHATTER_BYTES:
            raise DocumentError("output_too_large")
        return frame

    def _late(self) -> DocumentError:
        if time.monotonic() >= self._until:
            return DocumentError("timeout", f"Reading the file took longer than {self._limits.total_seconds:g} seconds.")
        return DocumentError("timeout", f"Reading the file made no progress for {self._limits.progress_seconds:g} seconds.")

    def _recognise(self, scan: bytes | bytearray) -> None:
        started = time.monotonic()
        self._scans += 1
        if self._scans > self._limits.recognition_pages or self._recognising > self._limits.recognition_seconds:
            raise DocumentError(
                "timeout",
                f"Recognising the text took longer than {self._limits.recognition_seconds:g} seconds "
                f"or {self._limits.recognition_pages:,} pages.",
            )
        self._line.settimeout(self._limits.progress_seconds)
        try:
            frames.send(self._line, *self._recognition.of(scan))
        except TimeoutError as error:
            raise self._late() from error
        frames.wipe(scan)
        took = time.monotonic() - started
        self._recognising += took
        self._until += took


def _names(content: bytes | bytearray) -> tuple[str, ...]:
    with contextlib.suppress(Exception):
        return tuple(name for name in json.loads(content) if isinstance(name, str))
    return ()


def load(modules: Iterable[str]) -> None:
    """Load what a child had to load, so that the next ones need not. Only modules of this package, whatever the child says."""
    wanted = [name for name in modules if name not in sys.modules and _OURS.fullmatch(name)]
    for name in wanted:
        with contextlib.suppress(Exception):  # then each child meets it by itself
            import_module(name)
    if wanted:
        settle()


def settle() -> None:
    """Keep what is there now where it is: what the garbage collector does not touch stays shared with the children."""
    gc.collect()
    gc.freeze()


def _ended(pid: int) -> tuple[int, struct_rusage]:
    """Kill the child and whatever it started, wait for its end: its wait status and what it used."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    return status, used


def limit_met(status: int, used: struct_rusage, limits: Limits) -> DocumentError | None:
    """The limit that ended a child with this wait status; None when it died of something else."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return DocumentError("timeout", f"Reading the file took longer than {limits.total_seconds:g} seconds.")
    if number in _SIGNALS_OF_NO_MEMORY and used.ru_maxrss * _RSS_UNIT > _MUCH_OF_IT * limits.memory_bytes:
        return DocumentError("memory_limit")
    return None
