"""A text without its white space, and where each character of it stood: what a page shows is found whatever its lines."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from assay.span import Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Squeezed:
    """`places` has one offset into the document's text for each character of `text`."""

    text: str
    places: array[int]

    def find(self, wanted: str, start: int = 0) -> tuple[Span, int] | None:
        """The first place of a text at or after `start`, and where the search may go on; spaces do not count."""
        sought = squeeze(wanted)
        at = self.text.find(sought, start) if sought else -1
        if at < 0:
            return None
        end = at + len(sought)
        return Span(self.places[at], self.places[end - 1] + 1), end


def squeezed(text: str, within: Span) -> Squeezed:
    """The part of a document's text in this form."""
    places = array("l", (at for at in range(within.start, within.end) if not text[at].isspace()))
    return Squeezed(text=squeeze(text[within.start : within.end]), places=places)


def squeeze(text: str) -> str:
    """Without white space."""
    return "".join(text.split())
