"""JSON, such as an API's response, and lines of JSON (NDJSON): one leaf a line, each value as it stands."""

from __future__ import annotations

from typing import Any

from assay.errors import DocumentError
from ingest.readers.base import Desk, RawPage, RawPart, Reading
from ingest.structure import json_label, json_leaves, leaf_lines, parse_json
from ingest.text.encoding import decoded
from ingest.upload import Upload

_OF_LINES = frozenset({"jsonl", "ndjson"})


def read(upload: Upload, desk: Desk) -> Reading:
    """One part, with the source and the place of every leaf. Lines of JSON become one array."""
    source, value = _parsed(decoded(upload.data), upload.extension)
    labelled = ((path, json_label(path), shown) for path, shown in json_leaves(value, limits=desk.limits))
    text, leaves = leaf_lines(labelled, progress=desk.progress)
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(RawPage(text=text),), data=source, leaves=leaves),))


def _parsed(source: str, extension: str) -> tuple[str, Any]:
    if extension in _OF_LINES:
        return _array(source)
    try:
        return source, parse_json(source)
    except DocumentError:
        if not _looks_like_lines(source):
            raise
    return _array(source)


def _looks_like_lines(source: str) -> bool:
    """More than one line, and each an object: so programs write logs, and name them `.json`."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines)


def _array(source: str) -> tuple[str, list[Any]]:
    """The array of the lines, as JSON and as a value. Raises `DocumentError` `corrupt_document`, which names the damaged line."""
    lines: list[str] = []
    values: list[Any] = []
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            values.append(_line(line.strip(), number))
            lines.append(line.strip())
    return "[" + ",\n".join(lines) + "]", values


def _line(line: str, number: int) -> Any:
    try:
        return parse_json(line)
    except DocumentError as error:
        raise DocumentError(error.code, f"Line {number:,} of the file holds no JSON value that can be read.") from error
