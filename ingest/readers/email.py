"""Mail: headers and body as the main part, each attachment as further parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message

from assay.document import Notice
from ingest import media
from ingest.limits import Limits
from ingest.mail.body import Body, marked
from ingest.mail.headers import UNSHOWN
from ingest.mail.letter import SHOWN, Letter, check_count, read_letter
from ingest.mail.mime import MimePart, header_text, part_of
from ingest.readers.base import Desk, Reading
from ingest.text.encoding import decoded
from ingest.upload import Upload, upload_of

_SHOWN = {name.lower(): name for name in SHOWN}
_UNSHOWN = {name.lower(): name for name in UNSHOWN}
_BODIES = frozenset({"text/plain", "text/html"})
# What an attachment without a name is called by. Of what is read only: no other ending would tell its reader more.
_ENDINGS = {
    **{media.PDF: ".pdf", media.DOCX: ".docx", media.XLSX: ".xlsx", media.CSV: ".csv", media.HTML: ".html", media.JSON: ".json"},
    **{media.XML: ".xml", "text/xml": ".xml", media.TEXT: ".txt", media.CALENDAR: ".ics", media.ZIP: ".zip", media.MSG: ".msg"},
    **{media.PNG: ".png", media.JPEG: ".jpg", media.TIFF: ".tif", media.WEBP: ".webp"},
}
# Texts with a reader of their own.
_FORMATS = frozenset({"text/calendar", "text/csv", "text/xml"})
_MACHINERY = (
    *("application/pgp-keys", "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
    *("message/delivery-status", "message/disposition-notification", "message/feedback-report"),
)
# What stands in a body and is no text, and alternatives of it that few programs show.
_NO_TEXT = ("audio/", "video/", "text/x-amp-html", "text/watch-html")
_TOO_DEEP = Notice(code="attachment_failed", says="The mail is nested deeper than the limit; what lies below was not read.")


def read(upload: Upload, desk: Desk) -> Reading:
    """See `read_letter`. Damaged mail is read as far as it goes. Raises `DocumentError`: `too_many_attachments`."""
    mail = part_of(_from_first_header(upload.data))
    contents = _contents(mail, desk.limits, pictures=desk.recognise is not None)
    check_count(len(contents.attached), desk.limits)
    letter = Letter(
        headers=_headers(mail.headers, _SHOWN),
        unshown=_headers(mail.headers, _UNSHOWN),
        bodies=tuple(_body(pair) for pair in contents.bodies),
        attached=(_attached(part, number, upload.password) for number, part in enumerate(contents.attached, 1)),
        notices=(_TOO_DEEP,) if contents.too_deep else (),
    )
    return read_letter(letter, desk)


def _from_first_header(data: bytes) -> bytes:
    """Without blank lines and byte order mark before the headers, which would end them at once."""
    from_first = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return from_first if b"\n" in from_first else from_first.replace(b"\r", b"\n")


def _headers(headers: Message, wanted: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for name, value in headers.raw_items():
        values = found.get(name.lower())
        if values is not None:
            values.append(value)
    return tuple((wanted[name], header_text(value)) for name, values in found.items() for value in values)


@dataclass(slots=True, eq=False)
class _Pair:
    """The plain and the HTML leaves of one body."""

    plain: list[MimePart] = field(default_factory=list)
    html: list[MimePart] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Contents:
    """The leaves that are the mail's bodies, and those that are attached to it, each in order."""

    bodies: list[_Pair] = field(default_factory=list)
    attached: list[MimePart] = field(default_factory=list)
    too_deep: bool = False  # whether there are more

    def new_body(self) -> _Pair:
        """One more body, still empty."""
        self.bodies.append(_Pair())
        return self.bodies[-1]


def _contents(mail: MimePart, limits: Limits, *, pictures: bool) -> _Contents:
    """The mail's leaves; `pictures`: whether those that stand in the body by themselves are documents."""
    contents = _Contents()
    waiting: list[tuple[MimePart, _Pair | None, int]] = [(mail, None, 0)]
    while waiting:
        part, pair, depth = waiting.pop()
        if depth > limits.mime_depth:
            contents.too_deep = True
            continue
        inner = part.parts()
        if inner:
            if part.kind == "multipart/alternative":
                pair = contents.new_body()
            waiting.extend((child, pair, depth + 1) for child in reversed(inner))
        elif _is_body(part, whole_mail=part is mail):
            pair = pair or contents.new_body()
            (pair.html if part.kind == "text/html" else pair.plain).append(part)
        elif part is mail or _is_document(part, pictures):
            contents.attached.append(part)
    return contents


def _is_body(part: MimePart, *, whole_mail: bool) -> bool:
    """Text that is not a file. A mail that consists of one text has it as its body, whatever that is called."""
    kind = part.kind
    if kind.startswith("multipart/"):
        return True
    is_text = kind in _BODIES or (whole_mail and kind.startswith("text/") and kind not in _FORMATS)
    return is_text and not part.is_attachment and not part.file_name


def _is_document(part: MimePart, pictures: bool) -> bool:
    """Not a picture that decorates a body: what HTML shows has an id."""
    kind = part.kind
    if kind.startswith(_MACHINERY):
        return False
    if part.is_attachment:
        return True
    return pictures and "Content-ID" not in part.headers if kind.startswith("image/") else not kind.startswith(_NO_TEXT)


def _body(pair: _Pair) -> Body:
    return Body(plain="\n".join(map(_text, pair.plain)), html="\n".join(map(_text, pair.html)))


def _text(part: MimePart) -> str:
    return decoded(part.content(), declared=part.charset)


def _attached(part: MimePart, number: int, password: str | None) -> Upload:
    """An attachment under its own name, or one made from its type."""
    name = part.file_name or f"attachment-{number}{_extension(part.kind)}"
    return upload_of(name, _attached_data(part), password=password)


def _attached_data(part: MimePart) -> bytes:
    """The content, in UTF-8 where its headers name another encoding of text, which the content does not."""
    content, charset = part.content(), part.charset
    is_text = charset and part.kind.startswith("text/") and b"\0" not in content
    return marked(decoded(content, declared=charset)) if is_text else content


def _extension(kind: str) -> str:
    return ".eml" if kind.startswith("message/") else _ENDINGS.get(kind, "")
