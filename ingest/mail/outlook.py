"""Outlook messages (MSG): properties by their tags in an OLE container ([MS-OXMSG], [MS-OXPROPS]).

A property that is missing or damaged is empty: messages come with any of them broken.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assay.errors import DocumentError
from ingest.text.encoding import decoded

SUBJECT = 0x0037
SUBMITTED, DELIVERED = 0x0039, 0x0E06
# Name, address and SMTP address of who sent it, and of whom it was sent for.
SENDER, SENT_FOR = (0x0C1A, 0x0C1F, 0x5D01), (0x0042, 0x0065, 0x5D02)
SHOWN_TO, SHOWN_CC = 0x0E04, 0x0E03
BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
RECIPIENT, RECIPIENT_KIND = (0x3001, 0x3003, 0x39FE), 0x0C15
TO, CC = 1, 2
LONG_FILE_NAME, FILE_NAME, DISPLAY_NAME, MIME_TYPE, CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x370E, 0x3712
DATA = 0x3701

_INTERNET_CODEPAGE, _MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
_UNICODE, _STRING, _BINARY, _OBJECT, _INTEGER, _TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0003, 0x0040
_PROPERTIES = "__properties_version1.0"
_ENTRY = struct.Struct("<HHI8s")  # type, tag, flags, value
# How far the entries stand from the start: in the message itself, in one inside of it, and in attachments and recipients.
_AT_TOP, _IN_MESSAGE, _ELSEWHERE = 32, 24, 8
_NUMBERED = re.compile(r"__(attach|recip)_version1\.0_#", re.IGNORECASE)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LAST_TIME = 0x24C8_5A5E_D1C0_4000  # ten thousand years
_ENCODINGS = {
    **{65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 20932: "euc-jp", 51932: "euc-jp", 51949: "euc-kr"},
    **{50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 52936: "hz", 54936: "gb18030", 1200: "utf-16-le"},
    **{28590 + part: f"iso-8859-{part}" for part in range(1, 17)},
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Storage:
    """A message, a recipient or an attachment: a folder of the container with properties in it."""

    container: Any
    path: tuple[str, ...]
    numbers: dict[tuple[int, int], bytes]  # by tag and type
    encoding: str | None

    def text(self, tag: int) -> str:
        """A property that is text; empty when there is none."""
        unicode = self._stream(tag, _UNICODE)
        if unicode:
            return unicode.decode("utf-16-le", "replace").rstrip("\0")
        return decoded(self._stream(tag, _STRING), declared=self.encoding).rstrip("\0")

    def bytes_of(self, tag: int) -> bytes:
        """A property that is bytes; empty when there is none."""
        return self._stream(tag, _BINARY)

    def number(self, tag: int) -> int | None:
        """A property that is a number of 32 bits."""
        return _number(self.numbers, tag)

    def time(self, tag: int) -> datetime | None:
        """A property that is a point in time, in UTC."""
        value = int.from_bytes(self.numbers.get((tag, _TIME), b""), "little")
        return _EPOCH + timedelta(microseconds=value // 10) if 0 < value < _LAST_TIME else None

    def recipients(self) -> Iterator[Storage]:
        """Those to whom it was sent, in order."""
        return self._inner("recip")

    def attachments(self) -> Iterator[Storage]:
        """What is attached, in order."""
        return self._inner("attach")

    def message(self) -> Storage | None:
        """The message that an attachment is."""
        path = (*self.path, _stream_name(DATA, _OBJECT))
        return _storage(self.container, path, _IN_MESSAGE, self.encoding) if self.container.exists([*path, _PROPERTIES]) else None

    def _inner(self, kind: str) -> Iterator[Storage]:
        for name in _folders(self.container, self.path):
            numbered = _NUMBERED.match(name)
            if numbered and numbered[1].lower() == kind:
                yield _storage(self.container, (*self.path, name), _ELSEWHERE, self.encoding)

    def _stream(self, tag: int, kind: int) -> bytes:
        return _stream(self.container, (*self.path, _stream_name(tag, kind)))


def open_message(data: bytes) -> Storage:
    """The message in the bytes. Raises `DocumentError`: `corrupt_document`, or `unsupported_type` without the extra `msg`."""
    try:
        import olefile  # noqa: PLC0415 - comes with an extra
    except ImportError as error:
        says = "Outlook messages (MSG) are read with the extra `msg`, which is not installed."
        raise DocumentError("unsupported_type", says, fix="Install the extra `msg`, or save the message as .eml and send that.") from error
    try:
        container = olefile.OleFileIO(io.BytesIO(data))
    except Exception as error:
        raise DocumentError("corrupt_document", "The message's container (OLE) is damaged or cut off.") from error
    for entry in filter(None, container.direntries):
        # What says that it is longer than the file goes round in circles.
        entry.size = min(entry.size, len(data))
    return _storage(container, (), _AT_TOP, None)


def encoding_of(message: Storage) -> str | None:
    """The encoding of its HTML."""
    return _encoding(message.number(_INTERNET_CODEPAGE)) or message.encoding


def _storage(container: Any, path: tuple[str, ...], start: int, encoding: str | None) -> Storage:
    entries = _stream(container, (*path, _PROPERTIES))[start:]
    whole = len(entries) - len(entries) % _ENTRY.size
    numbers = {(tag, kind): value for kind, tag, _, value in _ENTRY.iter_unpack(entries[:whole])}
    own = _encoding(_number(numbers, _MESSAGE_CODEPAGE)) or _encoding(_number(numbers, _INTERNET_CODEPAGE))
    return Storage(container=container, path=path, numbers=numbers, encoding=own or encoding)


def _number(numbers: dict[tuple[int, int], bytes], tag: int) -> int | None:
    value = numbers.get((tag, _INTEGER))
    return None if value is None else int.from_bytes(value[:4], "little")


def _encoding(codepage: int | None) -> str | None:
    return None if not codepage else _ENCODINGS.get(codepage, f"cp{codepage}")


def _stream_name(tag: int, kind: int) -> str:
    return f"__substg1.0_{tag:04X}{kind:04X}"


def _folders(container: Any, path: tuple[str, ...]) -> list[str]:
    depth = len(path)
    inside = (entry for entry in container.listdir(streams=True, storages=True) if tuple(entry[:depth]) == path and len(entry) > depth)
    return sorted({entry[depth] for entry in inside})


def _stream(container: Any, path: tuple[str, ...]) -> bytes:
    try:
        return bytes(container.openstream(list(path)).read())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error):
        return b""  # not there, or damaged: olefile raises whatever that makes it stumble over
