"""Containers of documents taken apart: ZIP archives and mailboxes, member by member, in the order of the file.

Names are labels: the last piece of a member's path, told apart by a number where two are the same. Nothing is written to disk.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from assay.errors import DocumentError
from ingest.archive import open_archive
from ingest.limits import Limits
from ingest.media import MBOX, ZIP, sniff
from ingest.text.encoding import decoded
from ingest.upload import Upload, shown_name, upload_of

CONTAINERS = frozenset({ZIP, MBOX})

_NAME_IN_UTF8 = 0x800
# What operating systems put beside documents.
_NO_DOCUMENT = re.compile(r"(?:^|/)(?:\.[^/]*|__MACOSX(?:/.*)?|Thumbs\.db|desktop\.ini|~\$[^/]*)$", re.IGNORECASE)
# A line that begins a message ends with a date or is followed by a header: in a body "From " may begin a paragraph.
_DATED = rb"From [^\r\n]{1,200}?\d:\d\d[^\r\n]{0,40}?\d{4}[^\r\n]{0,40}\r?\n"
_HEADED = rb"From [^\r\n]*\r?\n(?=[!-9;-~]+[ \t]*:)"
_BEGINS_MESSAGE = re.compile(rb"\AFrom [^\n]*(?:\n|\Z)|(?:(?<=\n\n)|(?<=\n\r\n))(?:" + _DATED + b"|" + _HEADED + b")")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A member that cannot be taken out of its container, and why not."""

    name: str
    error: DocumentError


def unpack(upload: Upload, limits: Limits) -> Iterator[Upload | Refusal]:
    """The members of a ZIP archive or a mailbox, each a document of its own; an archive inside of one is refused with `unsupported_type`.

    Only what cannot be taken out is a `Refusal`: a member of a type that is not read comes as an upload, and reading it says so.
    Members are opened with the upload's own password. Raises `DocumentError` at once for an upload that is no container
    (`unsupported_type`) or that cannot be opened: `corrupt_document`, `encrypted`, `dangerous_content`, `too_large_uncompressed`.
    """
    return (_without_archive(member, limits) for member in members(upload, sniff(upload, limits), limits))


def members(upload: Upload, media_type: str, limits: Limits) -> Iterator[Upload | Refusal]:
    """As `unpack`, of a container of this media type; an archive inside of it is a member as others are."""
    if media_type == ZIP:
        return _entries(upload, open_archive(upload.data, limits, password=upload.password))
    if media_type == MBOX:
        return _messages(upload, limits)
    raise DocumentError("unsupported_type", "The file is no container of documents.", fix="Send it as a document.")


def is_archive(upload: Upload, limits: Limits) -> bool:
    """Whether the upload is a ZIP archive of documents; False also for what cannot be told."""
    try:
        return upload.data.startswith(b"PK") and sniff(upload, limits) == ZIP
    except DocumentError:
        return False


def _without_archive(member: Upload | Refusal, limits: Limits) -> Upload | Refusal:
    if isinstance(member, Refusal) or not is_archive(member, limits):
        return member
    says = "The file is an archive inside an archive."
    return Refusal(name=member.name, error=DocumentError("nesting_limit", says, fix="Take it out and send it by itself."))


def _entries(upload: Upload, archive: zipfile.ZipFile) -> Iterator[Upload | Refusal]:
    names = _Names()
    with archive:
        for entry in archive.infolist():
            path = _path(entry)
            if not path.endswith("/") and not _NO_DOCUMENT.search(path):
                yield _entry(archive, entry, names.free(path), upload.password)


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, password: str | None) -> Upload | Refusal:
    try:
        return upload_of(name, archive.read(entry), password=password)
    except NotImplementedError:
        says = "The file is packed in a way that is not read."
        return Refusal(name=name, error=DocumentError("unsupported_type", says, fix="Pack it again as an ordinary ZIP."))
    except RuntimeError:
        return Refusal(name=name, error=DocumentError("encrypted", "The password does not open the file."))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
        return Refusal(name=name, error=DocumentError("corrupt_document", "The file is damaged inside its container (ZIP)."))


def _path(entry: zipfile.ZipInfo) -> str:
    """The entry's name; without a word on its encoding it is in that of the machine that packed it."""
    if entry.flag_bits & _NAME_IN_UTF8 or entry.filename.isascii():
        name = entry.filename
    else:
        name = decoded(entry.filename.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _messages(upload: Upload, limits: Limits) -> Iterator[Upload | Refusal]:
    starts = [found.span() for found in _BEGINS_MESSAGE.finditer(upload.data)]
    if len(starts) > limits.mailbox_messages:
        says = f"The mailbox holds {len(starts):,} mails; at most {limits.mailbox_messages:,} are read."
        raise DocumentError("too_many_attachments", says, fix="Split it into smaller mailboxes.")
    ends = [start for start, _ in starts[1:]] + [len(upload.data)]
    return (
        _message(upload.data[header:end], number, upload.password)
        for number, ((_, header), end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def _message(data: bytes, number: int, password: str | None) -> Upload:
    return upload_of(f"message-{number}.eml", _QUOTED_FROM.sub(rb"\1", data), password=password)


class _Names:
    """Names fit to be shown, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def free(self, path: str) -> str:
        """The last piece of the path, with a number before its ending where it was given before."""
        name = free = shown_name(path)
        stem, dot, ending = name.rpartition(".")
        while free in self._taken:
            number = self._counts[name] = self._counts.get(name, 1) + 1
            free = f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"
        self._taken.add(free)
        return free
