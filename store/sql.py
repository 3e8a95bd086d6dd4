"""The queries of this room: files in `store/queries`, in which each query has a name and a comment that says what it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def queries(file: str) -> Mapping[str, bytes]:
    """The queries of `store/queries/<file>.sql` by name, as bytes, because psycopg refuses text that was put together at run time."""
    text = files("store").joinpath("queries", f"{file}.sql").read_text(encoding="utf-8")
    _, *pieces = _NAME.split(text)
    return MappingProxyType({name: body.strip().encode() for name, body in zip(pieces[::2], pieces[1::2], strict=True)})
