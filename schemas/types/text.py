"""Free text: all of it, with its white space collapsed."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import unparseable
from schemas.types.words import collapsed


class TextType(StringType):
    """`text`: values are str."""

    name = "text"
    hint = "text, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """The whole text, trimmed, as one reading."""
        trimmed = text.strip()
        value = self.parse(trimmed, locale).value
        if value is not None:
            start = text.index(trimmed)
            yield Reading(start=start, end=start + len(trimmed), value=value)

    def parse(self, raw: str, locale: Locale) -> Parsed:  # noqa: ARG002 - text has no locale
        """The text on one line."""
        value = collapsed(raw)
        return Parsed(value=value) if value else unparseable("There is no text.")
