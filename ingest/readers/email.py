"""Mail: headers and body as the main part, each attachment as further parts."""

from __future__ import annotations

import email
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from mimetypes import guess_extension

from assay.errors import DocumentError
from ingest.clean import clean, one_line
from ingest.encoding import decoded
from ingest.layout import tabbed
from ingest.readers.base import Desk, RawPage, RawPart, Reading, read_inside
from ingest.upload import Upload, upload_of

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
# Machinery of mail, and pictures that decorate a body.
_NO_DOCUMENTS = ("image/", "audio/", "video/", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-", "message/delivery-status")
_MARK = "\ufeff"


def read(upload: Upload, desk: Desk) -> Reading:
    """The main part, then what each attachment holds; an attachment that cannot be read becomes a notice.

    Raises `DocumentError`: `too_many_attachments`.
    """
    message = email.message_from_bytes(_from_first_header(upload.data))
    bodies, attached = _sorted(message)
    if len(attached) > desk.limits.attachments:
        says = f"The mail has {len(attached):,} attachments; at most {desk.limits.attachments:,} are read."
        raise DocumentError("too_many_attachments", says)
    text = "\n\n".join(piece for piece in (_headers(message), *(_body(body, desk) for body in bodies)) if piece)
    main = RawPart(media_type=desk.media_type, pages=(RawPage(text=text),))
    inside = [read_inside(_upload(part, number), desk) for number, part in enumerate(attached, 1)]
    return Reading(
        parts=(main, *(part for reading in inside for part in reading.parts)),
        notices=tuple(notice for reading in inside for notice in reading.notices),
    )


def _from_first_header(data: bytes) -> bytes:
    """Without blank lines and byte order mark before the headers, which would end them at once."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")


def _headers(message: Message) -> str:
    lines = (f"{name}: {_header(str(value))}" for name in _SHOWN for value in message.get_all(name, ()))
    return "\n".join(lines)


def _header(value: str) -> str:
    """A header's words, decoded (RFC 2047) and on one line."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return one_line(value)
    return one_line("".join(piece if isinstance(piece, str) else decoded(piece, declared=charset) for piece, charset in pieces))


def _sorted(message: Message) -> tuple[list[Message], list[Message]]:
    """The leaves that are the mail's body, and those that are attached to it, each in order."""
    bodies: list[Message] = []
    attached: list[Message] = []
    waiting = [(message, True)]
    while waiting:
        part, html_wanted = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            wanted = html_wanted and not _says_it_plainly(part)
            waiting.extend((child, wanted) for child in reversed(_children(part)))
        elif part is message or _is_body(part):
            if html_wanted or part.get_content_type() != "text/html":
                (attached if _is_file(part) else bodies).append(part)
        elif not part.get_content_type().startswith(_NO_DOCUMENTS) or part.get_content_disposition() == "attachment":
            attached.append(part)
    return bodies, attached


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _says_it_plainly(part: Message) -> bool:
    """Whether the same text stands there as plain text and as HTML."""
    return part.get_content_type() == "multipart/alternative" and any(
        child.get_content_type() == "text/plain" and _data(child).strip() for child in _children(part)
    )


def _is_body(part: Message) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _is_file(part: Message) -> bool:
    """A mail may consist of one file and no body."""
    return part.get_content_maintype() not in ("text", "multipart")


def _data(part: Message) -> bytes:
    """The decoded content; what is not encoded as it says stays as it is."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    return clean(decoded(_data(part), declared=_charset(part)))


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset if isinstance(charset, str) else None


def _body(part: Message, desk: Desk) -> str:
    if part.get_content_type() != "text/html":
        return tabbed(_text(part)).strip("\n")
    try:
        reading = desk.read(upload_of("body.html", _with_mark(part)))
    except DocumentError:
        return ""  # an empty page: the headers still count
    return "\n".join(page.text for page in reading.parts[0].pages)


def _with_mark(part: Message) -> bytes:
    """Text in UTF-8, and marked as such: the mail's word on the encoding beats the content's."""
    return (_MARK + _text(part)).encode()


def _upload(part: Message, number: int) -> Upload:
    """An attachment under its own name, or one made from its type."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "message" and part.is_multipart():
        data = _children(part)[0].as_bytes()
    else:
        data = _with_mark(part) if kind.startswith("text/") else _data(part)
    name = _header(part.get_filename() or "") or f"attachment-{number}{_extension(kind)}"
    return upload_of(name, data)


def _extension(kind: str) -> str:
    return ".eml" if kind.startswith("message/") else guess_extension(kind) or ""
