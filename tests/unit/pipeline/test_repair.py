"""When a sum fails: who is to blame, and what the document says that it should be."""

from __future__ import annotations

import time
from decimal import Decimal

from pipeline.run import run
from schemas.loader import load_schema

TWO_SUMS = """
assay: 1
schema: bill
title: A bill
locale: [en]
fields:
  net: {type: money, labels: [Subtotal], from: [label]}
  tax: {type: money, labels: [VAT], from: [label]}
  total: {type: money, labels: [Total], from: [label]}
  due: {type: money, labels: [Total due], from: [label]}
checks:
  adds_up: {that: 'near(net + tax, total, 0.02)'}
  all_due: {that: 'near(total, due, 0.02)'}
"""


def test_the_printed_number_that_closes_the_sum_is_suggested_and_not_used(tell, rules, model):
    rules.answers = {**rules.answers, "total": "99.99"}
    total = tell(rules, model).fields["/total"]
    assert total.chosen.value.amount == Decimal("99.99")
    assert total.state == "check"
    suggested, _ = total.rivals[0]
    assert suggested.raw == "95.20"
    assert suggested.evidence
    assert any("95.20" in finding.says for finding in total.findings if finding.code == "repair")


def test_of_two_failed_sums_the_value_that_they_share_is_to_blame(document, told):
    answers = {"net": "80.00", "tax": "15.20", "total": "99.99", "due": "95.20"}
    fields = run(document, load_schema(TWO_SUMS), rules=told("rule", answers), model=None, clock=time.perf_counter).fields
    blamed = {path for path, one in fields.items() if "check_failed" in {finding.code for finding in one.findings}}
    assert blamed == {"/total"}


def test_without_a_repair_every_value_of_the_sum_is_blamed(tell, rules, model):
    rules.answers = {**rules.answers, "net": "30.00", "tax": "1.50", "total": "99.99"}
    fields = tell(rules, model).fields
    assert all("check_failed" in {one.code for one in fields[path].findings} for path in ("/net", "/tax", "/total"))
