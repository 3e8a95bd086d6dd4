"""PDF streams that unpack to far more than their size, found before a reader unpacks them.

A stream that unpacks a thousandfold repeats itself even when packed, which a look at a few of its bytes tells; only such streams
are unpacked here, a block at a time.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TypeAlias

from assay.errors import DocumentError
from ingest.limits import Limits

_STREAM = re.compile(rb"stream\r?\n")
_END = b"endstream"
_LEAST = 1_000  # bytes of a stream: what is shorter unpacks to a megabyte at most
_LOOK = 256  # bytes in the middle
_FEW = 64  # of the 256 values of a byte: packed text or pictures have more than a hundred of them
_BLOCK = 1 << 20
_LAYERS = 3

Buffer: TypeAlias = "bytes | memoryview"


def check_inflation(data: bytes, limits: Limits) -> None:
    """Refuse a file with such a stream. Raises `DocumentError`: `too_large_uncompressed`."""
    for packed in _repetitive(data):
        if _unpacked(packed, limits.unpacked_bytes) > limits.unpacked_bytes:
            raise DocumentError("too_large_uncompressed")


def _repetitive(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    place = data.find(b"stream")
    while place >= 0:
        found = _STREAM.match(data, place)
        if found is None:
            place = data.find(b"stream", place + 6)
            continue
        end = data.find(_END, found.end())
        end = len(data) if end < 0 else end
        middle = (found.end() + end - _LOOK) // 2
        if end - found.end() >= _LEAST and len(set(data[middle : middle + _LOOK])) < _FEW:
            yield view[found.end() : end]
        place = data.find(b"stream", end + len(_END))


def _unpacked(packed: memoryview, most: int) -> int:
    """The size of the largest layer of a stream that may be packed more than once; no further than past `most`."""
    largest = 0
    for layers in range(1, _LAYERS + 1):
        pieces: Iterator[Buffer] = iter([packed])
        for _ in range(layers):
            pieces = _inflated(pieces)
        size = _size(pieces, most)
        largest = max(largest, size)
        if size == 0 or largest > most:
            break
    return largest


def _inflated(pieces: Iterator[Buffer]) -> Iterator[Buffer]:
    """The pieces unpacked, as far as they can be."""
    unpacker = zlib.decompressobj()
    for packed in pieces:
        rest = packed
        while len(rest) > 0 and not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, _BLOCK)
            except zlib.error:
                return
            if piece:
                yield piece
            rest = unpacker.unconsumed_tail


def _size(pieces: Iterator[Buffer], most: int) -> int:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            break
    return size
