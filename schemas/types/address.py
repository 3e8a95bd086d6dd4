"""A postal address, on one line or several: its lines are joined by commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.string import StringType
from schemas.types.whole import unparseable
from schemas.types.words import collapsed, same_text

_AROUND = " \t\r\n\u00a0,;:|*=_-–—·•"
_PART = re.compile(r"[ \t\u00a0]*[,;]?[ \t\u00a0]*(?:\r\n?|\n|[|·•])[\s,;|·•]*")
_LIGHT = re.compile(r"[\s,.;:|·•/()-]+")


class AddressType(StringType):
    """`address`: values are str on one line."""

    name = "address"
    hint = "a postal address, as printed"

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """The whole text without the punctuation around it, as one reading."""
        trimmed = text.strip(_AROUND)
        value = self.parse(trimmed, locale).value
        if value is not None:
            start = text.index(trimmed)
            yield Reading(start=start, end=start + len(trimmed), value=value)

    def parse(self, raw: str, locale: Locale) -> Parsed:  # noqa: ARG002 - free text has no locale
        """The lines, also those that dots or bars part, with commas between them."""
        value = collapsed(", ".join(part for part in _PART.split(raw.strip(_AROUND)) if part))
        if not any(character.isalpha() for character in value):
            return unparseable("An address has letters.")
        return Parsed(value=value)

    def equal(self, one: Value, other: Value) -> bool:
        """The same words and numbers: commas, points and line ends do not count."""
        return same_text(*(_LIGHT.sub(" ", str(value)) for value in (one, other)))
