"""Separated values (CSV, TSV): records laid out in columns, whatever parts their fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from assay.errors import DocumentError
from ingest.readers.base import Desk, RawPart, Reading
from ingest.text.clean import clean
from ingest.text.dialect import SEPARATORS, records, separator_of
from ingest.text.encoding import decoded
from ingest.text.grid import Budget, Row, cell_text, page_of
from ingest.text.layout import Cell
from ingest.upload import Upload

# The first line that spreadsheet programs write to say what parts the fields.
_SAYS = re.compile(rf"sep=([{''.join(SEPARATORS)}])\s*", re.IGNORECASE)

COLUMNS = 16_384  # as many as spreadsheet programs take


def read(upload: Upload, desk: Desk) -> Reading:
    """One part of one page. Raises `DocumentError`: `too_large_uncompressed`, `too_complex` for more columns than any spreadsheet has."""
    lines = clean(decoded(upload.data)).split("\n")
    said = _SAYS.fullmatch(lines[0])
    csv.field_size_limit(desk.limits.text_chars)
    found = records(lines[1:], said[1]) if said else records(lines, separator_of(lines))
    page = page_of(enumerate(_rows(found, Budget(desk.limits, desk.progress))), desk)
    return Reading(parts=(RawPart(media_type=desk.media_type, pages=(page,)),))


def _rows(found: Iterator[list[str]], budget: Budget) -> Iterator[Row]:
    for record in found:
        if len(record) > COLUMNS:
            raise DocumentError("too_complex", f"A line has {len(record):,} fields; at most {COLUMNS:,} are read.")
        row: dict[int, Cell] = {}
        for column, field in enumerate(record):
            text = cell_text(field)
            budget.cell(text)
            if text:
                row[column] = Cell(text)
        if row:
            budget.row()
        yield row
