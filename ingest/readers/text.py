"""Plain text in any encoding; form feeds part pages."""

from __future__ import annotations

from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.text.clean import clean
from ingest.text.encoding import decoded
from ingest.text.layout import tabbed
from ingest.upload import Upload

MEDIA_TYPE = "text/plain"


def read(upload: Upload, desk: Desk) -> Reading:
    """The text as it stands; lines with tabs are laid out as tables."""
    text = tabbed(clean(decoded(upload.data))).strip("\n")
    pages = tuple(RawPage(text=page.strip("\n")) for page in text.rstrip("\f").split("\f"))
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=pages),))
