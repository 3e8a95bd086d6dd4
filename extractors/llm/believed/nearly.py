"""Find a passage that a model quoted nearly right: most of its words stand together, whatever their order.

Only whole words are compared. Where the passage is says nothing of the value in it, which is read there letter by letter as everywhere.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

LEAST_WORDS = 4
"""Fewer words stand together by chance."""

LEAST_SHARE = 0.75
"""Of the quote's words so many must stand in the passage: one in four may be the model's own."""

MOST_WORDS = 40
"""The first words of a long quote say where it is."""

SEEDS = 3
OCCURRENCES = 10
"""A passage is looked for around the quote's rarest words; a word that stands in more places does not lead there."""

_WORD = re.compile(r"[^\W_]+(?:[.,:/'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Where in the normal form the passage stands, `[start, end)`, and the share of the quote's words that it holds."""

    start: int
    end: int
    share: float


class Words:
    """The words of a text in the normal form, and where each stands. Made in linear time; a search looks at few places of it."""

    def __init__(self, normal: str) -> None:
        self._spans: list[tuple[int, int]] = []
        self._words: list[str] = []
        self._places: dict[str, list[int]] = {}
        for number, found in enumerate(_WORD.finditer(normal)):
            self._spans.append(found.span())
            self._words.append(found[0])
            self._places.setdefault(found[0], []).append(number)

    def likest(self, quote: str, first: int, last: int) -> Likeness | None:
        """The passage within `[first, last)` of the normal form that is most like the quote, the first of equal ones."""
        wanted = _WORD.findall(quote)[:MOST_WORDS]
        if len(wanted) < LEAST_WORDS:
            return None
        found = [one for seed in self._seeds(wanted, first, last) if (one := self._around(seed, wanted, first, last))]
        best = max(found, key=lambda one: one.share, default=None)
        return best if best and best.share >= LEAST_SHARE else None

    def _seeds(self, wanted: Sequence[str], first: int, last: int) -> list[int]:
        """The numbers of the words around which to look, in text order: the first places of the rarest ones."""
        rare = sorted((len(places), word) for word in set(wanted) if (places := self._places.get(word)))
        inside = ((number for number in self._places[word] if self._lies(number, first, last)) for _, word in rare[:SEEDS])
        return sorted(number for numbers in inside for number in islice(numbers, OCCURRENCES))

    def _around(self, seed: int, wanted: Sequence[str], first: int, last: int) -> Likeness | None:
        """The stretch of at most the quote's length around one word that holds most of its words, as short as it can be."""
        size, needed = len(wanted), Counter(wanted)
        numbers = [one for one in range(max(0, seed - size), min(len(self._words), seed + size)) if self._lies(one, first, last)]
        window: deque[int] = deque()
        inside: Counter[str] = Counter()
        held, best = 0, (0, 0, 0)
        for number in numbers:
            window.append(number)
            inside[self._words[number]] += 1
            held += inside[self._words[number]] <= needed[self._words[number]]
            while window and (len(window) > size or inside[self._words[window[0]]] > needed[self._words[window[0]]]):
                word = self._words[window.popleft()]
                held -= inside[word] <= needed[word]
                inside[word] -= 1
            if held > best[0]:
                best = held, window[0], window[-1]
        return Likeness(self._spans[best[1]][0], self._spans[best[2]][1], best[0] / size) if best[0] else None

    def _lies(self, number: int, first: int, last: int) -> bool:
        start, end = self._spans[number]
        return first <= start and end <= last
