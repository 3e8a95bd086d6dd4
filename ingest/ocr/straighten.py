"""Scans that lie askew: how far, told by how sharply rows of pixels change between text and gap, and the way back to the scan as given.

Angles are degrees clockwise, as seen on the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from PIL import Image, ImageChops

Box = tuple[float, float, float, float]
_Point = tuple[float, float]

_LONGEST = 900  # pixels: enough to tell lines apart, and quick to turn
_COARSE = tuple(float(angle) for angle in range(-10, 11))
_FINE = (-0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8)
_LEAST_SKEW = 0.3  # degrees; less than that turning blurs more than it helps
_SHARPER = 1.15  # how much sharper lines must become
_WHITE = 255
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def skew_of(picture: Image.Image) -> float:
    """How far the lines of a greyscale picture of a page are turned, up to 10 degrees and a bit; 0.0 where it does not say."""
    ink = _ink(picture)
    sharpness = {skew: _sharpness(ink, skew) for skew in _COARSE}
    coarse = max(sharpness, key=sharpness.__getitem__)
    sharpness |= {coarse + step: _sharpness(ink, coarse + step) for step in _FINE}
    fine = max(sharpness, key=sharpness.__getitem__)
    return fine if abs(fine) >= _LEAST_SKEW and sharpness[fine] > _SHARPER * sharpness[0.0] else 0.0


def _ink(picture: Image.Image) -> Image.Image:
    """A small picture of what is darker than its surroundings; shadows and coloured paper count for nothing."""
    small = picture.copy()
    small.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX, reducing_gap=None)
    around = small.resize((max(1, small.width // 16), max(1, small.height // 16)), Image.Resampling.BOX)
    return ImageChops.subtract(around.resize(small.size, Image.Resampling.BILINEAR), small)


def _sharpness(ink: Image.Image, skew: float) -> float:
    """How much rows differ from the next ones when a skew is undone."""
    turned = ink.rotate(skew, Image.Resampling.BILINEAR) if skew else ink
    rows = turned.convert("F").resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((one - next_one) ** 2 for one, next_one in pairwise(memoryview(rows).cast("f")))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page turned to be read: the picture, and what was done to the scan to get it."""

    picture: Image.Image
    turned: int
    skew: float
    scan_size: tuple[int, int]

    @classmethod
    def of(cls, scan: Image.Image, turned: int) -> Self:
        """The scan turned clockwise by a multiple of 90 degrees, then freed of the skew that its lines have by then."""
        picture = scan.transpose(_TURNS[turned]) if turned else scan
        skew = skew_of(picture)
        if skew:
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=_WHITE)
        return cls(picture=picture, turned=turned, skew=skew, scan_size=scan.size)

    def on_scan(self, box: Box) -> Box:
        """Where a box of the picture lies on the scan: the smallest upright box around it."""
        left, top, right, bottom = box
        corners = [self._back((x, y)) for x in (left, right) for y in (top, bottom)]
        width, height = self.scan_size
        across = [min(max(x, 0.0), float(width)) for x, _ in corners]
        down = [min(max(y, 0.0), float(height)) for _, y in corners]
        return min(across), min(down), max(across), max(down)

    def _back(self, point: _Point) -> _Point:
        # Both turns are about the middle, which stays the middle.
        angle = math.radians(self.turned - self.skew)
        x, y = point[0] - self.picture.width / 2, point[1] - self.picture.height / 2
        cosine, sine = math.cos(angle), math.sin(angle)
        return x * cosine + y * sine + self.scan_size[0] / 2, y * cosine - x * sine + self.scan_size[1] / 2
