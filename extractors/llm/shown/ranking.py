"""How likely each piece of a document tells the value of a field.

The sum of what speaks for it, each part as telling as it is rare: words of the query, a label, a look, a pattern of the field's own rules,
a place at the document's start. The softmax of the sums is read as a probability.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from extractors.llm.shown.pieces import Pieces, rarity
from extractors.llm.shown.query import Query

# Fitted, listwise and by maximum likelihood, to where the values of labelled invoices, receipts, contracts, statements and recipes stand;
# half of the sellers, banks and sites were left out, and were found as well as the others (`benchmarks/passages.py`).
WORD = 0.20
NEIGHBOURS_WORD = 0.15
LABEL = 0.58
LOOK = 2.0
BESIDE_LOOK = 0.27
LABEL_BESIDE_LOOK = 0.6
COMPANY = 1.3
ABOVE_TOWN = (1.0, 0.8, 0.7, 0.4)
PATTERN = 1.26
HEAD = 2.0
FIRST = 1.1

REGION = 2.0
"""Seven times as likely: not fitted, for few schemas name segments; a segment that was missed must not hide the value."""

HEAD_LENGTH = 400
"""Code points after which a place counts a third of the one before as the document's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for pieces beside words: `looks` of the field's type, and `patterns` of its own rules that find something there.

    Of a party, `towns` end its address, and `companies` are its name. `region` are the pieces where the schema has rules look for it.
    `at_start`: it is a title, or part of a party, and these stand first.
    """

    looks: Collection[int] = ()
    companies: Collection[int] = ()
    towns: Collection[int] = ()
    patterns: Collection[int] = ()
    region: Collection[int] = ()
    at_start: bool = False

    def __bool__(self) -> bool:
        """Whether anything speaks for some piece."""
        return any((self.looks, self.companies, self.towns, self.patterns, self.region))


def likelihoods(pieces: Pieces, query: Query, signs: Signs) -> list[float]:
    """For each piece, how likely it is the one that tells the value; they add up to 1."""
    sums = _sums(pieces, query, signs)
    highest = max(sums, default=0.0)
    powers = [math.exp(one - highest) for one in sums]
    total = sum(powers)
    return [one / total for one in powers]


def _sums(pieces: Pieces, query: Query, signs: Signs) -> list[float]:
    words = _of_words(pieces, query)
    sums = [WORD * own + NEIGHBOURS_WORD * beside for own, beside in zip(words, _best_beside(words), strict=True)]
    labelled = frozenset(_labelled(pieces, query))
    said = rarity(len(labelled), len(pieces))
    _raise(sums, labelled, LABEL * said)
    _raise(sums, {*signs.looks, *signs.companies} & (labelled | _moved(labelled, 1)), LABEL_BESIDE_LOOK * said)
    _raise_by_look(sums, signs)
    _raise(sums, signs.region, REGION)
    if signs.at_start and sums:
        _raise_start(sums, pieces)
    return sums


def _raise_by_look(sums: list[float], signs: Signs) -> None:
    looks, towns = (rarity(len(numbers), len(sums)) for numbers in (signs.looks, signs.towns))
    _raise(sums, signs.looks, LOOK * looks)
    for by in (-1, 1):
        _raise(sums, _moved(signs.looks, by), BESIDE_LOOK * looks)
    for lines, weight in enumerate(ABOVE_TOWN):
        _raise(sums, _moved(signs.towns, -lines), weight * towns)
    _raise(sums, signs.companies, COMPANY * rarity(len(signs.companies), len(sums)))
    _raise(sums, signs.patterns, PATTERN * rarity(len(signs.patterns), len(sums)))


def _of_words(pieces: Pieces, query: Query) -> list[float]:
    """BM25 of each piece."""
    found = [0.0] * len(pieces)
    for word, by in query.words.items():  # in their order: sums of another order differ in their last digit, and passages with them
        for number, weight in pieces.weights.get(word, ()):
            found[number] += by * weight
    return found


def _best_beside(found: Sequence[float]) -> list[float]:
    padded = (0.0, *found, 0.0)
    return [max(padded[number], padded[number + 2]) for number in range(len(found))]


def _moved(numbers: Collection[int], by: int) -> set[int]:
    return {number + by for number in numbers}


def _raise(sums: list[float], numbers: Collection[int], by: float) -> None:
    for number in numbers:
        if 0 <= number < len(sums):
            sums[number] += by


def _raise_start(sums: list[float], pieces: Pieces) -> None:
    start = pieces.spans[0].start
    sums[0] += FIRST
    for number, span in enumerate(pieces.spans):
        sums[number] += HEAD * math.exp((start - span.start) / HEAD_LENGTH)


def _labelled(pieces: Pieces, query: Query) -> Iterator[int]:
    for first in query.labels.keys() & pieces.weights.keys():
        for number, _ in pieces.weights[first]:
            words = pieces.words[number]
            if any(_stands(label, words) for label in query.labels[first]):
                yield number


def _stands(label: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(label)
    return size == 1 or any(words[at : at + size] == label for at, word in enumerate(words) if word == label[0])
