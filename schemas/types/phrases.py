"""Known phrases in a text, found at token boundaries, whatever their case, accents, hyphens and spacing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.types.words import folded

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that stands at `text[start:end]`, and what it means."""

    start: int
    end: int
    meaning: str


class Phrases:
    """A set of phrases with a meaning each. The longest phrase wins; the first meaning given to a phrase stays.

    Finding costs one look-up for each word of the text, however many phrases there are.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._by_first_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        known: set[tuple[str, ...]] = set()
        for phrase, meaning in phrases:
            words = tuple(_TOKEN.findall(folded(phrase)))
            if words and words not in known:
                known.add(words)
                self._by_first_word.setdefault(words[0], []).append((words, meaning))
        for candidates in self._by_first_word.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def find(self, text: str) -> Iterator[Hit]:
        """Every phrase in the text, left to right, not overlapping."""
        plain = folded(text)
        if self._by_first_word.keys().isdisjoint(_TOKEN.findall(plain)):
            return
        tokens = list(_TOKEN.finditer(plain))
        at = 0
        while at < len(tokens):
            found = self._phrase_at(tokens, at)
            if found is None:
                at += 1
                continue
            length, meaning = found
            yield Hit(tokens[at].start(), tokens[at + length - 1].end(), meaning)
            at += length

    def _phrase_at(self, tokens: list[re.Match[str]], at: int) -> tuple[int, str] | None:
        candidates = self._by_first_word.get(tokens[at][0])
        if candidates is None:
            return None
        for words, meaning in candidates:
            length = len(words)
            if length == 1 or tuple(token[0] for token in tokens[at : at + length]) == words:
                return length, meaning
        return None
