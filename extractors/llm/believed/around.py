"""What stands around a place of a text."""

from __future__ import annotations

from assay.span import Span

REACH = 200
"""Code points: a label stands closer, and a text may be one line of a megabyte."""


def line_start(text: str, offset: int) -> int:
    """Where the line begins that the offset is in."""
    return text.rfind("\n", 0, max(offset, 0)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line ends that the offset is in."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def before(text: str, span: Span) -> str:
    """What stands left of a place on its line, up to `REACH`."""
    return text[max(line_start(text, span.start), span.start - REACH) : span.start]


def with_line_above(text: str, span: Span) -> str:
    """The lines of a place, and the one above them, up to `REACH` on either side."""
    start = max(line_start(text, line_start(text, span.start) - 1), span.start - REACH)
    return text[start : min(line_end(text, span.end), span.end + REACH)]


def distance(text: str, one: Span, other: Span) -> tuple[int, int]:
    """Lines, then code points between two places: the end of the line above is closer in text than on paper."""
    first, last = sorted((one, other))
    gap = text[first.end : last.start]
    return gap.count("\n"), len(gap)
