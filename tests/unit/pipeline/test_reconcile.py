from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.value import Money
from pipeline.reconcile import reconcile
from schemas.types.base import Locale

ROWS = [{"name": "Oak board", "quantity": "4", "amount": "50.00"}, {"name": "Brass screw", "quantity": "20", "amount": "30.00"}]


def claims(document, schema, *extractors):
    locale = Locale(languages=("en",))
    return reconcile(schema, [one for each in extractors for one in each.extract(document, schema, schema.fields, locale).candidates])


def test_equal_values_of_two_sources_are_one_claim(document, schema, told):
    ranked = claims(document, schema, told("rule", {"number": "INV-2041"}), told("model", {"number": "INV-2041"}))["/number"]
    assert len(ranked) == 1
    assert "agrees" in {signal.name for signal in ranked[0].signals}
    assert len(ranked[0].evidence) == 1


def test_structured_data_comes_before_rule_and_model_together(document, schema, told):
    others = (told("rule", {"number": "INV-2041"}), told("model", {"number": "INV-2041"}))
    ranked = claims(document, schema, *others, told("structured", {"number": "99.99"}))["/number"]
    assert [one.raw for one in ranked] == ["99.99", "INV-2041"]
    assert "disagrees" in {signal.name for signal in ranked[0].signals}


def test_what_two_sources_say_comes_before_what_one_says(document, schema, told):
    rules = told("rule", {"issued": ("2026-04-16", "2026-03-17")})
    ranked = claims(document, schema, rules, told("model", {"issued": "2026-03-17"}))["/issued"]
    assert ranked[0].raw == "2026-03-17"


def test_a_second_value_of_the_same_source_is_a_rival_and_no_disagreement(document, schema, told):
    ranked = claims(document, schema, told("rule", {"issued": ("2026-03-17", "2026-04-16")}))["/issued"]
    assert {signal.name for signal in ranked[0].signals} >= {"rivals"}
    assert "disagrees" not in {signal.name for signal in ranked[0].signals}


def test_claims_that_make_the_check_hold_come_first(document, schema, told):
    rules = told("rule", {"net": "80.00", "tax": "15.20", "total": "99.99"})
    ranked = claims(document, schema, rules, told("model", {"total": "95.20"}))["/total"]
    assert ranked[0].value == Money(Decimal("95.20"), ranked[0].value.currency)


def test_claims_are_not_moved_for_a_check_that_holds_too_easily(document, schema, told):
    rules = told("rule", {"net": "80.00", "tax": ("15.20", "0"), "total": ("95.20", "80.00")})
    first = {path: ranked[0].raw for path, ranked in claims(document, schema, rules).items()}
    assert first == {"/net": "80.00", "/tax": "15.20", "/total": "95.20"}
    broken = told("rule", {"net": "50.00", "tax": ("15.20", "0"), "total": ("95.20", "50.00")})
    first = {path: ranked[0].raw for path, ranked in claims(document, schema, broken).items()}
    assert first == {"/net": "50.00", "/tax": "15.20", "/total": "95.20"}


def test_rows_of_two_sources_are_paired_by_what_they_hold(document, schema, told):
    ours = told("structured", {"rows": ROWS})
    theirs = told("model", {"rows": [{"name": "Subtotal", "amount": "80.00"}, *ROWS]})
    found = claims(document, schema, ours, theirs)
    assert {len(ranked) for ranked in found.values()} == {1}
    assert all("agrees" in {signal.name for signal in ranked[0].signals} for ranked in found.values())


def test_a_table_comes_whole_from_the_structured_source(document, schema, told):
    ours = told("structured", {"rows": [{"name": "Oak board", "amount": "50.00"}]})
    theirs = told("model", {"rows": [{"name": "Brass screw", "amount": "30.00"}, {"name": "Oak board", "amount": "50.00"}]})
    found = claims(document, schema, ours, theirs)
    assert set(found) == {"/rows/0/name", "/rows/0/amount"}
    assert "agrees" in {signal.name for signal in found["/rows/0/name"][0].signals}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(order=st.permutations(["structured", "rule", "model"]))
def test_the_order_in_which_sources_speak_does_not_matter(document, schema, told, order):
    answers = {
        "structured": {"number": "99.99"},
        "rule": {"number": "INV-2041", "net": "80.00"},
        "model": {"number": "INV-2041", "net": "50.00"},
    }
    found = claims(document, schema, *(told(kind, answers[kind]) for kind in order))
    assert [one.raw for one in found["/number"]] == ["99.99", "INV-2041"]
    assert [one.raw for one in found["/net"]] == ["80.00", "50.00"]
