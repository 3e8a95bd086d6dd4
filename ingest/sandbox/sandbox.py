"""Reading, drawing and unpacking files in confined children, as calls that wait for their answer."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from assay.document import Document
from assay.errors import DocumentError
from assay.log import log_event
from ingest.assemble import ID_LENGTH, read_document
from ingest.draw import Picture, draw
from ingest.ocr.base import Recogniser
from ingest.sandbox import frames
from ingest.sandbox.child import ANSWER_BYTES
from ingest.sandbox.nursery import opened
from ingest.sandbox.order import Habits, Order, Task
from ingest.sandbox.wire import cause_from, document_from, error_from, order_bytes, unpacked
from ingest.unpack import Refusal, unpack
from ingest.upload import Upload, upload_of

_UNFORESEEN = frozenset({"corrupt_document", "internal"})


class Sandbox(Protocol):
    """Where files are read. Every method raises DocumentError, and nothing else that the file could cause."""

    def read(self, upload: Upload, *, tables: bool = False) -> Document:
        """The upload as a document, see `ingest.assemble.read_document`."""

    def draw(self, upload: Upload, page: int, width: int) -> Picture:
        """A page as a picture, see `ingest.draw.draw`."""

    def unpack(self, upload: Upload) -> tuple[Upload | Refusal, ...]:
        """What an archive or a mailbox holds, see `ingest.unpack.unpack`."""

    def close(self) -> None:
        """End what was started for it."""


def open_sandbox(habits: Habits) -> Sandbox:
    """A sandbox for this process. Where the system cannot fork, files are read in this process itself."""
    return Confined(*opened(habits)) if hasattr(os, "fork") else Unconfined(habits)


class Confined:
    """A sandbox over the line to a nursery. Not to be shared between threads."""

    def __init__(self, line: socket.socket, nursery: subprocess.Popen[bytes]) -> None:
        self._line = line
        self._nursery = nursery

    def close(self) -> None:
        """See `Sandbox`."""
        self._line.close()
        self._nursery.wait()

    def read(self, upload: Upload, *, tables: bool = False) -> Document:
        """See `Sandbox`."""
        answer = self._answer("read", upload, {"tables": tables})
        with _understood():
            return replace(document_from(answer), id=upload.sha256[:ID_LENGTH], name=upload.name, sha256=upload.sha256)

    def draw(self, upload: Upload, page: int, width: int) -> Picture:
        """See `Sandbox`."""
        answer = self._answer("draw", upload, {"page": page, "width": width})
        with _understood():
            header, (data,) = unpacked(answer)
            (wide, high), (width_points, height_points) = header["size"], header["page_size"]
            return Picture(data=bytes(data), size=(int(wide), int(high)), page_size=(float(width_points), float(height_points)))

    def unpack(self, upload: Upload) -> tuple[Upload | Refusal, ...]:
        """See `Sandbox`."""
        answer = self._answer("unpack", upload, {})
        with _understood():
            header, blobs = unpacked(answer)
            members = zip(header["members"], blobs, strict=True)
            return tuple(_member(name, error, blob, upload.password) for (name, error), blob in members)

    def _answer(self, task: Task, upload: Upload, options: Mapping[str, Any]) -> bytes | bytearray:
        """The answer to an order. A process whose nursery is gone cannot go on and ends: whoever started it starts another."""
        try:
            frames.send(self._line, frames.ORDER, order_bytes(Order(task=task, upload=upload, options=options)))
            frame = frames.receive(self._line, most=ANSWER_BYTES)
        except (EOFError, OSError) as error:
            raise SystemExit("The nursery of the reading processes is gone.") from error
        if frame.kind == frames.ANSWER:
            return frame.content
        raise _error(frame.content)


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """What a child says that cannot be understood counts as its end: it may have been taken over by its file."""
    try:
        yield
    except Exception as error:
        raise DocumentError("parser_crashed") from error


def _error(content: bytes | bytearray) -> DocumentError:
    """The error that a child met. What no reader foresaw is damage to a person, and a line in the log for who looks after the readers."""
    with _understood():
        error, cause = error_from(content), cause_from(content)
    if cause is not None and error.code in _UNFORESEEN:
        log_event("reader_stumbled", error=cause[0], path=cause[1])
    return error


def _member(name: str, error: str | None, blob: memoryview, password: str | None) -> Upload | Refusal:
    """A member may be protected by its container's password."""
    if error is not None:
        return Refusal(name=name, error=error_from(bytes.fromhex(error)))
    return upload_of(name, bytes(blob), password=password)


class Unconfined:
    """Reads in this very process: for systems that cannot fork."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    def read(self, upload: Upload, *, tables: bool = False) -> Document:
        """See `Sandbox`."""
        return read_document(upload, limits=self._habits.limits, tables=tables, recognise=self._recogniser)

    def draw(self, upload: Upload, page: int, width: int) -> Picture:
        """See `Sandbox`."""
        return draw(upload, page, width)

    def unpack(self, upload: Upload) -> tuple[Upload | Refusal, ...]:
        """See `Sandbox`."""
        return tuple(unpack(upload, self._habits.limits))

    def close(self) -> None:
        """See `Sandbox`."""

    @cached_property
    def _recogniser(self) -> Recogniser | None:
        from ingest.ocr.recognise import recogniser  # noqa: PLC0415 - most files need none

        return recogniser(self._habits.ocr, self._habits.limits)
