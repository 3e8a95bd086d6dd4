"""An answer that seemed to be another document's is asked for once more, and the story goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.base import Found
from pipeline.run import begin, end, hear, wanted


def clock():
    return 0.0


@pytest.fixture
def begun(document, schema, told):
    return begin(document, schema, rules=told("rule", {"number": "INV-2041"}), has_model=True, clock=clock)


def heard(case, schema, found):
    return hear(case, schema, wanted(case, schema), found, clock=clock)


def test_only_the_mixed_up_fields_are_asked_again_and_by_the_same_model(begun, schema):
    case = heard(begun, schema, Found(heard=frozenset({"due"}), mixed_up=frozenset({"seller", "total"})))
    again = wanted(case, schema, has_large=True)
    assert {(one.name, one.size, one.reason) for one in again} == {("seller", "small", "mixed_up"), ("total", "small", "mixed_up")}


def test_what_is_answered_then_counts(begun, schema, document, told):
    case = heard(begun, schema, Found(mixed_up=frozenset({"seller"})))
    model = told("model", {"seller": "Example Works Ltd"})
    found = model.extract(document, schema, [schema.field("seller")], case.locale)
    case = heard(case, schema, replace(found, heard=frozenset({"seller"})))
    assert wanted(case, schema) == ()
    assert end(case, schema, clock=clock).fields["/seller"].chosen.value == "Example Works Ltd"


def test_mixed_up_answers_are_no_answers(begun, schema):
    case = heard(begun, schema, Found(mixed_up=frozenset({"seller"})))
    case = heard(case, schema, Found())
    seller = end(case, schema, clock=clock).fields["/seller"]
    assert seller.state == "missing"
    assert "gave no answer" in seller.why[0].says
