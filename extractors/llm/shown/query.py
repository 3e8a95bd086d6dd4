"""What is looked for on behalf of one field: the words that a passage about it would hold, and its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extractors.llm.shown.pieces import stems
from schemas.schema import Field, Schema

LABEL_WORD = 1.0
ASKED_WORD = 0.7
"""What is asked says what is meant, and beside that how to answer."""
PATTERN_WORD = 0.7

SIGNED = "by between among name title signed signature"
"""What stands beside those who make a contract: where it opens, and where they sign."""

EXAMPLE_WORD = 0.3
"""Of an example, the value and what stands there by chance are no hint."""

_ESCAPED = re.compile(r"\\[pP]\{[^}]*\}|\\.|\(\?P?[<=!:a-zA-Z-]*>?|\{[^}]*\}")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
"""Shorter ones in a pattern are prepositions, or halves of words."""


@dataclass(frozen=True, slots=True)
class Query:
    """`words` are stems, each with its weight; `labels` the stems of each label, one after the other, by the first of them."""

    words: Mapping[str, float]
    labels: Mapping[str, tuple[tuple[str, ...], ...]]


def queries_of(schema: Schema, fields: Iterable[Field]) -> Iterator[tuple[Field, Query]]:
    """Each of the fields with the words that speak of it, or of the columns of a table."""
    of_parties: dict[str, list[str]] = {}
    for field in schema.fields:
        for role in _roles(field):
            of_parties.setdefault(role, []).extend(field.labels)
    for field in fields:
        # `Bill to` heads the buyer's name, and the street below it.
        kin = (label for role in _roles(field) for label in of_parties.get(role, ()))
        headers = (header for column in field.columns for header in column.headers)
        yield field, _query((*field.labels, *kin, *headers), tuple(_texts(field)))


@lru_cache(maxsize=512)
def _query(labels: tuple[str, ...], texts: tuple[tuple[str, float], ...]) -> Query:
    words: dict[str, float] = {}
    for text, weight in (*((label, LABEL_WORD) for label in labels), *texts):
        for word in stems(text):
            words[word] = max(weight, words.get(word, 0.0))
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for label in dict.fromkeys(filter(None, map(stems, labels))):
        by_first.setdefault(label[0], []).append(label)
    return Query(words, {first: tuple(some) for first, some in by_first.items()})


def _roles(field: Field) -> frozenset[str]:
    """The parties whose part the field is: `sender` of `{party: sender.street}`."""
    return frozenset((rung.expression or "").partition(".")[0] for rung in field.ladder if rung.kind == "party")


def _texts(field: Field) -> Iterator[tuple[str, float]]:
    yield field.name.replace(".", " ").replace("_", " "), LABEL_WORD
    if field.ask:
        yield field.ask, ASKED_WORD
    if "contracting" in _roles(field):
        yield SIGNED, LABEL_WORD
    for rung in field.ladder:
        if rung.pattern is not None:
            yield _written_in(rung.pattern.source), PATTERN_WORD
    for example in field.examples:
        if example.value not in (None, False):
            yield example.text, EXAMPLE_WORD
    for column in field.columns:
        yield column.name.replace("_", " "), LABEL_WORD


@lru_cache(maxsize=1024)
def _written_in(pattern: str) -> str:
    """The long words of a pattern: its author's synonyms for what is sought."""
    return " ".join(_LONG_WORD.findall(_ESCAPED.sub(" ", pattern)))
