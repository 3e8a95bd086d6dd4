"""Recognised words as a page: lines as they stand on it, columns kept apart by spaces."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from assay.document import Words
from ingest.ocr.base import Recognised, Scan, SeenWord
from ingest.readers.base import RawPage
from ingest.text.clean import clean

_WIDE = 2.5  # characters: a wider gap stands between columns, not between words
_BETWEEN = 2  # spaces at least between two columns


def page_of(recognised: Recognised, scan: Scan, width_points: float, height_points: float) -> RawPage:
    """The page of that size in points that the scan is a picture of. Without words it is an empty page."""
    seen = [word for word in recognised.words if _printed(word)]
    words = Words(
        starts=array("l"), ends=array("l"), lefts=array("f"), tops=array("f"), rights=array("f"), bottoms=array("f"), confidences=array("f")
    )
    text = _laid(seen, words)
    _place(words, seen, width_points / scan.width, height_points / scan.height)
    return RawPage(text=text, width=width_points, height=height_points, words=words, read_by=recognised.engine)


def _printed(word: SeenWord) -> str:
    return "".join(clean(word.text).split())


def _laid(seen: Sequence[SeenWord], words: Words) -> str:
    """The words as lines; where each stands in the text is entered into `words`."""
    columns = _Columns.of(seen)
    lines: list[str] = []
    end = 0
    for _, line in groupby(seen, key=lambda word: word.line):
        laid = ""
        for word, indent in columns.indents(list(line)):
            printed = _printed(word)
            laid = laid.ljust(len(laid) + 1 if indent is None else max(indent, len(laid) + _BETWEEN)) if laid else ""
            words.starts.append(end + len(laid))
            laid += printed
            words.ends.append(end + len(laid))
        lines.append(laid)
        end += len(laid) + 1
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The grid of characters that the page is laid out on: where it begins and how wide a character is, in pixels."""

    left: float
    character: float

    @classmethod
    def of(cls, seen: Sequence[SeenWord]) -> _Columns:
        widths = [(word.box[2] - word.box[0]) / len(_printed(word)) for word in seen]
        return cls(left=min((word.box[0] for word in seen), default=0.0), character=max(1.0, median(widths or [1.0])))

    def indents(self, line: Sequence[SeenWord]) -> Iterator[tuple[SeenWord, int | None]]:
        """Each word of a line, and the character column that it begins a column of text in; None where it only follows the one before."""
        yield line[0], None
        for before, word in pairwise(line):
            wide = word.box[0] - before.box[2] > _WIDE * self.character
            yield word, round((word.box[0] - self.left) / self.character) if wide else None


def _place(words: Words, seen: Sequence[SeenWord], across: float, down: float) -> None:
    """Enter the boxes; `across` and `down` are points a pixel."""
    for word in seen:
        left, top, right, bottom = word.box
        words.lefts.append(left * across)
        words.tops.append(top * down)
        words.rights.append(right * across)
        words.bottoms.append(bottom * down)
        words.confidences.append(word.confidence)  # type: ignore[union-attr]
