"""Mails cut into their parts, as damaged as they may be.

The standard library parses the headers and undoes the encodings. The cutting is done here: its parser goes through every line of
every attachment, which takes most of the time that a mail takes, and writes mails inside of mails anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser

from ingest.text.clean import one_line
from ingest.text.encoding import decoded

_HEADERS = re.compile(rb"(?:From [^\n]*\n)?(?:(?:[!-9;-~]+[ \t]*:|[ \t])[^\n]*(?:\n|\Z))*+")
_BLANK_LINE = re.compile(rb"\r?\n")
# Of the many that a mail has, those that say who, when and what about, and what the content is.
_KEPT = re.compile(
    rb"^(?:From|To|Cc|Reply-To|Date|Subject|Message-ID|In-Reply-To|Content-[a-z-]+)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_REST = 100  # of a boundary's line: dashes and white space
_NOT_ENCODED = frozenset({"", "7bit", "8bit", "binary"})
_PARSER = HeaderParser()
# What parameters in pieces (RFC 2231) that contradict each other make the standard library raise.
_BAD_PARAMETERS = (ValueError, TypeError, LookupError)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MimePart:
    """A mail or a part of one: those of its headers that are read, parsed, and what follows them, as it was sent."""

    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        """Its media type, as its headers say."""
        return self.headers.get_content_type()

    @property
    def charset(self) -> str | None:
        """The encoding of its text, as its headers say."""
        charset = self.headers.get_param("charset")
        return charset[2] if isinstance(charset, tuple) else charset

    @property
    def is_attachment(self) -> bool:
        """Whether its headers say that it does not belong to the body."""
        return self.headers.get_content_disposition() == "attachment"

    @property
    def file_name(self) -> str:
        """The name of the file that it is; empty when it has none."""
        try:
            return header_text(self.headers.get_filename() or "")
        except _BAD_PARAMETERS:
            return ""

    def parts(self) -> list[MimePart]:
        """The parts that it consists of: none where no boundary is named or found. The last one may lack its end."""
        if not self.kind.startswith("multipart/"):
            return []
        parts = [part_of(piece) for piece in _between(self.body, _boundary(self.headers))]
        if self.kind == "multipart/digest":
            for part in parts:
                part.headers.set_default_type("message/rfc822")
        return parts

    def content(self) -> bytes:
        """The decoded body; what is not encoded as it says stays as it is."""
        if str(self.headers.get("Content-Transfer-Encoding", "")).strip().lower() in _NOT_ENCODED:
            return self.body
        self.headers.set_payload(self.body.decode("ascii", "surrogateescape"))
        payload = self.headers.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else self.body


def part_of(data: bytes) -> MimePart:
    """The headers up to the first line that is none, and the rest. Headers beyond ASCII are read as text in any encoding."""
    end = _end(_HEADERS, data, 0)
    kept = b"".join(_KEPT.findall(data, 0, end))
    headers = _PARSER.parsestr(kept.decode() if kept.isascii() else decoded(kept))
    return MimePart(headers=headers, body=data[_end(_BLANK_LINE, data, end) :])


def header_text(value: str) -> str:
    """A header's words, decoded (RFC 2047) and on one line."""
    if "=?" not in value:
        return _on_one_line(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return _on_one_line(value)
    return _on_one_line("".join(_header_piece(piece, charset) for piece, charset in pieces))


def _header_piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    # What was not encoded comes as bytes, too.
    return decoded(piece, declared=charset) if charset else piece.decode("raw-unicode-escape", "replace")


def _on_one_line(text: str) -> str:
    return text.strip() if text.isprintable() else one_line(text)


def _end(pattern: re.Pattern[bytes], data: bytes, start: int) -> int:
    found = pattern.match(data, start)
    return found.end() if found else start


def _boundary(headers: Message) -> bytes:
    try:
        return (headers.get_boundary() or "").encode("utf-8", "surrogateescape")
    except _BAD_PARAMETERS:
        return b""


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines that are the boundary, up to the one that ends the parts."""
    begins = None
    for at, after, is_last in _boundary_lines(body, b"--" + boundary) if boundary else ():
        if begins is not None:
            yield _without_last_break(body[begins:at])
        begins = after
        if is_last:
            return
    if begins is not None:
        yield body[begins:]


def _boundary_lines(body: bytes, line: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each line that is the boundary begins and where it is over, and whether it says that no part follows."""
    at = body.find(line)
    while at >= 0:
        after = at + len(line)
        rest, line_break, _ = body[after : after + _LONGEST_REST].partition(b"\n")
        if body[max(at - 1, 0) : at] in (b"", b"\n") and rest.strip() in (b"", b"--"):
            yield at, after + len(rest) + len(line_break), rest.startswith(b"--")
        at = body.find(line, after)


def _without_last_break(piece: bytes) -> bytes:
    """The line break before a boundary belongs to the boundary."""
    return piece.removesuffix(b"\n").removesuffix(b"\r")
