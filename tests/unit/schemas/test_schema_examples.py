"""A schema's examples are run against what the rules read."""

from __future__ import annotations

from typing import Any

from schemas.examples import run_examples
from schemas.loader import load_schema
from schemas.schema import Field, Schema

SCHEMA = load_schema(r"""
assay: 1
schema: test
fields:
  total:
    type: money
    from: {regex: 'Total (?P<value>\S+)'}
    examples:
      - {text: Total 12.50, value: 12.5}
      - {text: Sum 12.50, value: null}
  title:
    type: text
    from: [model]
    examples: [{text: Lease, value: Lease}]
  tags:
    type: list
    of: code
    from: [{regex: '#(?P<value>\w+)'}, model]
    examples: [{text: '#A1 #B2', value: [A1, B2]}]
  rows:
    type: table
    columns: {name: {type: text}, price: {type: money}}
    from: [xml: //Row]
    examples: [{text: '<Row/>', value: [{name: Chair, price: '10.00'}]}]
""")


def answers(**found: Any) -> Any:
    def find(schema: Schema, field: Field, text: str) -> Any:
        assert schema is SCHEMA
        return found.get(field.name) if "Sum" not in text else found.get("sum")

    return find


def passed(**found: Any) -> list[tuple[str, int, bool]]:
    return [(one.field, one.number, one.passed) for one in run_examples(SCHEMA, answers(**found))]


def test_values_are_compared_as_their_type_compares_them() -> None:
    found = {
        "total": {"amount": "12.50", "currency": "EUR"},
        "tags": ["a1", "B2"],
        "rows": [{"name": "chair", "price": {"amount": "10.0", "currency": None}}],
    }
    assert passed(**found) == [("total", 1, True), ("total", 2, True), ("tags", 1, True), ("rows", 1, True)]


def test_wrong_missing_and_surplus_values_fail() -> None:
    found = {
        "total": {"amount": "12.51", "currency": None},
        "sum": {"amount": "12.50", "currency": None},
        "tags": ["A1"],
        "rows": [{"name": "Chair", "price": None}],
    }
    assert passed(**found) == [("total", 1, False), ("total", 2, False), ("tags", 1, False), ("rows", 1, False)]
    assert not any(ok for name, number, ok in passed() if (name, number) != ("total", 2))


def test_an_outcome_shows_both_sides() -> None:
    outcome = run_examples(SCHEMA, answers(total={"amount": "1.00", "currency": None}))[0]
    assert outcome.text == "Total 12.50"
    assert outcome.wanted == {"amount": "12.5", "currency": None}
    assert outcome.found == {"amount": "1.00", "currency": None}
