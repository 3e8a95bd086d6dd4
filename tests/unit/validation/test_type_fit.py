"""A pattern that finds one of few things is trusted more than one that finds any words."""

from __future__ import annotations

import pytest

from assay.candidate import Candidate, Source
from assay.finding import Signal
from schemas.loader import load_schema
from validation.rules.registry import examine


def noticed(type_name: str, value: str, signal: str) -> list[tuple[str, float]]:
    schema = load_schema(f"assay: 1\nschema: t\nfields:\n  a: {{type: {type_name}, labels: [A], from: [label]}}\n")
    (field,) = schema.fields
    source = Source(kind="rule", id="a.from[0]", extractor="regex@1")
    signals = (Signal(name=signal, strength=1.0, says=""),)
    found = Candidate(path="/a", raw=value, value=value, evidence=(), source=source, signals=signals)
    return [(one.name, one.strength) for one in examine(field, found).signals]


@pytest.mark.parametrize(
    ("type_name", "value", "signal", "expected"),
    [
        ("currency", "EUR", "pattern_hit", [("type_fit", 1.0)]),
        ("name", "Acme", "pattern_hit", [("type_fit", -1.0)]),
        ("text", "anything", "pattern_hit", []),
        ("currency", "EUR", "beside_label", []),
    ],
)
def test_only_what_a_pattern_found_is_weighed_by_its_type(
    type_name: str, value: str, signal: str, expected: list[tuple[str, float]]
) -> None:
    assert noticed(type_name, value, signal) == expected
