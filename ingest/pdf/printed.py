"""The text of a page as pdfium has it, and where its words start and end: in the text, and in pdfium's count of characters.

Words end at white space, which pdfium generates where a gap on the page is wide. A gap that it finds too narrow is looked at
again where the kind of sign changes (`88802Spielkreis`): see `ingest.pdf.glued`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, groupby, pairwise
from operator import add, sub

import pypdfium2.raw as pdfium_c

from ingest.pdf.characters import Handle, boxes, characters
from ingest.pdf.glued import changes, gaps, may_part
from ingest.text.clean import INVISIBLE, clean

# pdfium writes U+FFFE for a hyphen that ends a line, and takes the line break away.
_HYPHEN = "\ufffe"
_LINE_END = "\r\n"
# The blanks beside the space and what ends a line: the one that many pages have, and all.
_NO_BREAK = "\xa0"
_BLANKS = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_PLAIN_WORD = re.compile(r"\S+")
_BLANKS_BEFORE_BREAK = re.compile(" +(?=\r?\n)")
# What cannot be taken over sign by sign: what the gate drops, and what takes two UTF-16 units.
_DROPPED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff" + INVISIBLE.replace(_HYPHEN, "")
_ODD = re.compile(f"[{_DROPPED}\U00010000-\U0010ffff]|\r(?!\n)|(?<!\r)\n")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """A page's text and its words: where each starts and ends in the text, and its first and last character in pdfium's count."""

    text: str
    starts: list[int]
    ends: list[int]
    firsts: list[int]
    lasts: list[int]


def printed(text_page: Handle) -> Printed:
    """The text in pdfium's reading order with `\\n` line ends and no blanks before them."""
    raw = characters(text_page)
    if _is_plain(raw):
        text = _line_by_line(raw, _NO_BREAK)
    else:
        text = _sign_by_sign(raw, text_page) if _ODD.search(raw) else _line_by_line(raw, _BLANKS)
    glued = list(_glued(raw, text, text_page))
    return _parted(text, glued) if glued else text


def _is_plain(raw: str) -> bool:
    """Whether all of the characters are signs to be taken over, and the usual blanks: told at a fraction of what a search costs."""
    return raw.replace(_LINE_END, "").replace(_NO_BREAK, "").replace(_HYPHEN, "").isprintable()


def _line_by_line(raw: str, blanks: str) -> Printed:
    """The text where each of pdfium's characters is a sign of it. `blanks` has those that part words as spaces do."""
    lines = raw.replace(_HYPHEN, _HYPHEN + _LINE_END).split(_LINE_END)
    shown = [line.rstrip(" ") for line in lines]
    text = spaced = "\n".join(shown)
    for blank in blanks:
        spaced = spaced.replace(blank, " ")
    # One a blank: where several follow each other, some words are empty.
    lengths = [*map(len, spaced.replace("\n", " ").split(" "))]
    ends = [*map(add, accumulate(lengths), count())]
    lost = _lost(lines, shown, [line.count(" ") + 1 for line in spaced.split("\n")])
    if not all(lengths):
        ends, lost, lengths = [*compress(ends, lengths)], [*compress(lost, lengths)], [*filter(None, lengths)]
    starts = [*map(sub, ends, lengths)]
    lasts = map(add, ends, [number - 1 for number in lost])
    return Printed(text=text.replace(_HYPHEN, "-"), starts=starts, ends=ends, firsts=[*map(add, starts, lost)], lasts=[*lasts])


def _lost(lines: list[str], shown: list[str], counts: list[int]) -> list[int]:
    """For each word, how many of pdfium's characters before it the text does without. `counts` has the words of each line."""
    lost = 0
    before: list[int] = []
    for line, kept, words in zip(lines, shown, counts, strict=True):
        before += [lost] * words
        # A line ends with two characters, or with a hyphen that stands for them; in the text, with one more sign.
        lost += len(line) - len(kept) + (-1 if kept.endswith(_HYPHEN) else 1)
    return before


def _sign_by_sign(raw: str, text_page: Handle) -> Printed:
    """The same where some of pdfium's characters are dropped, or are halves of one code point."""
    # Blanks at the end of a line become what is dropped, which keeps every index.
    raw = _BLANKS_BEFORE_BREAK.sub(lambda blanks: "\0" * len(blanks[0]), raw)
    shown = [_sign(raw, index, text_page) for index in range(len(raw))]
    numbers = [index for index, signs in enumerate(shown) for _ in signs]
    text = "".join(shown)
    spans = [word.span() for word in _PLAIN_WORD.finditer(text)]
    return Printed(
        text=text,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        firsts=[numbers[start] for start, _ in spans],
        lasts=[numbers[end - 1] for _, end in spans],
    )


def _sign(raw: str, index: int, text_page: Handle) -> str:
    """What a character adds to the text."""
    sign = raw[index]
    if " " <= sign <= "~":
        return sign
    if sign == "\r":
        return "" if raw[index + 1 : index + 2] == "\n" else "\n"
    if sign == _HYPHEN or (sign < " " and pdfium_c.FPDFText_IsHyphen(text_page, index) == 1):
        return "-\n"
    if _PAIR.match(raw, index):
        return chr(0x10000 + ((ord(sign) - 0xD800) << 10) + (ord(raw[index + 1]) - 0xDC00))
    if index and _PAIR.match(raw, index - 1):
        return ""
    return clean(sign)


def _glued(raw: str, text: Printed, text_page: Handle) -> Iterator[tuple[int, int]]:
    """Where two words are written as one: the place in the text, and the number of the character that begins the second."""
    asked = changes(raw)
    pairs = boxes(text_page, [number for place in asked for number in (place - 1, place)])
    wide = compress(asked, may_part(pairs))  # of which there are none on most pages
    for word, places in groupby(wide, key=lambda place: bisect_right(text.firsts, place) - 1):
        first, last, start = text.firsts[word], text.lasts[word], text.starts[word]
        if text.ends[word] - start != last + 1 - first:
            continue  # not one sign a character
        inside = [place - first for place in places if first < place <= last]
        if inside:
            yield from ((start + gap, first + gap) for gap in gaps(boxes(text_page, range(first, last + 1)), inside))


def _parted(text: Printed, glued: Sequence[tuple[int, int]]) -> Printed:
    """The text with a space at each of those places."""
    places, numbers = [place for place, _ in glued], [number for _, number in glued]
    return Printed(
        text=" ".join(text.text[start:end] for start, end in pairwise([0, *places, len(text.text)])),
        starts=[start + bisect_right(places, start) for start in sorted([*text.starts, *places])],
        ends=[end + bisect_left(places, end) for end in sorted([*text.ends, *places])],
        firsts=sorted([*text.firsts, *numbers]),
        lasts=sorted([*text.lasts, *(number - 1 for number in numbers)]),
    )
