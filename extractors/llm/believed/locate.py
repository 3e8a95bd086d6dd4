"""Find what the model quotes in the document's own text.

A model copies words well and characters less so: it joins broken lines, straightens quotes, changes case. Text and
quote are therefore compared in a normal form, and the normal form remembers where each of its characters stands.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assay.candidate import Match
from assay.span import Span
from extractors.llm.believed.nearly import Words
from extractors.llm.withheld.mask import Mask, stretches

MOST_HITS = 200
"""A short quote stands in many places; the first ones are enough to choose from."""

_BORDER = "\x00"
"""Stands between parts in the normal form. No normal form of a quote holds it, so no hit runs across."""

_SAME_MEANING = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁻﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
    }
)
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-‐‑]\s*(?=[^\W\d_])")
"""A hyphen inside a word, at a line's end or not: `Liefer-\\nschein` is `Lieferschein` to a reader and to a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place of a quote. `exact`: character for character; `normalised`: but for case, spaces and signs of one meaning.

    `fuzzy`: most of its words stand there; `share` of them.
    """

    span: Span
    match: Match
    share: float = 1.0


class Haystack:
    """A document's text, prepared once: building and every search take time linear in its length."""

    def __init__(self, text: str, spans: Sequence[Span], masks: Sequence[Mask] = ()) -> None:
        """Only `spans`, in text order, are searched. What is masked is found by its token only, and found whole."""
        self.text = text
        self.spans = tuple(spans)
        self._masks = tuple(masks)
        self._masked = {mask.span.start: mask.span.end for mask in masks}
        self._origins = array("l")
        characters: list[str] = []
        for span in spans:
            for stretch in stretches(text, span, self._masks):
                for character, offset in _normal_characters(stretch.text):
                    characters.append(character)
                    self._origins.append(stretch.span.start if stretch.masked else stretch.span.start + offset)
            characters.append(_BORDER)
            self._origins.append(span.end)
        self._normal = "".join(characters)

    def find(self, quote: str, within: Span | None = None) -> list[Hit]:
        """Where the quote stands at token boundaries, in text order, not overlapping; at most `MOST_HITS` places."""
        wanted = normalised(quote)
        return [self._hit(span, quote) for span in self._spans(wanted, within)] if wanted else []

    def find_nearly(self, quote: str, within: Span | None = None) -> list[Hit]:
        """The passage that is most like a longer quote, where most of its words stand together; at most one."""
        first, last = self._range(within)
        found = self._words.likest(normalised(quote), first, last)
        if found is None:
            return []
        span = Span(self._origins[found.start], self._end(self._origins[found.end - 1]))
        return [Hit(span=span, match="fuzzy", share=found.share)]

    @cached_property
    def _words(self) -> Words:
        """Made when the first quote is not found as it is: most documents never need it."""
        return Words(self._normal)

    def _hit(self, span: Span, quote: str) -> Hit:
        exact = "".join(stretch.text for stretch in stretches(self.text, span, self._masks)) == quote.strip()
        return Hit(span=span, match="exact" if exact else "normalised")

    def _spans(self, wanted: str, within: Span | None) -> Iterator[Span]:
        first, last = self._range(within)
        found = 0
        at = self._normal.find(wanted, first, last)
        while at >= 0 and found < MOST_HITS:
            end = at + len(wanted)
            span = Span(self._origins[at], self._end(self._origins[end - 1]))
            good = self._whole_characters(at, end) and at_token_boundaries(self.text, span)
            found += good
            if good:
                yield span
            at = self._normal.find(wanted, end if good else at + 1, last)

    def _end(self, last: int) -> int:
        """Where the character ends that begins at this offset, or the masked value."""
        return self._masked.get(last, last + 1)

    def _range(self, within: Span | None) -> tuple[int, int]:
        if within is None:
            return 0, len(self._normal)
        return bisect_left(self._origins, within.start), bisect_left(self._origins, within.end)

    def _whole_characters(self, at: int, end: int) -> bool:
        """One character can become several in the normal form (ß: ss); half of it is not there."""
        origins = self._origins
        begins = at == 0 or origins[at - 1] != origins[at]
        return begins and (end == len(origins) or origins[end] != origins[end - 1])


def normalised(text: str) -> str:
    """The normal form: compatibility characters taken apart, case folded, spaces run together, signs of one meaning made one."""
    return "".join(character for character, _ in _normal_characters(text)).strip()


def phrase_in(text: str, phrases: Iterable[str]) -> str | None:
    """The first of the phrases that stands in the text at token boundaries, compared in the normal form."""
    where = normalised(text)
    return next((phrase for phrase in phrases if _stands(_normal_phrase(phrase), where)), None)


def _stands(wanted: str, where: str) -> bool:
    at = where.find(wanted) if wanted else -1
    while at >= 0 and not at_token_boundaries(where, Span(at, at + len(wanted))):
        at = where.find(wanted, at + 1)
    return at >= 0


@lru_cache(maxsize=4096)
def _normal_phrase(phrase: str) -> str:
    """Labels are the same for every document."""
    return normalised(phrase)


def at_token_boundaries(text: str, span: Span) -> bool:
    """Whether the span is no stretch of a longer word or number: `12` is not in `312`, `1.234` not in `1.234,50`."""
    return not (_goes_on(text, span.start - 1, -1) or _goes_on(text, span.end, 1))


def _goes_on(text: str, outside: int, step: int) -> bool:
    """Whether the token at the span's edge continues at `outside`, in the direction of `step`."""
    inside, beyond = outside - step, outside + step
    if not (0 <= outside < len(text) and 0 <= inside < len(text)):
        return False
    if _is_word(text[outside]) and _is_word(text[inside]):
        return True
    joins = text[outside] in ".,:/'’-" and text[inside].isdigit()
    return joins and 0 <= beyond < len(text) and text[beyond].isdigit()


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) > 0


def _normal_characters(text: str) -> Iterator[tuple[str, int]]:
    """Each character of the normal form with the offset that it comes from."""
    skip_until, blank = 0, False
    joints = {joint.start(): joint.end() for joint in _BROKEN_WORD.finditer(text)}
    for offset, character in enumerate(text):
        skip_until = joints.get(offset, skip_until)
        if offset < skip_until:
            continue
        for folded in _folded(character):
            if folded != " " or not blank:
                yield folded, offset
            blank = folded == " "


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """The normal form of one character: nothing for what is not seen (soft hyphens, joiners, control characters)."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    taken_apart = unicodedata.normalize("NFKD", character.translate(_SAME_MEANING))
    folded = unicodedata.normalize("NFKD", taken_apart.casefold()).translate(_SAME_MEANING)
    return "".join(" " if one.isspace() else one for one in folded)
