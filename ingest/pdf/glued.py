"""Words that a PDF shows apart and whose gap pdfium takes for none: `88802 Spielkreis` comes out as `88802Spielkreis`.

Only where the kind of sign changes inside a word is there a question: between digits and letters, and from a small to a
capital letter. There the gap is measured against the others of the same word, so that spaced-out text stays whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

# A bit for each kind of sign, and four bits further up the kinds that are a change after it; none for other signs, nor beyond
# Latin-1. So all changes of a text are found at once: where the upper bits of a sign meet the lower bits of the next.
_DIGIT, _CAPITAL, _SMALL = 1, 2, 4
_AFTER_DIGIT, _AFTER_CAPITAL, _AFTER_SMALL = (kinds << 4 for kinds in (_CAPITAL | _SMALL, _DIGIT, _DIGIT | _CAPITAL))


def _kind(sign: str) -> int:
    if sign.isdecimal():
        return _DIGIT | _AFTER_DIGIT
    return _CAPITAL | _AFTER_CAPITAL if sign.isupper() else _SMALL | _AFTER_SMALL if sign.islower() else 0


_KINDS = bytes(_kind(chr(code)) for code in range(256))
_MEETS = bytes(code & 0x0F > 0 for code in range(256))

# How much wider than its neighbours a gap has to be, in heights of a character. A space is 0.2 to 0.3 of the font's size
# in the usual fonts, and kerning and rounding move letters by less than 0.05.
_WIDER = 0.12


def changes(text: str) -> list[int]:
    """The places at which another kind of sign begins, in order."""
    kinds = int.from_bytes(text.encode("latin-1", "replace").translate(_KINDS), "little")
    return list(_found((kinds << 4 & kinds).to_bytes(len(text), "little").translate(_MEETS)))


def _found(meets: bytes) -> Iterator[int]:
    place = meets.find(True)
    while place >= 0:
        yield place
        place = meets.find(True, place + 1)


def may_part(boxes: array[float]) -> list[bool]:
    """Whether the gap is wide enough at all, for each pair of neighbouring characters. `boxes` as in `gaps`, pair after pair."""
    return [
        left - right > _WIDER * (top - bottom)
        for right, left, top, bottom in zip(boxes[2::8], boxes[4::8], boxes[1::8], boxes[3::8], strict=True)
    ]


def gaps(boxes: array[float], places: list[int]) -> list[int]:
    """Those of the places at which a word falls apart. `boxes` has left, top, right, bottom of each of its characters, y upwards."""
    between = [left - right for left, right in zip(boxes[4::4], boxes[2:-4:4], strict=True)]
    inside = [gap for place, gap in enumerate(between, 1) if place not in places]
    if not inside:
        return []
    least = max(0.0, *inside) + _WIDER * (boxes[1] - boxes[3])
    return [place for place in places if between[place - 1] > least]
