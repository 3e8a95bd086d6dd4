"""Which words on paper name which field: the labels of a whole schema, found in text as a person would match them.

Case, accents, spaces, hyphens, dots and colons do not count, and the many ways to write "number" are one:
`Rechnungs-Nr.`, `RECHNUNGSNR` and `Rechnungs № ` are the same label. Only whole words match, and of all labels of all
fields the longest wins a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assay.span import Span
from schemas.schema import Field, Schema

_WORD = re.compile(r"[nN][°º]|№|#|[^\W_](?:[^\W_]|[\u0300-\u036f])*")
# A label does not run on over a colon or a bar.
_PHRASE = re.compile(r"[^:|;]+")
# `Sub-total` and `invoice.total` are names of their own: a part of them is not the label.
_HANGS_ON_BEFORE = re.compile(r"[\w\])][-.'’_&]$")
_HANGS_ON_AFTER = re.compile(r"_\w|[.]?[-'’&.][^\W\d_]")
_NUMBER_SIGNS = frozenset({"no", "n°", "nº", "№", "#", "num", "numero"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A label in the document's text, and the fields that it may name.

    `names` has their dotted names (`total`, `line_items.name`), each with the label's rank among the field's own: 0 for the first.
    """

    span: Span
    names: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Label keys with the fields that they name; `stems` holds every beginning of a key, to stop early."""

    names: Mapping[str, Mapping[str, int]]
    stems: frozenset[str]

    def marks(self, text: str, span: Span) -> Iterator[Mark]:
        """The labels within the span, left to right, not overlapping, the longest first."""
        for phrase in _PHRASE.finditer(text, span.start, span.end):
            yield from self._marks_in(text, Span(phrase.start(), phrase.end()))

    def _marks_in(self, text: str, phrase: Span) -> Iterator[Mark]:
        words = list(_WORD.finditer(text, phrase.start, phrase.end))
        folded = [fold(word.group()) for word in words]
        index = 0
        while index < len(words):
            after, key = self._longest(folded, index)
            found = Span(words[index].start(), words[after - 1].end()) if after > index else None
            if found and _stands_alone(text, found, phrase):
                yield Mark(found, self.names[key])
                index = after
            else:
                index += 1

    def _longest(self, folded: list[str], first: int) -> tuple[int, str]:
        """The index after the longest label that starts with this word, and its key; `first` itself for none."""
        key, after, longest = "", first, ""
        for index in range(first, len(folded)):
            key += folded[index]
            if key not in self.stems:
                break
            if key in self.names:
                after, longest = index + 1, key
        return after, longest


def vocabulary_of(schema: Schema) -> Vocabulary:
    """The labels of every field of the schema, and the headers of every column."""
    return _compiled(tuple(_spellings(schema.fields)))


@lru_cache(maxsize=64)
def _compiled(spellings: tuple[tuple[str, int, str], ...]) -> Vocabulary:
    names: dict[str, dict[str, int]] = {}
    for spelling, rank, name in spellings:
        key = label_key(spelling)
        if key:
            names.setdefault(key, {}).setdefault(name, rank)
    stems = frozenset(key[:length] for key in names for length in range(1, len(key) + 1))
    return Vocabulary(names, stems)


def _spellings(fields: Iterable[Field]) -> Iterator[tuple[str, int, str]]:
    for field in fields:
        yield from ((label, rank, field.name) for rank, label in enumerate(field.labels))
        for column in field.columns:
            yield from ((header, rank, column_name(field, column)) for rank, header in enumerate((*column.headers, *column.labels)))


def column_name(table: Field, column: Field) -> str:
    """The dotted name of a column: `line_items.name`."""
    return f"{table.name}.{column.name.removeprefix(table.name + '.')}"


def label_key(label: str) -> str:
    """What of a label counts: `Rechnungs-Nr.:` is `rechnungsnr`."""
    return "".join(fold(word.group()) for word in _WORD.finditer(label))


def fold(word: str) -> str:
    """One word without case and accents; every sign for "number" is `nr`."""
    lower = word.lower() if word.isascii() else _unaccented(word)
    return "nr" if lower in _NUMBER_SIGNS else lower


def _unaccented(word: str) -> str:
    if word.lower() in _NUMBER_SIGNS:
        return word.lower()
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter))


def _stands_alone(text: str, found: Span, within: Span) -> bool:
    before = text[max(within.start, found.start - 2) : found.start]
    after = text[found.end : min(within.end, found.end + 3)]
    return not _HANGS_ON_BEFORE.search(before) and not _HANGS_ON_AFTER.match(after)
