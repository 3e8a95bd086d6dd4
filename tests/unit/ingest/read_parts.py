"""The parts of a document, without what its files say of themselves."""

from __future__ import annotations

from assay.document import Document, Part
from ingest.metadata import MEDIA_TYPE


def pieces_of(document: Document) -> list[Part]:
    """What the file consists of, in order."""
    return [part for part in document.parts if part.media_type != MEDIA_TYPE]
