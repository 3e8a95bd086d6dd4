"""Bytes that came in, before anyone looked inside."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS, Limits

_NAME_LENGTH = 255
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, overrides of direction, surrogates, line separators


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file as received. `name` is a label and never a path; `sha256` (hex) is of exactly these bytes.

    `password` opens a file that is protected by one.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    password: str | None = field(default=None, repr=False)

    @property
    def extension(self) -> str:
        """The ending of the name in lower case, without the dot; empty when there is none."""
        _, dot, ending = self.name.rpartition(".")
        return ending.lower() if dot else ""


def upload_of(name: str, data: bytes, *, password: str | None = None) -> Upload:
    """Bytes under a name that may come from a stranger: the name is made fit to be shown."""
    return Upload(name=shown_name(name), data=data, sha256=hashlib.sha256(data).hexdigest(), password=password or None)


def shown_name(name: str) -> str:
    """The last piece of a path-like name, NFC, without control and direction-changing characters, at most 255 code points."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    printable = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign) not in _NOT_SHOWN)
    return printable.strip()[-_NAME_LENGTH:] or "unnamed"


def name_of(path: Path) -> str:
    """The file's name fit to be shown, read as UTF-8 whatever the system's locale is; what is none becomes U+FFFD."""
    return shown_name(os.fsencode(path.name).decode("utf-8", "replace"))


def open_upload(path: Path, *, limits: Limits = DEFAULT_LIMITS, password: str | None = None) -> Upload:
    """The file at the path. Its size is checked before a byte is read; only regular files are read.

    Raises `DocumentError`: `unreadable_file`, `empty_file` or `too_large`.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise DocumentError("unreadable_file", "This is not a regular file.")
            check_size(status.st_size, limits)
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise DocumentError("unreadable_file", f"The file cannot be opened: {error.strerror or 'unknown reason'}.") from error
    check_size(len(data), limits)
    return upload_of(name_of(path), data, password=password)


def _without_waiting(path: str, flags: int) -> int:
    """Opening a FIFO must not wait for someone to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def check_size(size: int, limits: Limits) -> None:
    """Refuse an empty or oversized file of `size` bytes."""
    if size == 0:
        raise DocumentError("empty_file")
    if size > limits.file_bytes:
        raise DocumentError("too_large", f"The file has {size:,} bytes; at most {limits.file_bytes:,} are read.")
