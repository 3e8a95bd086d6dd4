"""What a file says of itself, by name: `title`, `language`, `og:site_name`, `file_name`."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.rules.hit import Claimant, Hit
from extractors.rules.reading import Reading
from extractors.rules.structured.leaf import read_leaf
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.metadata import path_of


def read_metadata(claimant: Claimant, reading: Reading) -> Iterator[Hit]:
    """The value of that name, what the file itself says before what its attachments say; all names are in lower case."""
    wanted = path_of((claimant.rung.expression or "").strip().lower())
    for part in sorted(reading.document.parts, key=lambda one: one.name.count("/")):
        span = part.leaves.get(wanted) if part.media_type == METADATA else None
        hit = read_leaf(claimant, span, reading.document.quote(span), reading.locale) if span is not None else None
        if hit is not None:
            yield hit
