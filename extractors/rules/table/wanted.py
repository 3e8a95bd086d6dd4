"""The table that is looked for, in which text, and how the cells of its columns are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assay.span import Span
from assay.value import Money, Value
from extractors.rules.hit import Hit
from extractors.rules.sought import FREE_TYPES, NUMBER_TYPES
from extractors.rules.vocabulary import Vocabulary, headers_of
from schemas.schema import Field
from schemas.types.base import Locale

# What may stand around a number in its cell: a unit, a currency, a sign for what it is.
_AROUND = re.compile(r"[^\d:]{0,16}")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"[^\W\d_][^\s()]*")
# Longer cells are sentences.
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table field on one document's text. `free` are the names of its columns of text, `numbers` and `codes` those of such types."""

    table: Field
    text: str
    locale: Locale
    columns: Mapping[str, Field]
    headers: Vocabulary
    free: frozenset[str]
    numbers: frozenset[str]
    codes: frozenset[str]
    _read: dict[tuple[str, Span], Hit | None] = field(default_factory=dict, repr=False)

    @property
    def required(self) -> frozenset[str]:
        """Columns without which a line is no row."""
        return frozenset(name for name, column in self.columns.items() if column.required)

    def read(self, name: str, span: Span) -> Hit | None:
        """The value of a whole cell of that column; None when it is none. Each cell is read once."""
        key = name, span
        if key not in self._read:
            column = self.columns[name]
            hit = self._number(column, span) if name in self.numbers else self._whole(column, span)
            self._read[key] = hit if hit and self._fits(column, hit) else None
        return self._read[key]

    def unit_in(self, span: Span, number: Span) -> Span | None:
        """The first word behind a number in its cell: `Stk` of `3 Stk`."""
        word = _UNIT.search(self.text, number.end, span.end)
        return Span(*word.span()) if word else None

    def quote(self, span: Span) -> str:
        """The text at the span."""
        return self.text[span.start : span.end]

    def _fits(self, column: Field, hit: Hit) -> bool:
        return column.pattern is None or column.pattern.fullmatch(self.quote(hit.span))

    def _whole(self, column: Field, span: Span) -> Hit | None:
        parsed = column.type.parse(self.quote(span), self.locale) if column.type else None
        return Hit(span=span, value=parsed.value, findings=parsed.findings) if parsed and parsed.value is not None else None

    def _number(self, column: Field, span: Span) -> Hit | None:
        """The only number of a cell, with nothing but a unit or a currency around it."""
        content = self.quote(span)
        if len(content) > LONGEST_NUMBER or column.type is None or not _DIGIT.search(content):
            return None
        found = list(column.type.scan(content, self.locale))
        if not found:
            return self._whole(column, span)
        first, last = found[0], found[-1]
        if len(found) > 1 or not _AROUND.fullmatch(content, 0, first.start) or not _AROUND.fullmatch(content, last.end):
            return None
        if _LETTER.search(content, 0, first.start):
            return None
        return Hit(span=Span(first.start, first.end).shifted(span.start), value=first.value, findings=first.findings)


def wanted_of(table: Field, text: str, locale: Locale) -> Wanted:
    """The table, ready to be looked for."""
    columns = {column.name: column for column in table.columns}
    of_type = {name: column.type.name if column.type else "" for name, column in columns.items()}
    return Wanted(
        table=table,
        text=text,
        locale=locale,
        columns=columns,
        headers=headers_of(table),
        free=frozenset(name for name, kind in of_type.items() if kind in FREE_TYPES),
        numbers=frozenset(name for name, kind in of_type.items() if kind in NUMBER_TYPES),
        codes=frozenset(name for name, kind in of_type.items() if kind == "code"),
    )


def plain(value: Value) -> Value:
    """A value as expressions see it."""
    match value:
        case Money(amount=amount):
            return amount
        case int() if not isinstance(value, bool):
            return Decimal(value)
        case _:
            return value
