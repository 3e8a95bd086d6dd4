from __future__ import annotations

import pytest

from assay.candidate import Candidate, Source
from schemas.loader import load_schema
from schemas.types.base import Locale
from validation.rules.registry import examine

SCHEMA = load_schema("""
assay: 1
schema: rules
title: Rules
locale: [en]
fields:
  number: {type: code, labels: [No], pattern: '[A-Z]{3}-\\d+'}
  count: {type: integer, labels: [Count], min: 1, max: 99}
  total: {type: money, labels: [Total], min: 0}
  issued: {type: date, labels: [Date], min: 2020-01-01}
  iban: {type: iban, labels: [IBAN]}
""")


def noticed(name, raw):
    field = SCHEMA.field(name)
    parsed = field.type.parse(raw, Locale())
    source = Source(kind="rule", id=f"{name}.from[0]", extractor="label@1")
    return examine(field, Candidate(path=field.path, raw=raw, value=parsed.value, evidence=(), source=source, findings=parsed.findings))


@pytest.mark.parametrize(
    ("name", "raw", "codes"),
    [
        ("number", "INV-2041", []),
        ("number", "2041", ["pattern"]),
        ("count", "7", []),
        ("count", "0", ["bounds"]),
        ("count", "100", ["bounds"]),
        ("total", "0.00", []),
        ("total", "-12.50", ["bounds"]),
        ("issued", "2026-03-17", []),
        ("issued", "1926-03-17", ["bounds"]),
    ],
)
def test_what_is_off_with_a_value(name, raw, codes):
    assert [finding.code for finding in noticed(name, raw).findings] == codes


def test_check_digits_speak_for_and_against_a_value():
    assert [signal.strength for signal in noticed("iban", "DE89 3704 0044 0532 0130 00").signals] == [1.0]
    assert [signal.strength for signal in noticed("iban", "DE89 3704 0044 0532 0130 01").signals] == [-1.0]
