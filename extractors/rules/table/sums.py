"""Lines of a table that are no rows: sums, taxes on them, and what is carried over a page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.rules.layout import Cell, Line
from extractors.rules.sought import NUMBER_TYPES
from extractors.rules.vocabulary import Vocabulary, vocabulary_of
from schemas.schema import Schema

# The first words of such a line, in the languages of invoices and statements.
_SUM = re.compile(
    r"(?i)\W*(?:sub[\s-]?totals?|(?:grand |net |invoice |page |order )?totals?|sums?|balance|amount due|carried|brought|c/f|b/f"
    r"|zwischen(?:summe|total)|(?:end|gesamt|netto|brutto|rechnungs|positions|seiten)?summe"
    r"|gesamt(?:betrag|preis|netto|brutto)?|netto(?:betrag|wert)?|brutto(?:betrag)?|rechnungs(?:betrag|endbetrag)|endbetrag|zahlbetrag|übertrag"
    r"|mwst|mehrwertsteuer|umsatzsteuer|ust|vat|tax(?:es)?|sales tax|gst|zzgl|zuzüglich"
    r"|sous[\s-]total|totaux|total(?:e|es|i)?|report|à reporter|montant total|net à payer|reste à payer|tva"
    r"|sub[\s-]?totaal|totaal|btw|te betalen|transport(?:eren)?"
    r"|suma|importe total|base imponible|iva|subtotale|imponibile|riporto|da riportare|totale"
    r"|razem|ogółem|suma|do zapłaty|podsumowanie|przeniesienie|w tym"
    r"|summa|moms|delsumma|i alt|att betala|celkem|yhteensä)(?![\w-])"
)
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Sums:
    """Tells sums from rows, by their first words and by the labels of the schema's other fields."""

    text: str
    labels: Vocabulary
    fields: frozenset[str]

    @classmethod
    def of(cls, schema: Schema, text: str) -> Sums:
        """The sums that the schema's fields of numbers are labelled as."""
        numbers = (field.name for field in schema.fields if field.type and field.type.name in NUMBER_TYPES)
        return cls(text, vocabulary_of(schema), frozenset(numbers))

    def is_sum(self, line: Line, numbers: int, usual: int | None) -> bool:
        """Whether the line has the words of a sum and fewer numbers than rows have; with none before, at most two."""
        if numbers > 2 if usual is None else (numbers >= usual > 1):
            return False
        return any(map(self.has_digit, line.cells)) and any(self._opens_a_sum(cell) for cell in line.cells if self.has_letter(cell))

    def has_digit(self, cell: Cell) -> bool:
        """Whether there are digits in the cell."""
        return _DIGIT.search(self.text, cell.span.start, cell.span.end) is not None

    def has_letter(self, cell: Cell) -> bool:
        """Whether there are letters in the cell."""
        return _LETTER.search(self.text, cell.span.start, cell.span.end) is not None

    def _opens_a_sum(self, cell: Cell) -> bool:
        if _SUM.match(self.text, cell.span.start, cell.span.end):
            return True
        first = self.labels.opening(self.text, cell.span)
        return first is not None and not self.fields.isdisjoint(first.fields)
