"""A page without some of its words: these leave the text and are kept as what nobody sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, pairwise

from assay.document import Why, Words
from assay.geometry import union
from ingest.pdf.order import gap_before, ordered
from ingest.readers.base import RawHidden, RawPage


def without(page: RawPage, unseen: Mapping[int, Why]) -> RawPage:
    """The page without the words at these indices, which are labelled with the reason given."""
    if page.words is None or not unseen:
        return page
    left = [index for index in range(len(page.words)) if index not in unseen]
    between = [_between(page.text, page.words, last, index) for last, index in pairwise([-1, *left])]
    hidden = (*page.hidden, *_labelled(page.text, page.words, unseen))
    return replace(ordered(page, page.words, left, between), hidden=hidden)


def _between(text: str, words: Words, last: int, index: int) -> str:
    """What stands between two words that are left, one gap where words went."""
    if last == index - 1:
        return gap_before(text, words, index)
    if last < 0:
        return ""
    return "\n" if any("\n" in gap_before(text, words, word) for word in range(last + 1, index + 1)) else " "


def _labelled(text: str, words: Words, unseen: Mapping[int, Why]) -> Iterator[RawHidden]:
    """Each run of neighbouring words that go for the same reason."""
    # Neighbours have the same distance between their index and their rank.
    ranked = groupby(enumerate(sorted(unseen)), key=lambda pair: (unseen[pair[1]], pair[1] - pair[0]))
    for (why, _), run in ranked:
        indices = [index for _, index in run]
        box = union(words[index].box for index in indices)
        yield RawHidden(why=why, text=text[words.starts[indices[0]] : words.ends[indices[-1]]], box=box)
