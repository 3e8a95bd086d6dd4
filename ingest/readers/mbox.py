"""Mailboxes (mbox): the mails as parts of one document. Who wants a document of each takes `ingest.unpack`."""

from __future__ import annotations

from ingest.members import read_members
from ingest.readers.base import Desk, Reading
from ingest.upload import Upload


def read(upload: Upload, desk: Desk) -> Reading:
    """See `read_members`."""
    return read_members(upload, desk)
