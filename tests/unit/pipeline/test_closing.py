"""Numbers that no rule names, found because an equation of the schema closes with them."""

from __future__ import annotations

import time
from decimal import Decimal

from pipeline.run import run
from schemas.loader import load_schema

SCHEMA = """
assay: 1
schema: bill
title: A bill
locale: [en]
fields:
  net: {type: money, labels: [Subtotal], from: [label]}
  tax: {type: money, labels: [VAT], from: [label]}
  total: {type: money, labels: [Sum], from: [label]}
checks:
  adds_up: {that: 'near(net + tax, total, 0.02)', finds: FINDS}
"""


def total_of(document, told, finds: str):
    schema = load_schema(SCHEMA.replace("FINDS", finds))
    answers = {"net": "80.00", "tax": "15.20"}
    return run(document, schema, rules=told("rule", answers), model=None, clock=time.perf_counter).fields["/total"]


def test_a_printed_number_that_closes_the_equation_is_found_and_waits_for_a_person(document, told):
    total = total_of(document, told, "true")
    assert (total.chosen.value.amount, total.state) == (Decimal("95.20"), "check")
    assert document.quote(total.chosen.evidence[0].span) == "95.20"


def test_a_check_that_is_not_said_to_find_finds_nothing(document, told):
    assert total_of(document, told, "false").chosen is None
