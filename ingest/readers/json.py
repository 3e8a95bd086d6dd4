"""JSON, such as an API's response: one leaf a line, each value as it stands."""

from __future__ import annotations

from ingest.encoding import decoded
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.structure import json_label, json_leaves, leaf_lines, parse_json
from ingest.upload import Upload


def read(upload: Upload, desk: Desk) -> Reading:
    """One part, with the source and the place of every leaf."""
    source = decoded(upload.data)
    value = parse_json(source)
    text, leaves = leaf_lines((path, json_label(path), shown) for path, shown in json_leaves(value, limits=desk.limits))
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=text),), data=source, leaves=leaves),))
