"""Which words on paper name which field: the labels of a whole schema, found in text as a person would match them.

Case, accents, spaces, hyphens, dots and colons do not count, and the many ways to write "number" are one:
`Rechnungs-Nr.`, `RECHNUNGSNR` and `Rechnungs № ` are the same label. Only whole words match, and of all labels of all
fields the longest wins a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from assay.span import Span
from schemas.schema import Field, Schema

_WORD = re.compile(r"[nN]\.?[°º]|№|#|[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_RATE = re.compile(r"(?<![\w.,])\d{1,2}(?:[.,]\d{1,3})?\s?%")
# Most cells of a page are numbers, and a number is no label.
_SAYS_SOMETHING = re.compile(r"[^\W\d_]|[№#]")
# A label does not run on over a colon or a bar.
_PHRASE = re.compile(r"[^:|;]+")
# `Sub-total` and `invoice.total` are names of their own: a part of them is not the label.
_HANGS_ON_BEFORE = re.compile(r"[\w\])][-.'’_&]$|\d/$")
_HANGS_ON_AFTER = re.compile(r"_\w|[.]?[-'’&.][^\W\d_]")
# `PO` of `PO-7731` or `PO/A7` is part of a code; a word before an amount or a rate (`Total-1,00`, `MwSt.19%`) is not.
_OPENS_A_CODE = re.compile(r"[-/._](?=[^\W\d_]*\d)\w++(?![.,]\d|\s*%)")
# One wrong letter makes another word of a short one (`to`, `no`): those must match exactly. Long ones may have two.
SHORTEST_MENDED = 4
LONG = 8
_NUMBER = "nr"
_NUMBER_SIGNS = frozenset({"no", "n°", "nº", "n.°", "n.º", "№", "#", "num", "numero"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A label in the document's text, and what it may name: single fields, columns of tables, or both.

    `fields` has the fields' names, each with the label's rank among the field's own: 0 for the first. `columns` has
    the columns' names with their table's: `line_items.name`. `mended` says that the label was misread by a letter or two.
    """

    span: Span
    fields: Mapping[str, int]
    columns: frozenset[str]
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Label keys with the fields and the columns that they name.

    `stems` holds every beginning of a key, to stop early; `words` the words that keys are made of, and the keys, to mend misread ones.
    """

    fields: Mapping[str, Mapping[str, int]]
    columns: Mapping[str, frozenset[str]]
    stems: frozenset[str]
    words: frozenset[str] = frozenset()

    def marks(self, text: str, span: Span, *, recognised: bool = False) -> Iterator[Mark]:
        """The labels within the span, left to right, not overlapping, the longest first; `recognised` text may be misread."""
        if not _SAYS_SOMETHING.search(text, span.start, span.end):
            return
        for phrase in _PHRASE.finditer(text, span.start, span.end):
            if self._may_name(phrase.group(), recognised):
                yield from self._marks_in(text, Span(phrase.start(), phrase.end()), recognised)

    def opening(self, text: str, span: Span) -> Mark | None:
        """The label that the span begins with; its first word tells that most begin with none."""
        word = _WORD.match(text, span.start, span.end)
        first = next(self.marks(text, span), None) if word and fold(word.group()) in self.stems else None
        return first if first and first.span.start == span.start else None

    def _may_name(self, phrase: str, recognised: bool) -> bool:
        """A quick look: whether a label begins with any of its words. Few phrases have one. Where there are rates, they may."""
        words = list(map(fold, _WORD.findall(phrase)))
        if recognised:
            words = [mended(word, self.words) for word in words]
        if self.stems.isdisjoint(words):
            return False
        return "%" in phrase or any(word in self.stems and self._longest(words, index)[0] > index for index, word in enumerate(words))

    def _marks_in(self, text: str, phrase: Span, recognised: bool) -> Iterator[Mark]:
        words = list(_words(text, phrase))
        printed = [fold(word.group()) for word in words]
        folded = [mended(word, self.words) for word in printed] if recognised else printed
        index = 0
        while index < len(words):
            after, key = self._longest(folded, index)
            found = Span(words[index].start(), words[after - 1].end()) if after > index else None
            if found and _stands_alone(text, found, phrase) and not _opens_a_code(text, found, phrase, folded[after - 1]):
                bent = folded[index:after] != printed[index:after]
                yield Mark(found, self.fields.get(key, {}), self.columns.get(key, frozenset()), bent)
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
            if key in self.fields or key in self.columns:
                after, longest = index + 1, key
        return after, longest


def _words(text: str, phrase: Span) -> Iterator[re.Match[str]]:
    """The words of a phrase but for rates: `plus 19 % VAT` is written of `plus VAT`."""
    rates = [found.span() for found in _RATE.finditer(text, phrase.start, phrase.end)] if "%" in text[phrase.start : phrase.end] else []
    for word in _WORD.finditer(text, phrase.start, phrase.end):
        while rates and rates[0][1] <= word.start():
            rates.pop(0)
        if not rates or word.start() < rates[0][0]:
            yield word


def vocabulary_of(schema: Schema) -> Vocabulary:
    """The labels of every field of the schema, and the headers of every column."""
    return _compiled(
        tuple((field.name, field.labels) for field in schema.fields),
        tuple((f"{table.name}.{column.name}", column.headers) for table in schema.fields for column in table.columns),
    )


def headers_of(table: Field) -> Vocabulary:
    """The headers of the table's columns alone, each with the column's bare name; the name itself is one, as in a CSV."""
    return _compiled((), tuple((column.name, (*column.headers, column.name.replace("_", " "))) for column in table.columns))


_Spellings = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=64)
def _compiled(labels: _Spellings, headers: _Spellings) -> Vocabulary:
    fields: dict[str, dict[str, int]] = {}
    for name, rank, key in _keys(labels):
        fields.setdefault(key, {}).setdefault(name, rank)
    columns: dict[str, frozenset[str]] = {}
    for name, _, key in _keys(headers):
        columns[key] = columns.get(key, frozenset()) | {name}
    stems = frozenset(key[:length] for key in (*fields, *columns) for length in range(1, len(key) + 1))
    spelled = (label for _, written in (*labels, *headers) for label in written)
    words = {fold(word) for label in spelled for word in _WORD.findall(label)}
    return Vocabulary(fields, columns, stems, frozenset({*words, *fields, *columns}))


def _keys(spellings: _Spellings) -> Iterator[tuple[str, int, str]]:
    """Name, rank and key of each spelling that has a key."""
    for name, written in spellings:
        yield from ((name, rank, key) for rank, spelling in enumerate(written) if (key := label_key(spelling)))


def label_key(label: str) -> str:
    """What of a label counts: `Rechnungs-Nr.:` is `rechnungsnr`."""
    return "".join(map(fold, _WORD.findall(label)))


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """One word without case and accents; every sign for "number" is `nr`."""
    lower = word.lower() if word.isascii() else _unaccented(word)
    return _NUMBER if lower in _NUMBER_SIGNS else lower


@lru_cache(maxsize=4096)
def mended(word: str, known: frozenset[str]) -> str:
    """The known word that was probably printed where this one was recognised; the word itself when none is near enough."""
    if word in known or len(word) < SHORTEST_MENDED:
        return word
    mistakes = 1 if len(word) < LONG else 2
    near = process.extract(word, known, scorer=Levenshtein.distance, score_cutoff=mistakes, limit=None)
    # A set has no order: of words that are equally near the first by the alphabet is taken, in every process the same.
    nearest = min(((distance, one) for one, distance, _ in near if len(one) >= SHORTEST_MENDED), default=None)
    return nearest[1] if nearest else word


def _unaccented(word: str) -> str:
    if word.lower() in _NUMBER_SIGNS:
        return word.lower()
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter))


def _stands_alone(text: str, found: Span, within: Span) -> bool:
    before = text[max(within.start, found.start - 2) : found.start]
    after = text[found.end : min(within.end, found.end + 3)]
    return not _HANGS_ON_BEFORE.search(before) and not _HANGS_ON_AFTER.match(after)


def _opens_a_code(text: str, found: Span, within: Span, last_word: str) -> bool:
    """Whether the label is the beginning of a code. Behind a sign for number a code follows: `No.123`."""
    return last_word != _NUMBER and _OPENS_A_CODE.match(text, found.end, within.end) is not None
