"""The value of one cell: as the file holds it, and as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ingest.office import local_name
from ingest.spreadsheet.format_code import GENERAL
from ingest.spreadsheet.number_format import shown_number, shown_text
from ingest.spreadsheet.serial_time import days_of
from ingest.spreadsheet.workbook import Workbook, is_true, rich_text, unescaped


@dataclass(frozen=True, slots=True)
class CellValue:
    """What the file holds. `kind` is that of SpreadsheetML: `str` for text, `n` number, `b` truth, `d` date, `e` error.

    `calculated` is false where there is a formula and no program has put its value beside it.
    """

    kind: str
    text: str
    calculated: bool = True

    def shown(self, code: str, *, since_1904: bool) -> str:
        """The value under a format code."""
        if self.kind == "b":
            return "TRUE" if is_true(self.text) else "FALSE"
        if self.kind == "e":
            return self.text
        if self.kind == "str":
            return self.text if code == GENERAL else shown_text(self.text, code)
        if self.kind == "d" and code == GENERAL:
            return self.text
        number = _days(self.text) if self.kind == "d" else _number(self.text)
        return self.text if number is None else shown_number(number, code, since_1904=since_1904)


def value_of(cell: Any, book: Workbook) -> CellValue:
    """The value of a `c` element; shared strings are looked up."""
    kind, written, has_formula = cell.get("t", "n"), "", False
    for child in cell:
        name = local_name(child)
        if name == "v":
            written = child.text or ""
        elif name == "is":
            return CellValue("str", rich_text(child))
        elif name == "f":
            has_formula = True
    if kind == "s":
        return CellValue("str", book.string(written.strip()))
    text = unescaped(written) if kind == "str" else written.strip()
    return CellValue(kind, text, calculated=bool(text) or not has_formula)


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _days(written: str) -> Decimal | None:
    """A date that is written as one (ISO 8601), as the days that a format code takes."""
    try:
        return days_of(datetime.fromisoformat(written).replace(tzinfo=None))
    except ValueError:
        return None
