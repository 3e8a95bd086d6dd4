"""RapidOCR, the `ocr` extra: its models take long to load, so one program keeps them and reads page after page."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path
from typing import Any

from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.ocr.base import Scan, SeenWord
from ingest.ocr.process import died, end, start, took_too_long

PACKAGE = "rapidocr"

# Run as a file of its own: it needs RapidOCR and nothing of Assay.
_PROGRAM = Path(__file__).with_name("rapidocr_program.py")
_ORDER = struct.Struct("!II")  # width and height, then the pixels
_LENGTH = struct.Struct("!I")  # of the answer, JSON
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class _Child:
    """The running program and the line to it. `owner` is the process that started it: a fork of that one needs its own."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    owner: int = field(default_factory=os.getpid)

    def close(self) -> None:
        """End the program, unless it belongs to another process."""
        self.line.close()
        if self.owner == os.getpid():
            end(self.process)


class RapidOcr:
    """The installed package. See `ingest.ocr.engine.Engine`."""

    languages: tuple[str, ...] = ()

    def __init__(self, *, version: str, limits: Limits) -> None:
        self.name = f"{PACKAGE} {version}"
        self._limits = limits
        self._child: _Child | None = None
        self._one_at_a_time = threading.Lock()

    def words(self, scan: Scan, seconds: float) -> tuple[SeenWord, ...]:
        """See `Engine`; a program that failed is not used again."""
        with self._one_at_a_time:
            try:
                found = _asked(self._running().line, scan, time.monotonic() + seconds)
            except TimeoutError as error:
                raise self._failed(took_too_long(self._limits)) from error
            except (OSError, EOFError) as error:
                raise self._failed(died()) from error
        return tuple(SeenWord(text=text, box=tuple(box), confidence=confidence, line=0) for text, box, confidence in found)

    def _running(self) -> _Child:
        child = self._child
        if child is None or child.owner != os.getpid() or child.process.poll() is not None:
            self._child = child = _started(self._limits)
            weakref.finalize(self, child.close)
        return child

    def _failed(self, error: DocumentError) -> DocumentError:
        self.close()
        return error

    def close(self) -> None:
        """End the program; the next page starts another one. It ends by itself when this process ends or forgets the engine."""
        if self._child is not None:
            self._child.close()
            self._child = None


def find(limits: Limits) -> RapidOcr | None:
    """The package; None where it is not installed."""
    if util.find_spec(PACKAGE) is None or util.find_spec("onnxruntime") is None:
        return None
    return RapidOcr(version=metadata.version(PACKAGE), limits=limits)


def _started(limits: Limits) -> _Child:
    ours, theirs = socket.socketpair()
    with theirs:
        # -I: neither the environment nor the folder that it is started from adds modules.
        process = start((sys.executable, "-I", str(_PROGRAM)), limits, environment=_ONE_THREAD, stdin=theirs, stdout=subprocess.DEVNULL)
    return _Child(process, ours)


def _asked(line: socket.socket, scan: Scan, until: float) -> list[Any]:
    line.settimeout(max(0.001, until - time.monotonic()))
    line.sendall(_ORDER.pack(scan.width, scan.height) + scan.pixels)
    found: list[Any] = json.loads(_received(line, _LENGTH.unpack(_received(line, _LENGTH.size, until))[0], until))
    return found


def _received(line: socket.socket, length: int, until: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        line.settimeout(max(0.001, until - time.monotonic()))
        piece = line.recv(length - len(pieces))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)
