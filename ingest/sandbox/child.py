"""The life of a confined child: one order, one answer, the end."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import NoReturn

from assay.errors import DocumentError
from ingest.ocr.base import Recognised, Recogniser, Scan
from ingest.sandbox import frames
from ingest.sandbox.confine import Bound, confine
from ingest.sandbox.order import Habits, Order, Task
from ingest.sandbox.wire import document_bytes, error_bytes, error_from, order_from, packed, recognised_from, scan_bytes

_SELDOM = (100_000, 50, 1_000)  # a child lives for one file, and collecting its garbage took up to a third of its time
_TOLD_EVERY = 0.25  # seconds
ORDER_BYTES = 1 << 32
ANSWER_BYTES = 1 << 30  # of whoever forked this child, which is trusted
MOCK = "assaymock"


@dataclass(slots=True)
class Line:
    """The child's one way to the outside."""

    socket: socket.socket
    _told: float = field(default_factory=time.monotonic)

    def progress(self) -> None:
        """Say that the work goes on, now and then."""
        now = time.monotonic()
        if now - self._told >= _TOLD_EVERY:
            self._told = now
            frames.send(self.socket, frames.PROGRESS)

    def recognise(self, scan: Scan) -> Recognised:
        """Have the text of a picture recognised outside. Raises DocumentError as a `Recogniser` does."""
        frames.send(self.socket, frames.SCAN, scan_bytes(scan))
        frame = frames.receive(self.socket, most=ANSWER_BYTES)
        if frame.kind == frames.ERROR:
            raise error_from(frame.content)
        return recognised_from(frame.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What a child is held to, prepared before it is forked. See `ingest.sandbox.confine`."""

    bounds: tuple[Bound, ...]
    rules: int | None


def live(line: socket.socket, held: Confinement, habits: Habits, *, recognises: bool) -> NoReturn:
    """Wait for an order, do it and end the process, without any of the clean-up that belongs to the one it was forked from."""
    status = 1
    known = len(sys.modules)
    try:
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        gc.set_threshold(*_SELDOM)
        confine(held.bounds, keep=line.fileno(), rules=held.rules)
        order = order_from(frames.receive(line, most=ORDER_BYTES).content)
        kind, answer = _answer(order, habits, Line(line), recognises=recognises)
        # The newest are last: to go through all of them would touch memory that is shared until it is touched.
        loaded = [*islice(reversed(sys.modules), len(sys.modules) - known)]
        if loaded:
            frames.send(line, frames.MODULES, json.dumps(loaded).encode())
        frames.send(line, kind, answer)
        status = 0
    finally:
        os._exit(status)


def _answer(order: Order, habits: Habits, line: Line, *, recognises: bool) -> tuple[bytes, bytes]:
    try:
        return frames.ANSWER, _done(order, habits, line, recognises=recognises)
    except DocumentError as error:
        return frames.ERROR, error_bytes(error)
    except MemoryError:
        return frames.ERROR, error_bytes(DocumentError("memory_limit"))
    except Exception as error:  # noqa: BLE001 - said once, where it is logged, and not tried again
        return frames.ERROR, error_bytes(_unforeseen(error))


def _unforeseen(error: Exception) -> DocumentError:
    unforeseen = DocumentError("internal")
    unforeseen.__cause__ = error
    return unforeseen


def _done(order: Order, habits: Habits, line: Line, *, recognises: bool) -> bytes:
    if habits.mock and order.upload.extension == MOCK:
        from ingest.sandbox.mock import misbehave  # noqa: PLC0415 - for tests alone

        misbehave(order.upload, line)
    return _TASKS[order.task](order, habits, line, line.recognise if recognises else None)


def _read(order: Order, habits: Habits, line: Line, recognise: Recogniser | None) -> bytes:
    from ingest.assemble import read_document  # noqa: PLC0415 - a process that only draws needs no reader

    document = read_document(
        order.upload,
        limits=habits.limits,
        tables=bool(order.options.get("tables")),
        recognise=recognise,
        progress=line.progress,
    )
    return document_bytes(document)


def _draw(order: Order, _: Habits, __: Line, ___: Recogniser | None) -> bytes:
    from ingest.draw import draw  # noqa: PLC0415 - likewise

    picture = draw(order.upload, order.options["page"], order.options["width"])
    return packed({"size": picture.size, "page_size": picture.page_size}, picture.data)


def _unpack(order: Order, habits: Habits, line: Line, _: Recogniser | None) -> bytes:
    from ingest.unpack import Refusal, unpack  # noqa: PLC0415 - likewise

    names: list[object] = []
    blobs: list[bytes] = []
    for member in unpack(order.upload, habits.limits):
        line.progress()
        if isinstance(member, Refusal):
            names.append([member.name, error_bytes(member.error).hex()])
            blobs.append(b"")
        else:
            names.append([member.name, None])
            blobs.append(member.data)
    return packed({"members": names}, *blobs)


_TASKS: dict[Task, Callable[[Order, Habits, Line, Recogniser | None], bytes]] = {"read": _read, "draw": _draw, "unpack": _unpack}
