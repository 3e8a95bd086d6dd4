"""The same value in another spelling: with other spaces, signs and capitals, letters that look like digits, over two lines, or in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assay.span import Span
from extractors.llm.withheld.letters import letters_of
from extractors.llm.withheld.stream import Stream

SHORTEST = 4
"""Forms of fewer letters and digits stand in a document by chance."""

LEAST_INSIDE = 6
"""So many digits are a value also where other letters or digits touch it."""

LAST = 4
"""So many digits at the end of a number are what it is called by: `account ending in 3000`."""

LEAST_PART = 5
"""A number of so many digits that is wholly a part of a private one is hidden: a bank's code, an account's number."""

LEAST_SHARED = 6
"""So many digits in a row in common with a private number are no accident in a longer one."""

LEAST_SPACED = 7
"""The same where the digits are printed in groups, which are also how dates and amounts look."""

LEAST_DIFFERENT = 3
"""A part of fewer different digits, such as 00000, stands in many numbers."""

MOST_IN_PARTS = 20
"""With more private values than these every short number is a part of one: then only long parts count."""

_DIGITS = re.compile(r"\d+")
_GROUPS = re.compile(r"\d+(?:[^\w\n]{1,2}\d+)*")
_LOOKS_LIKE_DIGIT = str.maketrans("oilsbz", "011582")


def form_of(text: str) -> str:
    """What all spellings of a value have in common: its letters and digits, small, letters that look like a digit made that digit."""
    return _formed(text).replace(" ", "")


def digits_of(text: str) -> str:
    """Its digits, in order."""
    return "".join(character for character in letters_of(text) if character.isdecimal())


def _formed(text: str) -> str:
    return letters_of(text).translate(_LOOKS_LIKE_DIGIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A number that is a part of a longer one."""

    span: Span
    digits: str


class Spelling:
    """A document's shown text, prepared once to be searched for forms."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._text = text
        self._spans = tuple(spans)
        self._stream = Stream(text, spans, _formed)

    def places(self, form: str) -> Iterator[Span]:
        """Where the form stands, however it is spelled; with few digits only as a whole word."""
        inside = sum(character.isdecimal() for character in form) >= LEAST_INSIDE
        for at in self._stream.find(form) if len(form) >= SHORTEST else ():
            span = self._stream.span(at, at + len(form))
            if inside or self._stream.is_whole(span):
                yield span

    def parts(self, numbers: Iterable[str]) -> Iterator[Part]:
        """Printed numbers that are a part of one of these, given as digits, or share one with it."""
        whole = [number for number in dict.fromkeys(numbers) if len(number) >= LEAST_SHARED]
        if not whole:
            return
        shared = _Shared(whole)
        for span in self._spans:
            for groups in _GROUPS.finditer(self._text, span.start, span.end):
                yield from shared.in_groups(groups)


class _Shared:
    """Which pieces of private numbers tell."""

    def __init__(self, numbers: Sequence[str]) -> None:
        few = len(numbers) <= MOST_IN_PARTS
        self._last = {number[-LAST:] for number in numbers} if few else set()
        self._part = _pieces(numbers, LEAST_PART) if few else frozenset()
        self._shared = _pieces(numbers, LEAST_SHARED)
        self._spaced = _pieces(numbers, LEAST_SPACED)

    def in_groups(self, groups: re.Match[str]) -> Iterator[Part]:
        """The groups of digits that must not be shown."""
        parts = [Part(span=Span(*found.span()), digits=digits_of(found[0])) for found in _DIGITS.finditer(groups.string, *groups.span())]
        touched = self._spaced_ones([part.digits for part in parts])
        yield from (part for number, part in enumerate(parts) if number in touched or self._tells(part.digits))

    def _tells(self, digits: str) -> bool:
        return digits in self._last or digits in self._part or _holds(digits, self._shared, LEAST_SHARED)

    def _spaced_ones(self, groups: Sequence[str]) -> frozenset[int]:
        """The groups that take part in a piece that reaches over several of them."""
        if len(groups) < 2:
            return frozenset()
        owners = [number for number, group in enumerate(groups) for _ in group]
        joined = "".join(groups)
        hits = (at for at in range(len(joined) - LEAST_SPACED + 1) if joined[at : at + LEAST_SPACED] in self._spaced)
        return frozenset(owner for at in hits for owner in owners[at : at + LEAST_SPACED])


def _holds(digits: str, pieces: frozenset[str], length: int) -> bool:
    return any(digits[at : at + length] in pieces for at in range(len(digits) - length + 1))


def _pieces(numbers: Iterable[str], length: int) -> frozenset[str]:
    """All pieces of that length that tell one number from others."""
    pieces = {number[at : at + length] for number in numbers for at in range(len(number) - length + 1)}
    return frozenset(piece for piece in pieces if len(set(piece)) >= LEAST_DIFFERENT)
