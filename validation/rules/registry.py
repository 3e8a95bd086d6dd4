"""The rules that every value is put to, in the order in which their findings are shown."""

from __future__ import annotations

from assay.candidate import Candidate
from schemas.schema import Field
from validation.rules.base import Noticed, Rule
from validation.rules.bounds import within_bounds
from validation.rules.pattern import matches_pattern
from validation.rules.type_check import checksum
from validation.rules.type_fit import type_fit

RULES: dict[str, Rule] = {
    "pattern": matches_pattern,
    "bounds": within_bounds,
    "type_check": checksum,
    "type_fit": type_fit,
}


def examine(field: Field, candidate: Candidate) -> Noticed:
    """What all the rules notice about a value of the field."""
    noticed = [rule(field, candidate) for rule in RULES.values()]
    return Noticed(
        findings=tuple(finding for one in noticed for finding in one.findings),
        signals=tuple(signal for one in noticed for signal in one.signals),
    )
