"""Words as the lines that one sees, whatever their order in the text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.document import Words
from assay.geometry import Box, union


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words that stand beside each other, by their index, from left to right, and the box around them."""

    words: tuple[int, ...]
    box: Box


def lines_of(words: Words, indices: Sequence[int]) -> list[Line]:
    """The words as the lines that one sees, from top to bottom."""
    lines: list[list[int]] = []
    for index in sorted(indices, key=lambda index: (words.tops[index] + words.bottoms[index]) / 2):
        middle = (words.tops[index] + words.bottoms[index]) / 2
        if lines and middle <= words.bottoms[lines[-1][0]] and words.tops[index] >= words.tops[lines[-1][0]] - _half(words, index):
            lines[-1].append(index)
        else:
            lines.append([index])
    return [_line(words, line) for line in lines]


def _half(words: Words, index: int) -> float:
    return (words.bottoms[index] - words.tops[index]) / 2


def _line(words: Words, indices: Sequence[int]) -> Line:
    box = union(words[index].box for index in indices)
    return Line(words=tuple(sorted(indices, key=lambda index: words.lefts[index])), box=box or Box(0, 0, 0, 0))
