"""Outlook messages: read as mails are, with their own names for everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime

from assay.document import Notice
from assay.errors import DocumentError
from ingest.mail import outlook
from ingest.mail.alternatives import strays, tokens
from ingest.mail.body import DISAGREE, Body, other_alternative
from ingest.mail.letter import SHOWN, Letter, check_count, read_letter, together
from ingest.mail.outlook import Storage, encoding_of, open_message
from ingest.mail.rtf import read_rtf
from ingest.readers.base import Desk, RawHidden, Reading, below, not_read, read_inside
from ingest.text.clean import one_line
from ingest.text.encoding import decoded
from ingest.upload import Upload, shown_name, upload_of

_NOTHING = Reading(parts=())
_NO_FILE = "The message holds no file of it."
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "emf", "wmf"})


def read(upload: Upload, desk: Desk) -> Reading:
    """See `read_letter`; messages inside follow with their attachments. Damaged ones are read as far as they go.

    Raises `DocumentError`: `too_many_attachments`, `corrupt_document`, or `unsupported_type` without the extra `msg`.
    """
    return _read(open_message(upload.data), desk, upload.password, 0)


def _read(message: Storage, desk: Desk, password: str | None, depth: int) -> Reading:
    attached = list(message.attachments())
    check_count(len(attached), desk.limits)
    body, notices = _body(message)
    letter = read_letter(Letter(headers=tuple(_headers(message)), bodies=(body,), notices=notices), desk)
    inside = [_attached(attachment, number, desk, password, depth) for number, attachment in enumerate(attached, 1)]
    return replace(together([letter, *inside]), metadata=letter.metadata)


def _attached(attachment: Storage, number: int, desk: Desk, password: str | None, depth: int) -> Reading:
    desk.progress()
    name = _file_name(attachment) or f"attachment-{number}"
    message = attachment.message()
    if message is not None:
        return _inner_message(name if name.lower().endswith(".msg") else f"{name}.msg", message, desk, password, depth + 1)
    data = attachment.bytes_of(outlook.DATA)
    if data and not _decorates(attachment, name):
        return read_inside(upload_of(name, data, password=password), desk)
    return _NOTHING if data else Reading(parts=(), notices=(not_read(name, DocumentError("corrupt_document", _NO_FILE)),))


def _inner_message(name: str, message: Storage, desk: Desk, password: str | None, depth: int) -> Reading:
    try:
        if desk.depth + depth > desk.limits.mime_depth:
            raise DocumentError("nesting_limit")
        return below(name, _read(message, desk, password, depth))
    except DocumentError as error:
        return Reading(parts=(), notices=(not_read(name, error),))


def _headers(message: Storage) -> Iterator[tuple[str, str]]:
    """As in a mail; empty ones are left out."""
    sender = _person(message, outlook.SENT_FOR) or _person(message, outlook.SENDER)
    people = list(message.recipients())
    sent = message.time(outlook.SUBMITTED) or message.time(outlook.DELIVERED)
    values = (
        sender,
        _people(people, outlook.TO) or message.text(outlook.SHOWN_TO),
        _people(people, outlook.CC) or message.text(outlook.SHOWN_CC),
        format_datetime(sent) if sent else "",
        message.text(outlook.SUBJECT),
    )
    return ((name, one_line(value)) for name, value in zip(SHOWN, values, strict=True) if value.strip())


def _people(recipients: list[Storage], kind: int) -> str:
    found = (_person(one, outlook.RECIPIENT) for one in recipients if one.number(outlook.RECIPIENT_KIND) == kind)
    return ", ".join(person for person in found if person)


def _person(storage: Storage, tags: tuple[int, int, int]) -> str:
    """Name and address as a mail's header has them; an address inside of Exchange says nothing to a person."""
    name, address, smtp = (storage.text(tag).strip() for tag in tags)
    shown = next((one for one in (smtp, address) if "@" in one), "")
    if not shown or name.strip("'") == shown:
        return name or shown
    return f"{name} <{shown}>".strip()


def _body(message: Storage) -> tuple[Body, tuple[Notice, ...]]:
    """The body in the forms that there are. Outlook shows the HTML, or else the rich text, which may have HTML in it."""
    plain, html = message.text(outlook.BODY), _html(message)
    if html.strip():
        return Body(plain=plain, html=html), ()
    rich = read_rtf(_unpacked(message.bytes_of(outlook.RTF)))
    if rich.is_html or not rich.text.strip():
        return Body(plain=plain, html=rich.text), ()
    vanished = tuple(RawHidden(why="vanish", text=text) for text in rich.hidden)
    if not strays(tokens(plain), tokens(rich.text)):
        return Body(plain=rich.text, hidden=vanished), ()
    return Body(plain=rich.text, hidden=(*vanished, other_alternative(plain))), (DISAGREE,)


def _html(message: Storage) -> str:
    data = message.bytes_of(outlook.HTML)
    return decoded(data, declared=encoding_of(message)) if data else message.text(outlook.HTML)


def _unpacked(data: bytes) -> bytes:
    import compressed_rtf  # noqa: PLC0415 - comes with an extra, the one that opened the message

    try:
        return bytes(compressed_rtf.decompress(data))
    except Exception:  # noqa: BLE001 - the library raises nothing more exact
        return b""  # damaged, or none


def _file_name(attachment: Storage) -> str:
    names = (attachment.text(tag).strip() for tag in (outlook.LONG_FILE_NAME, outlook.FILE_NAME, outlook.DISPLAY_NAME))
    name = next((name for name in names if name), "")
    return shown_name(name) if name else ""


def _decorates(attachment: Storage, name: str) -> bool:
    """A picture of the body: what HTML shows has an id."""
    is_picture = attachment.text(outlook.MIME_TYPE).startswith("image/") or name.rpartition(".")[2].lower() in _PICTURES
    return is_picture and bool(attachment.text(outlook.CONTENT_ID))
