"""What the types whose values are strings have in common: their JSON form is the value itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from assay.value import Value
from schemas.types.base import Locale, Parsed, Reading
from schemas.types.words import same_text


class StringType(ABC):
    """A type of string values. Subclasses bring `scan` and `parse`."""

    name: str
    hint: str
    json_schema: Mapping[str, Any] = {"type": "string", "minLength": 1}

    @abstractmethod
    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every value of this type that is printed in the text."""

    @abstractmethod
    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The value of a text that is wholly one printed value."""

    def display(self, value: Value) -> str:
        """The value itself."""
        return str(value)

    def to_json(self, value: Value) -> str:
        """The value itself."""
        return str(value)

    def from_json(self, form: Any) -> Value:
        """A string that parses; a whole number stands for its digits."""
        if type(form) not in (str, int):
            raise ValueError(f"{self.hint}, is written as text")
        value = self.parse(str(form), Locale()).value
        if value is None:
            raise ValueError(f"the text is not {self.hint}")
        return value

    def equal(self, one: Value, other: Value) -> bool:
        """The same text, give or take case, spacing and kinds of quotes and dashes."""
        return same_text(str(one), str(other))
