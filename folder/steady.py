"""Reading a file that somebody may still be writing: all of it as it was at one moment, or nothing."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

from assay.errors import DocumentError
from folder.inbox import Signature
from ingest.limits import DEFAULT_LIMITS
from ingest.upload import check_size

_PIECE = 1 << 20
_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class UnsteadyError(Exception):
    """The file is open for writing somewhere, or changed while it was read."""


def opens(path: Path) -> bool:
    """Whether the file can be read and nobody has it open for writing, as far as the system tells."""
    try:
        with _opened(path) as file:
            return not _has_writer(file)
    except (OSError, DocumentError):
        return False


def read_steady(path: Path) -> bytes:
    """The bytes of a regular file, read twice with the same outcome. A link is not followed, and a FIFO not waited for.

    Raises UnsteadyError, DocumentError (`empty_file`, `too_large`; `unreadable_file` for what is no regular file) and OSError.
    """
    with _opened(path) as file:
        before = os.fstat(file)
        if _has_writer(file):
            raise UnsteadyError
        check_size(before.st_size, DEFAULT_LIMITS)
        data = b"".join(iter(lambda: os.read(file, _PIECE), b"")) if before.st_size else b""
        again = _hashed(file)
        if Signature.of(os.fstat(file)) != Signature.of(before) or hashlib.sha256(data).digest() != again or _has_writer(file):
            raise UnsteadyError
        return data


def hash_of(path: Path) -> str:
    """The SHA-256 of a regular file in hex. Raises OSError and DocumentError."""
    with _opened(path) as file:
        return _hashed(file).hex()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, _WITHOUT_WAITING)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise DocumentError("unreadable_file", "This is not a regular file.")
        yield file
    finally:
        os.close(file)


def _hashed(file: int) -> bytes:
    hasher = hashlib.sha256()
    os.lseek(file, 0, os.SEEK_SET)
    while piece := os.read(file, _PIECE):
        hasher.update(piece)
    return hasher.digest()


def _has_writer(file: int) -> bool:
    """Linux gives no lease for reading on a file that is open for writing; where there are no leases, nobody can tell."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # Who opens it during the lease makes the kernel send a signal, which would end the process if it were the usual one.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False
