"""A batch's file: one request a line, and one line of what came back for each, in any order and perhaps not for all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReply:
    """What came back for a line: the status and body of its response, or the provider's code for why there is none."""

    line: str
    status: int | None = None
    body: Any = None
    error: str | None = None


def request_line(line: str, path: str, body: Mapping[str, Any]) -> bytes:
    """One line of the file that is uploaded; `line` is its `custom_id`."""
    request = {"custom_id": line, "method": "POST", "url": path, "body": body}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def line_replies(lines: Iterable[str]) -> Iterator[LineReply]:
    """What the lines of an output or error file say. One that is no answer to any line is passed over."""
    for text in lines:
        reply = _reply(text)
        if reply is not None:
            yield reply


def _reply(text: str) -> LineReply | None:
    try:
        given = json.loads(text)
        response, error = given.get("response") or {}, given.get("error") or {}
        return LineReply(
            line=str(given["custom_id"]), status=response.get("status_code"), body=response.get("body"), error=error.get("code")
        )
    except (ValueError, KeyError, AttributeError):
        return None
