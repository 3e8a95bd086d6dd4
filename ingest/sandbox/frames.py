"""Messages over a socket: one byte that says what a message is, eight that say how long, then the message."""

from __future__ import annotations

import ctypes
import socket
import struct
import time
from typing import NamedTuple

from assay.errors import DocumentError

ORDER, PROGRESS, SCAN, RECOGNISED, MODULES, ANSWER, ERROR = (bytes((letter,)) for letter in b"OPSRMAE")
KINDS = frozenset((ORDER, PROGRESS, SCAN, RECOGNISED, MODULES, ANSWER, ERROR))

# What is never long: a child that says otherwise has something else in mind. A scan has sixteen million pixels at most.
_MOST = {PROGRESS: 0, MODULES: 1 << 20, ERROR: 1 << 20, SCAN: 64 << 20, RECOGNISED: 64 << 20}
_HEAD = struct.Struct("!cQ")


class Frame(NamedTuple):
    """One message."""

    kind: bytes
    content: bytes | bytearray


def head(kind: bytes, length: int) -> bytes:
    """What goes before a message of so many bytes."""
    return _HEAD.pack(kind, length)


def send(line: socket.socket, kind: bytes, content: bytes | bytearray = b"") -> None:
    """Raises OSError when nobody listens any more."""
    line.sendall(head(kind, len(content)))
    if content:
        line.sendall(content)


def wipe(content: bytes | bytearray) -> None:
    """Leave nothing of a message in the memory that it took, as far as that is ours to write."""
    if isinstance(content, bytearray) and content:
        ctypes.memset((ctypes.c_char * len(content)).from_buffer(content), 0, len(content))


def receive(line: socket.socket, *, most: int, until: float | None = None) -> Frame:
    """The next message, of at most `most` bytes, that is there whole by the time `until` of the monotonic clock.

    Raises EOFError when the other side is gone, TimeoutError, and DocumentError `output_too_large` for what is longer.
    """
    kind, length = _HEAD.unpack(_exactly(line, _HEAD.size, until))
    if kind not in KINDS:
        raise EOFError("not a message")
    if length > _MOST.get(kind, most):
        raise DocumentError("output_too_large")
    return Frame(kind, _exactly(line, length, until))


def _exactly(line: socket.socket, length: int, until: float | None) -> bytearray:
    content = bytearray(length)
    view = memoryview(content)
    while view:
        if until is not None:
            line.settimeout(max(0.001, until - time.monotonic()))
        try:
            count = line.recv_into(view)
        except ConnectionError as error:
            raise EOFError from error
        if count == 0:
            raise EOFError
        view = view[count:]
    return content
