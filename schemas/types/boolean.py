"""Yes or no, as a word or a ticked box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.cldr import LANGUAGES
from schemas.types.phrases import Phrases
from schemas.types.whole import parse_whole

_YES_AND_NO = {
    "en": ("yes", "no"),
    "de": ("ja", "nein"),
    "fr": ("oui", "non"),
    "nl": ("ja", "nee"),
    "es": ("sí", "no"),
    "it": ("sì", "no"),
    "pl": ("tak", "nie"),
    "pt": ("sim", "não"),
    "sv": ("ja", "nej"),
    "da": ("ja", "nej"),
    "cs": ("ano", "ne"),
}
_YES_EVERYWHERE = ("true", "[x]", *"☒☑✓✔✅")
_NO_EVERYWHERE = ("false", "[ ]", *"☐✗✘")
_NUMBER_FOLLOWS = re.compile(r"[ ]?[.:#°]?[ ]{0,2}#?[0-9]|\.(?=[ ]?[^\W_])")
_AROUND = re.compile(r"[\s.,:;!*|()\"'„“”_=-]*")


class BooleanType:
    """`boolean`: values are bool; `false` means that it is said, or that nothing was found."""

    name = "boolean"
    hint = "yes or no"
    json_schema: Mapping[str, Any] = {"type": "boolean"}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every yes and no in the document's languages, `true`, `false` and ticked or empty boxes; not `No. 12`."""
        return _readings(text, locale.languages)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The answer of a text that is one word of yes or no, in any language known."""
        languages = (*locale.languages, *LANGUAGES)
        return parse_whole(raw, _readings(raw, languages), says="This is not yes or no.", around=_AROUND)

    def display(self, value: Value) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"

    def to_json(self, value: Value) -> bool:
        """A JSON boolean."""
        return bool(value)

    def from_json(self, form: Any) -> bool:
        """true or false."""
        if form is not True and form is not False:
            raise ValueError("yes or no is written as true or false")
        return bool(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same answer."""
        return one == other


def _readings(text: str, languages: tuple[str, ...]) -> Iterator[Reading]:
    for hit in _answers(languages).find(text):
        is_number_sign = text[hit.start : hit.end].lower() == "no" and _NUMBER_FOLLOWS.match(text, hit.end)
        if not is_number_sign:
            yield Reading(start=hit.start, end=hit.end, value=hit.meaning == "yes")


@lru_cache(maxsize=32)
def _answers(languages: tuple[str, ...]) -> Phrases:
    spoken = [_YES_AND_NO[language] for language in languages if language in _YES_AND_NO]
    positive = [*_YES_EVERYWHERE, *(yes for yes, _ in spoken)]
    negative = [*_NO_EVERYWHERE, *(no for _, no in spoken)]
    return Phrases([*((word, "yes") for word in positive), *((word, "no") for word in negative)])
