"""Many patterns asked of one text at once, in about the time that one of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import re2

from schemas.pattern import MAX_MEMORY, Pattern, encodable
from schemas.word_edges import mark_edges

# More patterns than this in one automaton would need more memory than RE2 is given.
MOST_TOGETHER = 200

# Gaps such as `[^.;]*` are in many states at once; in larger groups these multiply.
GAPS_TOGETHER = 4

# A repetition up to so often stays as it is written; counting further costs a state for each number.
COUNTED = 5

# Is found in every text that is not empty: where it is not, the automaton ran out of memory, and its answer counts for nothing.
_CANARY = r"(?s)."


class PatternSet:
    """Patterns that are asked together. Which of them are found is only a first answer: each is then asked by itself.

    `found_in` is for many patterns and a short text, `possible_in` for patterns with wide gaps and a long one.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)

    def found_in(self, text: str) -> frozenset[Pattern]:
        """The patterns that are found in the text, as `Pattern.search` finds them."""
        text = encodable(text)
        return frozenset(one for one in self._likely(text) if one.search(text)) if text else frozenset()

    def possible_in(self, text: str) -> frozenset[Pattern]:
        """Every pattern that is found in the text, and few others: `.{0,120}` is asked as `.*`, which finds all that it finds."""
        text = encodable(text)
        if not text:
            return frozenset()
        if text.isascii():
            return frozenset(_asked(self._loose, text))
        return frozenset(_asked(self._loose_marked, mark_edges(text).text) | _asked(self._loose_edgeless, text))

    def _likely(self, text: str) -> set[Pattern]:
        if text.isascii():
            return _asked(self._plain, text)
        edged = _asked(self._marked, mark_edges(text).text)
        return edged | {one for one in _asked(self._plain, text) if one.marked_source is None}

    @cached_property
    def _plain(self) -> list[_Together]:
        return _together(self._patterns, lambda one: one.plain_source)

    @cached_property
    def _marked(self) -> list[_Together]:
        return _together([one for one in self._patterns if one.marked_source], lambda one: one.marked_source or "")

    @cached_property
    def _loose(self) -> list[_Together]:
        return _together(self._patterns, lambda one: _loosened(one.plain_source), GAPS_TOGETHER)

    @cached_property
    def _loose_marked(self) -> list[_Together]:
        edged = [one for one in self._patterns if one.marked_source]
        return _together(edged, lambda one: _loosened(one.marked_source or ""), GAPS_TOGETHER)

    @cached_property
    def _loose_edgeless(self) -> list[_Together]:
        return _together([one for one in self._patterns if not one.marked_source], lambda one: _loosened(one.plain_source), GAPS_TOGETHER)


@lru_cache(maxsize=16)
def pattern_set(patterns: tuple[Pattern, ...]) -> PatternSet:
    """The set of these patterns, built once."""
    return PatternSet(patterns)


_Together = tuple[Any, tuple[Pattern, ...]]


def _asked(several: Sequence[_Together], text: str) -> set[Pattern]:
    found: set[Pattern] = set()
    for automaton, patterns in several:
        numbers = automaton.Match(text) or ()
        sound = len(patterns) in numbers
        found.update(patterns[number] for number in numbers if number < len(patterns)) if sound else found.update(patterns)
    return found


def _together(patterns: Sequence[Pattern], source: Callable[[Pattern], str], most: int = MOST_TOGETHER) -> list[_Together]:
    groups = (tuple(patterns[at : at + most]) for at in range(0, len(patterns), most))
    return [one for group in groups for one in _compiled(group, source)]


_ESCAPED_CLASS_OR_COUNT = re.compile(r"\\(?:[xpP]\{[^}]*\}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+,(?P<most>\d+)\}", re.DOTALL)


def _loosened(source: str) -> str:
    """A pattern that is found wherever this one is: what is repeated so often at most may be repeated any number of times."""
    return _ESCAPED_CLASS_OR_COUNT.sub(lambda found: "*" if found["most"] and int(found["most"]) > COUNTED else found[0], source)


def _compiled(patterns: tuple[Pattern, ...], source: Callable[[Pattern], str]) -> list[_Together]:
    """One automaton, or two of half the size where one would be too large."""
    try:
        return [(_automaton([*map(source, patterns), _CANARY]), patterns)]
    except re2.error:
        if len(patterns) == 1:
            raise
        half = len(patterns) // 2
        return [*_compiled(patterns[:half], source), *_compiled(patterns[half:], source)]


def _automaton(sources: Sequence[str]) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    automaton = re2.Set.SearchSet(options)
    for source in sources:
        automaton.Add(source)
    automaton.Compile()
    return automaton
