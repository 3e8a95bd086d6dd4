"""A page with its words in another order, or with some of them only."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from assay.document import Words
from ingest.readers.base import RawPage


def ordered(page: RawPage, words: Words, order: Sequence[int], between: Sequence[str]) -> RawPage:
    """The page with the words of these indices in this order, and before each what is to stand there."""
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    place = 0
    for index, gap in zip(order, between, strict=True):
        start, end = words.starts[index], words.ends[index]
        starts.append(place + len(gap))
        place += len(gap) + end - start
        ends.append(place)
        pieces += (gap, page.text[start:end])
    lefts, tops, rights, bottoms = (
        array("f", [column[index] for index in order]) for column in (words.lefts, words.tops, words.rights, words.bottoms)
    )
    # Readers that recognise text bring it in order.
    placed = Words(starts=starts, ends=ends, lefts=lefts, tops=tops, rights=rights, bottoms=bottoms)
    return replace(page, text="".join(pieces), words=placed)


def gap_before(text: str, words: Words, index: int) -> str:
    """What stands between the word and the one before it, or the start of the text."""
    return text[words.ends[index - 1] if index else 0 : words.starts[index]]
