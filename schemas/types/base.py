"""What a type of value brings: how it is found in text, parsed, checked, shown, explained to a model, and compared.

A new type is one file here, one line in `registry.py` and one YAML file of cases in `tests/cases/types/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assay.finding import Finding
from assay.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """How ambiguous dates and numbers are read in one document.

    `languages` is the schema's order (ISO 639-1). `day_first` and `decimal_mark` hold what the document itself
    shows (a day above 12, a grouped amount); None where it shows nothing, then the first language decides and
    an ambiguous date carries a finding. `day_first_likely` is a hint that only chooses between the two readings of
    such a date: all currencies of the document are of countries that write the day first. `group_mark` is what the
    document sets between groups of three digits: a plain space also stands between a quantity and a price, and only
    this tells them apart.
    """

    languages: tuple[str, ...] = ("en",)
    day_first: bool | None = None
    day_first_likely: bool = False
    decimal_mark: str | None = None
    group_mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What the parser made of a printed text. `value` is None exactly when a finding of code `unparseable` says why.

    Other findings (`checksum`, `ambiguous`) come with a value: a doubtful value is shown, never hidden.
    """

    value: Value | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value that stands in a text at `text[start:end]`."""

    start: int
    end: int
    value: Value
    findings: tuple[Finding, ...] = ()


class FieldType(Protocol):
    """One type of the schema language. Stateless apart from its options (a choice has its values)."""

    @property
    def name(self) -> str:
        """The word in the schema: `money`."""

    @property
    def hint(self) -> str:
        """One phrase that tells a model what to copy: `an amount of money, as printed`."""

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """JSON Schema of the JSON form (never null)."""

    def scan(self, text: str, locale: Locale) -> Iterator[Reading]:
        """Every value of this type that is printed in the text, left to right, not overlapping.

        Free text types (text, name) yield the whole text, trimmed, as one reading; code yields each token that looks like a code.
        Readings stand at token boundaries: never a piece of a longer number or word.
        """

    def parse(self, raw: str, locale: Locale) -> Parsed:
        """The value of a text that is wholly one printed value, give or take spaces and punctuation around it."""

    def display(self, value: Value) -> str:
        """The value for a person: `1,234.50 EUR`."""

    def to_json(self, value: Value) -> Any:
        """The JSON form of `docs/reference`: money is `{"amount": "1234.50", "currency": "EUR"}`."""

    def from_json(self, form: Any) -> Value:
        """The value of a JSON form, also of the short forms that an analyst writes in examples (`1234.50` for money).

        Raises ValueError with a plain sentence when it is none.
        """

    def equal(self, one: Value, other: Value) -> bool:
        """Whether a reader would call them the same value.

        Money by amount (a missing currency equals any), text without case and spacing.
        """
