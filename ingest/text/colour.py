"""Colours of letters and of what lies behind them."""

from __future__ import annotations

Colour = tuple[int, int, int]  # red, green, blue; 0 to 255

WHITE: Colour = (255, 255, 255)
_NEAR = 8  # nobody sees a smaller difference


def alike(one: Colour, other: Colour) -> bool:
    """Whether text of the one cannot be seen on the other."""
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def from_hex(written: str) -> Colour | None:
    """The colour written as six hexadecimal digits (`1F3864`); None for anything else."""
    try:
        number = int(written, 16) if len(written) == 6 else -1
    except ValueError:
        return None
    return (number >> 16, number >> 8 & 0xFF, number & 0xFF) if number >= 0 else None
