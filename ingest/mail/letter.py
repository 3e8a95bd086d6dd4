"""What a mail is read as, whichever format it came in: headers and bodies on one page, then its attachments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assay.document import Notice
from assay.errors import DocumentError
from ingest.limits import Limits
from ingest.mail.body import Body, joined, read_body
from ingest.mail.headers import said_by
from ingest.readers.base import Desk, RawPage, RawPart, Reading, read_inside
from ingest.upload import Upload

SHOWN = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letter:
    """A mail taken apart. `headers` are names and values as they are to be shown, in order; `attached` is gone through once.

    `unshown` are headers that no mail program shows.
    """

    headers: tuple[tuple[str, str], ...]
    bodies: tuple[Body, ...]
    attached: Iterable[Upload] = ()
    notices: tuple[Notice, ...] = ()
    unshown: tuple[tuple[str, str], ...] = ()


def read_letter(letter: Letter, desk: Desk) -> Reading:
    """The main part, the data embedded in its bodies, then what each attachment holds; what cannot be read becomes a notice."""
    headers = RawPage(text="\n".join(f"{name}: {value}" for name, value in letter.headers))
    bodies = [read_body(body, desk) for body in letter.bodies]
    page = joined([headers, *(body.page for body in bodies)])
    main = Reading(parts=(RawPart(media_type=desk.media_type, pages=(page,)),), notices=letter.notices)
    data = (Reading(parts=body.data, notices=body.notices) for body in bodies)
    inside = (read_inside(upload, desk) for upload in letter.attached)
    return replace(together([main, *data, *inside]), metadata=said_by((*letter.headers, *letter.unshown)))


def together(readings: Iterable[Reading]) -> Reading:
    """Several readings as one."""
    parts: list[RawPart] = []
    notices: list[Notice] = []
    for reading in readings:
        parts.extend(reading.parts)
        notices.extend(reading.notices)
    return Reading(parts=tuple(parts), notices=tuple(notices))


def check_count(attachments: int, limits: Limits) -> None:
    """Raises `DocumentError` `too_many_attachments`."""
    if attachments > limits.attachments:
        says = f"The mail has {attachments:,} attachments; at most {limits.attachments:,} are read."
        raise DocumentError("too_many_attachments", says)
