"""The program that keeps RapidOCR's models and reads page after page: see `ingest.ocr.rapidocr`, which starts it.

Its standard input is a socket: width, height and pixels of a page come in, words as JSON go out, until the other side closes it.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Sequence
from typing import Any

_ORDER = struct.Struct("!II")
_LENGTH = struct.Struct("!I")

_SETTINGS = {
    "Global.log_level": "critical",
    # A page that stands on its head is to be turned as a whole: line by line it would be read in the wrong order.
    "Global.use_cls": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def main() -> None:
    """Serve until the line is closed."""
    line = socket.socket(fileno=0)
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - an extra, and slow to load

    engine = RapidOCR(params=_SETTINGS)
    while (order := _received(line, _ORDER.size)) is not None:
        width, height = _ORDER.unpack(order)
        pixels = _received(line, width * height)
        if pixels is None:
            return
        found = json.dumps(list(_words(engine, pixels, width, height))).encode()
        line.sendall(_LENGTH.pack(len(found)) + found)


def _received(line: socket.socket, length: int) -> bytearray | None:
    pieces = bytearray(length)
    view = memoryview(pieces)
    while view:
        count = line.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return pieces


def _words(engine: Any, pixels: bytearray, width: int, height: int) -> Iterator[list[Any]]:
    import numpy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - comes with the extra

    grey = numpy.frombuffer(pixels, dtype=numpy.uint8).reshape(height, width)
    found = engine(numpy.stack((grey, grey, grey), axis=-1), return_word_box=True)
    if found.boxes is None:
        return
    for text, box, score, pieces in zip(found.txts, found.boxes, found.scores, found.word_results, strict=True):
        yield from line_words(text, _around(box), float(score), [(piece, float(sure), _around(place)) for piece, sure, place in pieces])


Place = tuple[float, float, float, float]
Piece = tuple[str, float, Place]


def line_words(text: str, box: Place, score: float, pieces: Sequence[Piece]) -> Iterator[list[Any]]:
    """The words of a recognised line: `[text, [left, top, right, bottom], confidence]`.

    A word ends at a space of the line, a piece also where the kind of sign changes. Where the pieces do not add up to the words, the
    words share the line in proportion to their lengths.
    """
    printed = text.split()
    grouped = _grouped(printed, pieces)
    if grouped is None:
        yield from _in_proportion(text, box, score)
        return
    for word, group in zip(printed, grouped, strict=True):
        places = [place for _, _, place in group]
        around = [min(place[0] for place in places), box[1], max(place[2] for place in places), box[3]]
        yield [word, around, min(sure for _, sure, _ in group)]


def _grouped(printed: Sequence[str], pieces: Sequence[Piece]) -> list[list[Piece]] | None:
    """The pieces of each word; None where they are not those of these words."""
    rest = iter(pieces)
    grouped: list[list[Piece]] = []
    for word in printed:
        group: list[Piece] = []
        while (spelled := "".join(text for text, _, _ in group)) != word:
            piece = next(rest, None)
            if piece is None or not word.startswith(spelled + piece[0]) or not piece[0]:
                return None
            group.append(piece)
        grouped.append(group)
    return grouped


def _in_proportion(text: str, box: Place, score: float) -> Iterator[list[Any]]:
    left, top, right, bottom = box
    character = (right - left) / max(1, len(text))
    place = 0
    for word in text.split():
        place = text.index(word, place)
        yield [word, [left + place * character, top, left + (place + len(word)) * character, bottom], score]
        place += len(word)


def _around(corners: Any) -> Place:
    across, down = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return min(across), min(down), max(across), max(down)


if __name__ == "__main__":
    main()
