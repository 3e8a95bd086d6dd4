"""Programs that look at strangers' pictures: without an environment, bounded in memory, killed with all they started when time is up."""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from assay.errors import DocumentError
from ingest.limits import Limits


def start(
    command: Sequence[str],
    limits: Limits,
    *,
    environment: Mapping[str, str],
    stdin: Any,
    stdout: Any,
    seconds: float | None = None,
) -> subprocess.Popen[bytes]:
    """A bounded program, which may use a processor for so many seconds. It has to be ended with `end`.

    `stdin` and `stdout` are as `subprocess.Popen` takes them.
    """
    process = subprocess.Popen(  # noqa: S603 - an absolute path and our own arguments
        command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=dict(environment), cwd="/", start_new_session=True
    )
    # From here and not from inside: what runs between fork and exec is not safe where there are threads.
    if hasattr(resource, "prlimit"):
        for what, most in ((resource.RLIMIT_AS, limits.recognition_memory_bytes), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            _bound(process.pid, what, most)
        if seconds is not None:  # also when nobody is left who would end it
            _bound(process.pid, resource.RLIMIT_CPU, math.ceil(seconds) + 1)
    return process


def answer(command: Sequence[str], feed: bytes, limits: Limits, *, seconds: float, environment: Mapping[str, str]) -> bytes:
    """What a program that reads `feed` writes. Raises `DocumentError` as an `Engine` does."""
    try:
        process = start(command, limits, environment=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, seconds=seconds)
    except OSError as error:
        raise died() from error
    try:
        written, _ = process.communicate(feed, timeout=max(0.001, seconds))
    except subprocess.TimeoutExpired as error:
        raise took_too_long(limits) from error
    finally:
        end(process)
    if process.returncode != 0:
        raise died()
    return written


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the program with all that it started, and wait for its end."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it may end at this very moment
            os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


def took_too_long(limits: Limits) -> DocumentError:
    """The error of a page whose time is up."""
    return DocumentError("timeout", f"Recognising the text of a page took longer than {limits.recognition_page_seconds:g} seconds.")


def died() -> DocumentError:
    """The error of an engine that ended without an answer."""
    return DocumentError("parser_crashed", "The program that recognises text stopped unexpectedly.")


def _bound(pid: int, what: int, most: int) -> None:
    try:
        _, hard = resource.prlimit(pid, what)
        resource.prlimit(pid, what, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard), hard))
    except (ProcessLookupError, PermissionError):
        pass  # it has ended already
