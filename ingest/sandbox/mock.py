"""A file that does to its reader whatever it says: how the sandbox is put to the test. Reached only where `ASSAY_MOCK_PARSER` is set."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from assay.errors import DocumentError
from ingest.sandbox import frames
from ingest.upload import Upload

if TYPE_CHECKING:
    from ingest.sandbox.child import Line


def misbehave(upload: Upload, line: Line) -> NoReturn:
    """Do what the file's first word says. Raises DocumentError for a word that is none of these, and for what was refused."""
    word = upload.data.decode("utf-8", "replace").split()[0]
    if word not in MISDEEDS:
        raise DocumentError("corrupt_document", f"The mock parser knows {', '.join(MISDEEDS)}.")
    MISDEEDS[word](line)
    raise DocumentError("dangerous_content", "The mock parser was refused what it tried.")


def _crash(_: Line) -> None:
    os.abort()


def _stumble(_: Line) -> None:
    words: dict[str, str] = {}
    try:
        words["a word of the document"]
    except KeyError as error:
        raise DocumentError("corrupt_document") from error


def _quit(_: Line) -> None:
    os._exit(0)


def _hang(_: Line) -> None:
    while True:
        time.sleep(3600)


def _spin(line: Line) -> None:
    while True:
        line.progress()


def _oom(_: Line) -> None:
    hoard = []
    while True:
        hoard.append(b"hoard" * (1 << 22))


def _fork(_: Line) -> None:
    with contextlib.suppress(OSError):
        while True:
            os.fork()


def _huge(line: Line) -> None:
    line.socket.sendall(frames.head(frames.ANSWER, 1 << 40))
    _hang(line)


def _flood(line: Line) -> None:
    while True:
        frames.send(line.socket, frames.MODULES, bytes(1 << 20))


def _babble(line: Line) -> None:
    line.socket.sendall(b"?" * 4096)
    _hang(line)


def _network(_: Line) -> None:
    import socket  # noqa: PLC0415 - what a reader would have to do

    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
        os._exit(3)


def _write(_: Line) -> None:
    with contextlib.suppress(OSError):
        os.open("assaymock.txt", os.O_CREAT | os.O_WRONLY)
        os._exit(3)


def _environment(_: Line) -> None:
    if any(name.startswith("ASSAY_") for name in os.environ):
        os._exit(3)


MISDEEDS: dict[str, Callable[[Line], None]] = {
    "crash": _crash,
    "quit": _quit,
    "stumble": _stumble,
    "hang": _hang,
    "spin": _spin,
    "oom": _oom,
    "fork": _fork,
    "huge": _huge,
    "flood": _flood,
    "babble": _babble,
    "network": _network,
    "write": _write,
    "environment": _environment,
}
