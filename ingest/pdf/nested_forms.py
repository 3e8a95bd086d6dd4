"""Forms of a PDF that draw forms that draw forms: ten draws in each of eight levels are a hundred million.

A form is always an object of its own in the file, so that it can be found without a reader that would draw it. Forms whose
resources stand elsewhere are not followed: what they hold back, the time limit of the sandbox stops.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from assay.errors import DocumentError

_MOST_DRAWS = 100_000
_DEEPEST = 40  # forms that draw themselves end nowhere
_LONGEST = 1 << 20  # bytes of a form's content that are looked at
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_NUMBER = re.compile(rb"(\d+)\s+\d+$")
_LONGEST_NUMBER = 24
_LONGEST_HEAD = 4_000  # bytes from the number of an object to its stream
_RESOURCES = re.compile(rb"/XObject\s*<<(.*?)>>", re.DOTALL)
_ENTRY = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R")
_DRAW = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")


def check_forms(data: bytes) -> None:
    """Refuse a file whose forms draw each other too often. Raises `DocumentError`: `too_complex`."""
    forms = _forms(data)
    draws = dict.fromkeys(forms, 1)
    for _ in range(_DEEPEST):
        draws = {number: 1 + sum(draws.get(one, 1) for one in drawn) for number, drawn in forms.items()}
        if max(draws.values(), default=0) > _MOST_DRAWS:
            raise DocumentError("too_complex")


def _forms(data: bytes) -> dict[int, tuple[int, ...]]:
    """The forms that draw others, by the number of their object: what they draw, once for each time."""
    forms = {}
    for found in _FORM.finditer(data):
        start = data.rfind(b" obj", max(0, found.start() - _LONGEST_HEAD), found.start())
        end = data.find(b"stream", found.end(), found.end() + _LONGEST_HEAD)
        number = _NUMBER.search(data, max(0, start - _LONGEST_NUMBER), start)
        resources = _RESOURCES.search(data, start, end) if 0 <= start < end else None
        if number is not None and resources is not None:
            names = {name: int(drawn) for name, drawn in _ENTRY.findall(resources[1])}
            forms[int(number[1])] = _drawn(_content(data, end), names)
    return forms


def _drawn(content: bytes, names: Mapping[bytes, int]) -> tuple[int, ...]:
    return tuple(names[name] for name in _DRAW.findall(content) if name in names)


def _content(data: bytes, start: int) -> bytes:
    """The content of the stream that starts there, unpacked where it is packed in the usual way."""
    end = data.find(b"endstream", start)
    packed = data[start + len(b"stream") : end if end >= 0 else None].lstrip()[:_LONGEST]
    try:
        return zlib.decompressobj().decompress(packed, _LONGEST)
    except zlib.error:
        return packed
