"""What stands around a place of a text."""

from __future__ import annotations

from assay.span import Span


def line_start(text: str, offset: int) -> int:
    """Where the line begins that the offset is in."""
    return text.rfind("\n", 0, max(offset, 0)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line ends that the offset is in."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def before(text: str, span: Span) -> str:
    """What stands left of a place on its line."""
    return text[line_start(text, span.start) : span.start]


def with_line_above(text: str, span: Span) -> str:
    """The lines of a place, and the one above them."""
    return text[line_start(text, line_start(text, span.start) - 1) : line_end(text, span.end)]


def distance(text: str, one: Span, other: Span) -> tuple[int, int]:
    """Lines, then code points between two places: the end of the line above is closer in text than on paper."""
    first, last = sorted((one, other))
    gap = text[first.end : last.start]
    return gap.count("\n"), len(gap)
