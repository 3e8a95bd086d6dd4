"""One of the values that a schema lists, found by its name or a synonym."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.phrases import Phrases
from schemas.types.whole import parse_whole


class ChoiceType:
    """`choice`: values are str, exactly as the schema writes them."""

    name = "choice"

    def __init__(self, values: Mapping[str, tuple[str, ...]]) -> None:
        if not values:
            raise ValueError("a choice needs `values`")
        self.values = tuple(values)
        self._phrases = Phrases(_phrases(values))

    @property
    def hint(self) -> str:
        """`one of: goods, services`."""
        return f"one of: {', '.join(self.values)}"

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The values, as an enumeration."""
        return {"type": "string", "enum": list(self.values)}

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:  # noqa: ARG002 - the schema names the synonyms of all languages
        """Every value or synonym in the text, whatever its case and accents."""
        for hit in self._phrases.find(text):
            yield Reading(start=hit.start, end=hit.end, value=hit.meaning)

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The value whose name or synonym the text is."""
        return parse_whole(raw, self.scan(raw, locale), says=f"This is not {self.hint}.")

    def display(self, value: Value) -> str:
        """The value itself."""
        return str(value)

    def to_json(self, value: Value) -> str:
        """The value itself."""
        return str(value)

    def from_json(self, form: Any) -> str:
        """One of the values."""
        if form not in self.values:
            raise ValueError(f"the value is {self.hint}")
        return str(form)

    def equal(self, one: Value, other: Value) -> bool:
        """The same value."""
        return one == other


def _phrases(values: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Names before synonyms: a value's own name never means another value."""
    yield from ((value, value) for value in values)
    for value, synonyms in values.items():
        yield from ((synonym, value) for synonym in synonyms)
