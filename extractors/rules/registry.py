"""The rules by the kind of rung that they answer: a new one is a file here, and one line in this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from assay.candidate import Candidate
from extractors.rules.hit import Claimant, Hit
from extractors.rules.label import read_by_label
from extractors.rules.party.party import read_party
from extractors.rules.reading import Reading
from extractors.rules.regex import read_by_regex
from extractors.rules.structured.attached import read_attached
from extractors.rules.structured.css import read_css, read_css_rows
from extractors.rules.structured.header import read_header
from extractors.rules.structured.linked import read_linked, read_linked_rows
from extractors.rules.structured.metadata import read_metadata
from extractors.rules.structured.tree import read_structured, read_structured_rows
from extractors.rules.symbols import read_by_symbols
from extractors.rules.table.pattern_rows import read_rows_by_pattern
from extractors.rules.table.table import read_table
from extractors.rules.title import read_title
from schemas.schema import Field, Rung, RungKind

Rule = Callable[[Claimant, Reading], Iterable[Hit]]
"""What a rung reads for a value, or for the items of a list: hits in the order of trust."""

RowRule = Callable[[Field, Rung, Reading], Iterable[Candidate]]
"""What a rung reads for a table: one candidate a cell, rows counted from 0 in their pointers."""

RULES: Mapping[RungKind, Rule] = {
    "xml": read_structured,
    "json": read_structured,
    "jsonld": read_linked,
    "css": read_css,
    "header": read_header,
    "attached": read_attached,
    "metadata": read_metadata,
    "label": read_by_label,
    "regex": read_by_regex,
    "symbols": read_by_symbols,
    "party": read_party,
    "title": read_title,
}

ROW_RULES: Mapping[RungKind, RowRule] = {
    "xml": read_structured_rows,
    "json": read_structured_rows,
    "jsonld": read_linked_rows,
    "css": read_css_rows,
    "table": read_table,
    "row": read_rows_by_pattern,
}
