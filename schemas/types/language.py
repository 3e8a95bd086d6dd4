"""A language: its name in one of the document's languages or in its own, or its ISO 639 code. Values are two-letter codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from schemas.types import cldr
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.phrases import Phrases
from schemas.types.string import StringType
from schemas.types.whole import parse_whole

_TAG = re.compile(r"(?P<code>[a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_OWN_NAMES = (*cldr.LANGUAGES, "pt", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "tr", "el", "ru", "uk")
_SHORTEST_NAME = 4  # shorter names (Ga, Vai) are words elsewhere


class LanguageType(StringType):
    """`language`: values are ISO 639-1 codes."""

    name = "language"
    hint = "a language, as printed"
    json_schema: Mapping[str, Any] = {"type": "string", "pattern": "^[a-z]{2}$"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every name in the document's languages, in English and in the language itself (`Deutsch`)."""
        return _found(text, locale.languages)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The language of a text that is one name or code, also with a region (`de-AT`)."""
        tag = _TAG.fullmatch(raw.strip(" \t\r\n.,;:()[]"))
        code = cldr.language_of(tag["code"].lower()) if tag else None
        if code is not None:
            return Parsed(value=code)
        languages = (*locale.languages, *cldr.LANGUAGES)
        return parse_whole(raw, _found(raw, languages), says="This is not one language.")


def _found(text: str, languages: tuple[str, ...]) -> Iterator[Reading]:
    for hit in _names(languages).find(text):
        yield Reading(start=hit.start, end=hit.end, value=hit.meaning)


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> Phrases:
    own = [(cldr.languages(code).get(code, ""), code) for code in _OWN_NAMES]
    named = [(name, code) for language in (*languages, "en") for code, name in cldr.languages(language).items()]
    return Phrases((name, code) for name, code in (*named, *own) if len(name) >= _SHORTEST_NAME)
