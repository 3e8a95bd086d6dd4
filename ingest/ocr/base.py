"""What recognises text in pictures: the contract that every engine implements, and its nouns. Light to import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A picture of one page as it is displayed: `height` rows of `width` bytes, 0 black to 255 white; dots per inch."""

    width: int
    height: int
    pixels: bytes
    dpi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWord:
    """A recognised word: its box in pixels of the scan (left, top, right, bottom), how sure (0 to 1), and the line that it stands on.

    Words come in reading order; `line` grows with it. Where the page was turned or straightened to be read, the boxes are those of the
    scan as it was given.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The words of one scan. `engine` is its name and version; `turned` (0, 90, 180, 270 degrees clockwise) and `skew` (degrees) are what
    was done to the scan before it was read.
    """

    engine: str
    words: tuple[SeenWord, ...]
    turned: int = 0
    skew: float = 0.0


# Raises DocumentError: `timeout` for a page that takes too long, `parser_crashed` for an engine that dies.
Recogniser = Callable[[Scan], Recognised]
