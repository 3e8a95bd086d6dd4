"""The name of a company or a person: text with letters in it."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import unparseable
from schemas.types.words import collapsed

_AROUND = " \t\r\n\u00a0,;:|*=_-–—"


class NameType(StringType):
    """`name`: values are str."""

    name = "name"
    hint = "a name of a company or person, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """The whole text without the punctuation around it, as one reading."""
        trimmed = _trimmed(text)
        value = self.parse(trimmed, locale).value
        if value is not None:
            start = text.index(trimmed)
            yield Reading(start=start, end=start + len(trimmed), value=value)

    def parse(self, raw: str, locale: Locale) -> Parsed:  # noqa: ARG002 - names have no locale
        """The name on one line; a full stop behind it may belong to it (`Acme Inc.`)."""
        value = collapsed(_trimmed(raw))
        if not any(character.isalpha() for character in value):
            return unparseable("A name has letters.")
        return Parsed(value=value)


def _trimmed(text: str) -> str:
    return text.strip().strip(_AROUND).strip()
