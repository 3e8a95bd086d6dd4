"""ZIP containers, judged by their central directory before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from assay.errors import DocumentError
from ingest.limits import Limits

_ENCRYPTED = 0x1


def open_archive(data: bytes, limits: Limits, *, password: str | None = None) -> zipfile.ZipFile:
    """The archive, once its directory promises to stay within the limits (`zipfile` holds each entry to its promised size).

    With a password, encrypted entries are let through; reading one raises `RuntimeError` where the password does not open it.
    Raises `DocumentError`: `corrupt_document`, `encrypted`, `dangerous_content` or `too_large_uncompressed`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError("corrupt_document", "The file's container (ZIP) is damaged or cut off.") from error
    _check_directory(archive.infolist(), len(data), limits)
    if password is not None:
        archive.setpassword(password.encode())
    elif any(entry.flag_bits & _ENCRYPTED for entry in archive.infolist()):
        raise DocumentError("encrypted")
    return archive


def _check_directory(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise DocumentError("too_large_uncompressed", f"The file holds {len(entries):,} entries; at most {limits.zip_entries:,} are read.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(limits.unpacked_bytes, limits.unpacked_ratio * packed):
        raise DocumentError("too_large_uncompressed", f"The file unpacks from {packed:,} to {unpacked:,} bytes.")
    if any(_climbs(entry.filename) for entry in entries):
        raise DocumentError("dangerous_content", "An entry of the file's container points outside of it.")


def _climbs(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/")
