"""Patterns: what an analyst may look for in text, in time that grows only with the text's length.

RE2 runs them, with Unicode letters, digits and spaces; offsets are code points of the text as given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from schemas.pattern_syntax import EDGE_MARK, PatternError, Translation, translate
from schemas.word_edges import MarkedText, mark_edges

__all__ = ["Hit", "Pattern", "PatternError", "compile_pattern"]

VALUE_GROUP = "value"
_MAX_SOURCE = 4000
MAX_MEMORY = 64 << 20

_MISTAKES: Mapping[str, tuple[str, str]] = {
    "missing )": ("The pattern opens a round bracket `(` and never closes it.", "Write `\\(` for the sign itself."),
    "unexpected )": ("The pattern closes a round bracket `)` that was never opened.", "Write `\\)` for the sign itself."),
    "no argument for repetition": (
        "The pattern repeats nothing: `*`, `+` or `?` needs something before it.",
        "Write `\\*`, `\\+` or `\\?` for the sign itself.",
    ),
    "bad repetition operator": ("The pattern has two repetitions in a row, such as `**` or `++`.", "Keep one of them."),
    "invalid repetition size": (
        "The pattern repeats something too often, or from more to less.",
        "A number in `{ }` is at most 1000, the smaller one first.",
    ),
    "invalid character class range": (
        "A range in square brackets is not known or runs backwards.",
        "Write the smaller sign first, as in `[a-z]`.",
    ),
    "pattern too large": ("The pattern is too large.", "Repeat less, or split it into several rungs."),
}
"""What RE2 says, and what that means for an analyst."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern was found: `text` stands at `start:end`, the group `value` if the pattern has one, else all of it."""

    start: int
    end: int
    text: str
    groups: Mapping[str, tuple[int, int]]

    def group(self, name: str) -> tuple[int, int] | None:
        """Start and end of a named group; None when it took no part."""
        return self.groups.get(name)


class Pattern:
    """What to look for; two are equal when they are written the same. Made by `compile_pattern`, or here when it is known to be sound.

    Compiled when a text first needs it: most patterns of a schema never do, and a process that starts knows all that ship.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    @property
    def plain_source(self) -> str:
        """For RE2."""
        return self._translation.plain

    @property
    def marked_source(self) -> str | None:
        """For text with marked word edges; None where the pattern asks for none."""
        return self._translation.marked

    def compile(self) -> None:
        """Now, not when a text first needs it. Raises PatternError with a sentence for the analyst."""
        _ = self._plain

    @property
    def loses_a_group(self) -> bool:
        """Whether it has groups and none of them is `value`: then all that it finds is the value, which is seldom meant."""
        return self._plain.groups > 0 and VALUE_GROUP not in self._groups

    @property
    def has_value(self) -> bool:
        """Whether a group says which part of what it finds is the value."""
        return VALUE_GROUP in self._groups

    def finditer(self, text: str) -> Iterator[Hit]:
        """Every hit with a value that is not empty, left to right, not overlapping."""
        text = encodable(text)
        if self.marked_source and not text.isascii():
            marked = mark_edges(text)
            hits = (self._hit(found, text, marked) for found in self._marked.finditer(marked.text))
        else:
            hits = (self._hit(found, text, None) for found in self._plain.finditer(text))
        return (hit for hit in hits if hit and hit.text)

    def search(self, text: str) -> Hit | None:
        """The first hit with a value."""
        return next(self.finditer(text), None)

    def fullmatch(self, text: str) -> bool:
        """Whether the pattern describes the text from its first to its last character."""
        text = encodable(text)
        if self.marked_source and not text.isascii():
            return self._marked_whole.fullmatch(mark_edges(text).text) is not None
        return self._plain.fullmatch(text) is not None

    @cached_property
    def _translation(self) -> Translation:
        return translate(self.source)

    @cached_property
    def _plain(self) -> Any:
        return _compiled(self.plain_source)

    @cached_property
    def _marked(self) -> Any:
        return _compiled(str(self.marked_source))

    @cached_property
    def _marked_whole(self) -> Any:
        return _compiled(f"{EDGE_MARK}*(?:{self.marked_source}){EDGE_MARK}*")

    @cached_property
    def _groups(self) -> Mapping[str, int]:
        groups: Mapping[str, int] = self._plain.groupindex
        return groups

    def _hit(self, found: Any, text: str, marked: MarkedText | None) -> Hit | None:
        groups = {name: span for name, group in self._groups.items() if (span := _span(found, group, marked))}
        span = groups.get(VALUE_GROUP) if VALUE_GROUP in self._groups else _span(found, 0, marked)
        return Hit(span[0], span[1], text[span[0] : span[1]], groups) if span else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return (Pattern, (self.source,))


def compile_pattern(source: str) -> Pattern:
    """The pattern as an author wrote it. Raises PatternError with a sentence for the analyst."""
    if not source:
        raise PatternError("The pattern is empty.", "Write what the value looks like, or leave the key out.")
    if len(source) > _MAX_SOURCE:
        raise PatternError(f"The pattern is longer than {_MAX_SOURCE} characters.", "Split it into several rungs.")
    pattern = Pattern(source)
    pattern.compile()
    return pattern


def _compiled(translated: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    try:
        return re2.compile(translated, options)
    except re2.error as error:
        raise PatternError(*_plain_sentences(error)) from None


def _plain_sentences(error: Exception) -> tuple[str, str]:
    message = error.args[0]
    message = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
    unknown = ("The pattern cannot be read.", "Compare it with one that works.")
    return next((sentences for start, sentences in _MISTAKES.items() if message.startswith(start)), unknown)


def _span(found: Any, group: int, marked: MarkedText | None) -> tuple[int, int] | None:
    start, end = found.span(group)
    if start < 0:
        return None
    return (marked.original(start), marked.original(end)) if marked else (start, end)


def encodable(text: str) -> str:
    """The same text, code point for code point, without halves of surrogate pairs, which UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
