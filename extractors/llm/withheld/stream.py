"""A text's letters and digits without what stands between them, and where each of them comes from: `D E-8 9` and `DE89` read the same."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from assay.span import Span

BORDER = "\n"
"""Stands between spans; no word or value holds it."""

_RUN = re.compile(r"[^ ]+")


class Stream:
    """What is left of `spans` of a text. `fold` gives a text of the same length with a space for what does not count."""

    def __init__(self, text: str, spans: Sequence[Span], fold: Callable[[str], str]) -> None:
        self.source = text
        self._folded = [(span.start, fold(text[span.start : span.end])) for span in spans]
        self.text = "".join(f"{folded.replace(' ', '')}{BORDER}" for _, folded in self._folded)

    @cached_property
    def _runs(self) -> tuple[array[int], array[int]]:
        """Where each run of what counts starts, in `text` and in the source: most texts are searched, and nothing is found."""
        starts, origins = array("l"), array("l")
        length = 0
        for first, folded in self._folded:
            for run in _RUN.finditer(folded):
                starts.append(length)
                origins.append(first + run.start())
                length += run.end() - run.start()
            length += len(BORDER)
        return starts, origins

    def find(self, wanted: str) -> Iterator[int]:
        """Every place of these letters in `text`, overlapping ones too."""
        at = self.text.find(wanted)
        while at >= 0:
            yield at
            at = self.text.find(wanted, at + 1)

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]`, which is not empty and crosses no border, stands in the source."""
        return Span(self._origin(start), self._origin(end - 1) + 1)

    def _origin(self, at: int) -> int:
        starts, origins = self._runs
        run = bisect_right(starts, at) - 1
        return origins[run] + at - starts[run]

    def is_whole(self, span: Span) -> bool:
        """Whether no letter or digit touches the span of the source."""
        before, behind = self.source[max(span.start - 1, 0) : span.start], self.source[span.end : span.end + 1]
        return not (before.isalnum() or behind.isalnum())
