"""What a file says of itself beside its text, such as its title and author, as a part of the document that `metadata` sources read."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ingest.readers.base import RawPage, RawPart
from ingest.structure import leaf_lines, quoted

MEDIA_TYPE = "application/vnd.assay.metadata+json"
NAME = "metadata"

_LONGEST_VALUE = 10_000
_MOST_NAMES = 500


def metadata_part(said: Mapping[str, str]) -> RawPart:
    """One line for each name that has a value, white space as single spaces; what is beyond the limits is left out."""
    shown = {name: value for name, raw in said.items() if (value := " ".join(raw[:_LONGEST_VALUE].split()))}
    kept = dict(list(shown.items())[:_MOST_NAMES])
    text, leaves = leaf_lines((path_of(name), name, value) for name, value in kept.items())
    source = json.dumps(kept, ensure_ascii=False)
    return RawPart(media_type=MEDIA_TYPE, pages=(RawPage(text=text),), name=NAME, embedded=True, data=source, leaves=leaves)


def path_of(name: str) -> str:
    """The path of that name's value among the part's leaves."""
    return f"$[{quoted(name)}]"
