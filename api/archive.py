"""A zip whose members become documents. Its directory is looked at before anything is unpacked, and a member's name is a label."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS

UNPACKED_BYTES = 2_000_000_000  # of all members together
SMALL_BYTES = 1_000_000  # what unpacks to less does no harm, however well it is packed

Member = tuple[str, bytes | DocumentError]


def members(file: BinaryIO) -> Iterator[Member]:
    """Each file of the zip, in the order of its directory: its name, and its bytes or why it is refused.

    Folders and what systems add by themselves (`__MACOSX`, names that begin with a dot) are passed over. Raises DocumentError
    for a zip that cannot be opened, is empty, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError("corrupt_document", "The zip is damaged and cannot be opened.") from error
    with archive:
        wanted = [one for one in archive.infolist() if _is_wanted(one)]
        _check(wanted, len(archive.infolist()))
        for one in wanted:
            yield one.filename, _unpacked(archive, one)


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    steps = member.filename.replace("\\", "/").split("/")
    return not member.is_dir() and not any(step == "__MACOSX" or (step.startswith(".") and step not in (".", "..")) for step in steps)


def _check(wanted: list[zipfile.ZipInfo], entries: int) -> None:
    if entries > DEFAULT_LIMITS.zip_entries:
        says = f"The zip has {entries:,} entries; at most {DEFAULT_LIMITS.zip_entries:,} are taken."
        raise DocumentError("too_large", says, fix="Send its files in several batches.")
    if not wanted:
        raise DocumentError("empty_file", "There are no files in the zip.")
    if sum(one.file_size for one in wanted) > UNPACKED_BYTES:
        raise DocumentError("too_large_uncompressed", f"The zip unpacks to more than {UNPACKED_BYTES:,} bytes.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | DocumentError:
    """The bytes, never more than the limit of one file, whatever the directory says."""
    if member.flag_bits & 1:
        return DocumentError("encrypted")
    if member.file_size > SMALL_BYTES and member.file_size > DEFAULT_LIMITS.unpacked_ratio * member.compress_size:
        return DocumentError("too_large_uncompressed")
    try:
        with archive.open(member) as file:
            return file.read(DEFAULT_LIMITS.file_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError):
        return DocumentError("corrupt_document", "The file cannot be unpacked.")
