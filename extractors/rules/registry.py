"""The rules by the kind of rung that they answer: a new one is a file here, and one line in this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from assay.candidate import Candidate
from extractors.rules.hit import Claimant, Hit
from extractors.rules.label import read_by_label
from extractors.rules.reading import Reading
from extractors.rules.regex import read_by_regex
from extractors.rules.structured import read_structured, read_structured_rows
from schemas.schema import Field, Rung, RungKind

Rule = Callable[[Claimant, Reading], Iterable[Hit]]
"""What a rung reads for a value, or for the items of a list: hits in the order of trust."""

RowRule = Callable[[Field, Rung, Reading], Iterable[Candidate]]
"""What a rung reads for a table: one candidate a cell, rows counted from 0 in their pointers."""

RULES: Mapping[RungKind, Rule] = {
    "xml": read_structured,
    "json": read_structured,
    "label": read_by_label,
    "regex": read_by_regex,
}

ROW_RULES: Mapping[RungKind, RowRule] = {
    "xml": read_structured_rows,
    "json": read_structured_rows,
}
