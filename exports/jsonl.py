"""Results as JSON lines: one document a line, in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO


def line(form: Mapping[str, Any]) -> str:
    """One result as one line, without its line end. The same result gives the same bytes."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_jsonl(forms: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    """Each result on its own line as soon as it is there, so that a reader can begin before the last one."""
    for form in forms:
        out.write(line(form) + "\n")
        out.flush()
