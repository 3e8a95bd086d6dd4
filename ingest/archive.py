"""ZIP containers, judged by their central directory before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile

from assay.errors import DocumentError
from ingest.limits import Limits

_ENCRYPTED = 0x1

# The end of the directory and, of large files, its larger form: see the format's description (APPNOTE), sections 4.3.14 and 4.3.16.
_END, _END_BYTES, _END_WITHIN = b"PK\x05\x06", 22, 22 + 0xFFFF
_LARGE_END, _LARGE_END_BYTES, _LARGE_END_WITHIN = b"PK\x06\x06", 56, 4096
_ENTRY_BYTES = 1024  # an entry of the directory with a long name takes less


def open_archive(data: bytes, limits: Limits, *, password: str | None = None) -> zipfile.ZipFile:
    """The archive, once its directory promises to stay within the limits (`zipfile` holds each entry to its promised size).

    With a password, encrypted entries are let through; reading one raises `RuntimeError` where the password does not open it.
    Raises `DocumentError`: `corrupt_document`, `encrypted`, `dangerous_content` or `too_large_uncompressed`.
    """
    _check_end(data, limits)
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


def _check_end(data: bytes, limits: Limits) -> None:
    """How long the directory is stands at the end of the file: it is looked at before anything goes through the directory."""
    end = data.rfind(_END, max(0, len(data) - _END_WITHIN))
    if end < 0 or len(data) < end + _END_BYTES:
        return  # `zipfile` says what is wrong with it
    start = data.rfind(_LARGE_END, max(0, end - _LARGE_END_WITHIN), end)
    is_large = start >= 0 and end - start >= _LARGE_END_BYTES
    (length,) = struct.unpack_from("<Q", data, start + 40) if is_large else struct.unpack_from("<L", data, end + 12)
    if min(length, len(data)) > limits.zip_entries * _ENTRY_BYTES:
        raise DocumentError("too_large_uncompressed", f"The file's directory lists far more than {limits.zip_entries:,} entries.")


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
