"""The bytes of documents, under the hash of their content."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import math
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assay.errors import StorageError

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".part"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # the last one where a limit is set for files


class Blobs(Protocol):
    """A place for bytes. A key is the SHA-256 of the bytes in lower-case hex; anything else is a ValueError.

    Every method raises StorageError when the place cannot be used. What `put` has returned for survives a power cut.
    """

    def put(self, data: bytes) -> str:
        """Keep the bytes, and return their key. The same bytes again change nothing but when they were last put."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes, held against their hash. Raises StorageError when they are not there or are no longer what they were."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether bytes are kept under this key."""
        ...

    def delete(self, sha256: str) -> None:
        """Forget the bytes; nothing happens when they are not there."""
        ...

    def old(self, prefix: str, *, seconds: float) -> Iterator[str]:
        """The keys that begin with these two letters and were last put at least so long ago."""
        ...

    def forget_unfinished(self, prefix: str, *, seconds: float) -> None:
        """Remove what a `put` under such a key left behind when it was interrupted so long ago."""
        ...


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Blobs as files: `<folder>/ab/abcd...`. A file appears under its name only once it is whole and on the disk."""

    folder: Path

    def put(self, data: bytes) -> str:
        """See `Blobs.put`."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        with _storage_errors():
            if not _made_young(path):
                _write_whole(path, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """See `Blobs.get`."""
        with _storage_errors():
            data = self._path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StorageError("blob_damaged")
        return data

    def exists(self, sha256: str) -> bool:
        """See `Blobs.exists`."""
        with _storage_errors():
            return self._path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """See `Blobs.delete`."""
        with _storage_errors():
            self._path(sha256).unlink(missing_ok=True)

    def old(self, prefix: str, *, seconds: float) -> Iterator[str]:
        """See `Blobs.old`."""
        return (path.name for path in self._old_files(prefix, seconds) if _SHA256.fullmatch(path.name))

    def forget_unfinished(self, prefix: str, *, seconds: float) -> None:
        """See `Blobs.forget_unfinished`."""
        for path in self._old_files(prefix, seconds):
            if path.suffix == _UNFINISHED:
                with _storage_errors():
                    path.unlink(missing_ok=True)

    def _old_files(self, prefix: str, seconds: float) -> Iterator[Path]:
        before = time.time() - seconds
        with _storage_errors():
            paths = list((self.folder / prefix).glob("*"))
        return (path for path in paths if _last_put(path) <= before)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a blob's key is a SHA-256 in lower-case hex")
        return self.folder / sha256[:2] / sha256


def _made_young(path: Path) -> bool:
    """Whether the bytes are there already; they count as put just now, so that nobody takes them for forgotten ones."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _last_put(path: Path) -> float:
    """When, in seconds since 1970; never, for a file that is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _write_whole(path: Path, data: bytes) -> None:
    _make_durable_folder(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=_UNFINISHED, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _make_durable_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is; systems without folder handles do that by themselves."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError("blob_missing") from error
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError("storage_full") from error
        raise StorageError("storage_unavailable", "The kept files cannot be reached.", fix="Check the folder and its disk.") from error
