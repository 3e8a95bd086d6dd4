"""A text in which every edge of a word is marked, so that RE2 can look for edges between accented letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add

import re2

from schemas.pattern_syntax import EDGE_MARK, EDGE_MARKS, WORD

_WORD = re2.compile(f"[{WORD}]+")
_COMBINING = re2.compile(r"\p{M}")
# Python's own engine is many times faster over a thousand small hits, and means the same where no mark combines with a letter.
_PLAIN_WORD = re.compile(r"(\w+)")
_MARKS = EDGE_MARK * EDGE_MARKS


@dataclass(frozen=True, slots=True)
class MarkedText:
    """`text` with its marks; `edges` are offsets into the original text, `starts` those of their first marks here."""

    text: str
    edges: tuple[int, ...]
    starts: tuple[int, ...]

    def original(self, offset: int) -> int:
        """Where an offset into the marked text lies in the original."""
        marked = bisect_left(self.starts, offset)
        if not marked:
            return offset
        # Between the marks of one edge we are still at that edge.
        return max(offset - EDGE_MARKS * marked, self.edges[marked - 1])


def _split_by_marks(text: str) -> list[str]:
    """What stands before, in and between the words, and behind the last, as `re.split` gives it."""
    edges = tuple(offset for hit in _WORD.finditer(text) for offset in hit.span())
    return [text[start:end] for start, end in zip((0, *edges), (*edges, len(text)), strict=True)]


@lru_cache(maxsize=2)
def mark_edges(text: str) -> MarkedText:
    """The text with marks; the last two are kept, because many patterns look at one document."""
    pieces = _split_by_marks(text) if _COMBINING.search(text) else _PLAIN_WORD.split(text)
    edges = tuple(accumulate(map(len, pieces[:-1])))
    starts = tuple(map(add, edges, range(0, EDGE_MARKS * len(edges), EDGE_MARKS)))
    return MarkedText(_MARKS.join(pieces), edges, starts)
