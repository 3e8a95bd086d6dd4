"""Words that a PDF shows apart and whose gap pdfium takes for none: `88802 Spielkreis` comes out as `88802Spielkreis`.

Only where the kind of sign changes inside a word is there a question: between digits and letters, and from a small to a
capital letter. There the gap is measured against the others of the same word, so that spaced-out text stays whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

# A digit, a capital, a small letter or another sign, for each of Latin-1; beyond it nothing is told apart.
_KINDS = "".join("0" if sign.isdecimal() else "A" if sign.isupper() else "a" if sign.islower() else "." for sign in map(chr, range(256)))
_KIND_OF = _KINDS.encode()
_CHANGES = (b"0a", b"0A", b"a0", b"A0", b"aA")

# How much wider than its neighbours a gap has to be, in heights of a character. A space is 0.2 to 0.3 of the font's size
# in the usual fonts, and kerning and rounding move letters by less than 0.05.
_WIDER = 0.12


def changes(text: str) -> list[int]:
    """The places at which another kind of sign begins, in order."""
    kinds = text.encode("latin-1", "replace").translate(_KIND_OF)
    return sorted(place for change in _CHANGES if change in kinds for place in _found(kinds, change))


def _found(kinds: bytes, change: bytes) -> Iterator[int]:
    place = kinds.find(change)
    while place >= 0:
        yield place + 1
        place = kinds.find(change, place + 1)


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
