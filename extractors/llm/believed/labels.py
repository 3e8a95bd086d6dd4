"""Whose label stands before a value: the field's own speaks for it, another field's against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extractors.llm.believed.locate import normalised
from schemas.schema import Field

Names = tuple[tuple[str, tuple[str, ...]], ...]
"""Pointers with what the field is called on paper."""

_WORD = re.compile(r"[^\W_]+")


class Labels:
    """The labels of a schema's fields and columns, by their words."""

    def __init__(self, names: Names) -> None:
        owners: dict[tuple[str, ...], set[str]] = {}
        for path, labels in names:
            for label in labels:
                owners.setdefault(_words_of(label), set()).add(path)
        owners.pop((), None)
        self._owners = {words: frozenset(paths) for words, paths in owners.items()}
        self._longest = max(map(len, owners), default=0)

    def last_in(self, text: str) -> frozenset[str]:
        """The pointers of the fields that own the last label in the text; of two that end there the longer one counts."""
        words = _words_of(text)
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - self._longest), end):
                if found := self._owners.get(words[start:end]):
                    return found
        return frozenset()


def labels_of(fields: Iterable[Field]) -> Labels:
    """The labels of these fields; those of a schema are the same for every document, and worked out once."""
    return _labels(tuple((one.path, (*one.labels, *one.headers)) for field in fields for one in (field, *field.columns)))


@lru_cache(maxsize=64)
def _labels(names: Names) -> Labels:
    return Labels(names)


def _words_of(text: str) -> tuple[str, ...]:
    """The words of the normal form."""
    return tuple(_WORD.findall(normalised(text)))
