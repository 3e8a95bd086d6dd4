"""The members of a container, each read as what it is: what the readers of ZIP archives and of mailboxes share."""

from __future__ import annotations

from assay.document import Notice
from assay.errors import DocumentError
from ingest.media import ZIP
from ingest.readers.base import Desk, RawPart, Reading, below, not_read
from ingest.unpack import Refusal, is_archive, members
from ingest.upload import Upload


def read_members(upload: Upload, desk: Desk) -> Reading:
    """A main part without pages, then the parts of each member; a member that cannot be read becomes a notice.

    Raises `DocumentError`: as the container cannot be opened, or why its first member cannot be read where none can.
    """
    parts: list[RawPart] = []
    notices: list[Notice] = []
    errors: list[DocumentError] = []
    for member in members(upload, desk.media_type, desk.limits):
        try:
            inner = below(member.name, _read(member, desk))
        except DocumentError as error:
            errors.append(error)
            notices.append(not_read(member.name, error))
        else:
            parts.extend(inner.parts)
            notices.extend(inner.notices)
    if not parts:
        raise errors[0] if errors else DocumentError("no_text", "The file holds no documents.", fix="Pack the documents into it again.")
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=()), *parts), notices=tuple(notices))


def _read(member: Upload | Refusal, desk: Desk) -> Reading:
    if isinstance(member, Refusal):
        raise member.error
    if desk.media_type == ZIP and is_archive(member, desk.limits):
        raise DocumentError("nesting_limit", "The file is an archive inside an archive.")
    return desk.read(member)
