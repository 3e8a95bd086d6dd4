"""Boxes on a page: points of the displayed page (crop box and rotation applied), origin top left, y grows downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points; `left <= right` and `top <= bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    def fractions(self, width: float, height: float) -> tuple[float, float, float, float]:
        """The box as fractions of a page of that size in points, clamped to the page."""
        return (
            _clamped(self.left / width),
            _clamped(self.top / height),
            _clamped(self.right / width),
            _clamped(self.bottom / height),
        )


def union(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them; None when there are none."""
    all_of_them = list(boxes)
    if not all_of_them:
        return None
    return Box(
        min(box.left for box in all_of_them),
        min(box.top for box in all_of_them),
        max(box.right for box in all_of_them),
        max(box.bottom for box in all_of_them),
    )


def _clamped(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))
