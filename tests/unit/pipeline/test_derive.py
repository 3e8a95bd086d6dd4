"""What formulas give, and that nobody takes it for something that was found."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from pipeline.revise import rejudge
from pipeline.run import run
from schemas.loader import load_schema

SCHEMA = """
assay: 1
schema: bill
title: A bill
locale: [en]
fields:
  double: {type: money, from: [{formula: total * 2}]}
  net: {type: money, labels: [Subtotal], from: [label]}
  tax: {type: money, labels: [VAT], from: [label]}
  total: {type: money, labels: [Total due], from: [label, {formula: net + tax}]}
checks:
  adds_up: {that: 'near(net + tax, total, 0.02)'}
"""


@pytest.fixture
def derived(document, told):
    def derived(**answers):
        return run(document, load_schema(SCHEMA), rules=told("rule", answers), model=None, clock=time.perf_counter).fields

    return derived


def test_a_computed_value_waits_and_points_at_what_it_was_computed_from(derived, document):
    total = derived(net="80.00", tax="15.20")["/total"]
    assert total.chosen.value.amount == Decimal("95.20")
    assert (total.state, total.chosen.source.kind) == ("check", "formula")
    assert [document.quote(one.span) for one in total.chosen.evidence] == ["80.00", "15.20"]
    assert "net + tax" in total.why[0].says


def test_formulas_use_what_other_formulas_gave_whatever_their_order_in_the_schema(derived):
    assert derived(net="80.00", tax="15.20")["/double"].chosen.value.amount == Decimal("190.40")


def test_a_sum_proves_nothing_when_one_of_its_values_was_computed_from_it(derived):
    alone = derived(net="80.00")["/net"].confidence
    assert derived(net="80.00", tax="15.20")["/net"].confidence == alone


def test_a_found_value_stays_first_and_the_formula_is_told_beside_it(derived):
    total = derived(net="80.00", tax="15.20", total="99.99")["/total"]
    assert total.chosen.raw == "99.99"
    assert "computed_otherwise" in {finding.code for finding in total.findings}
    assert [rival.source.kind for rival, _ in total.rivals if rival.raw == "95.20"]


def test_nothing_is_computed_from_what_is_not_there(derived):
    assert derived(net="80.00")["/total"].chosen is None


def test_judging_once_more_computes_the_same(document, told):
    schema = load_schema(SCHEMA)
    found = run(document, schema, rules=told("rule", {"net": "80.00", "tax": "15.20"}), model=None, clock=time.perf_counter)
    assert rejudge(found, document, schema) == found
