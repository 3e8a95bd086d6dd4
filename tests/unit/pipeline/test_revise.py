from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.decision import Decision
from assay.errors import UsageError
from assay.value import Money
from pipeline.revise import rejudge, revise

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def decision(path, verdict, value=None):
    return Decision(document="d1", path=path, verdict=verdict, value=value, by="reviewer", at=NOON)


def test_no_decisions_change_nothing(document, schema, tell, rules, model):
    extraction = tell(rules, model)
    assert revise(extraction, document, schema, []) == extraction


AMOUNTS = st.sampled_from(["80.00", "15.20", "95.20", "99.99", "50.00"])
PATHS = st.sampled_from(["/net", "/tax", "/total", "/number", "/due"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.data())
def test_judging_again_changes_nothing(document, schema, tell, told, data):
    said = data.draw(st.dictionaries(st.sampled_from(["net", "tax", "total"]), AMOUNTS))
    verdicts = data.draw(st.dictionaries(PATHS, st.sampled_from(["confirm", "reject"])))
    rules = told("rule", {"number": "INV-2041"} | said)
    model = told("model", {"number": "INV-2041", "due": "2026-04-16", "total": "95.20"})
    extraction = revise(tell(rules, model), document, schema, [decision(path, verdict) for path, verdict in verdicts.items()])
    assert rejudge(extraction, document, schema) == extraction


def test_a_correction_is_final_and_makes_the_next_revision(document, schema, tell, rules, model):
    revised = revise(tell(rules, model), document, schema, [decision("/seller", "correct", "Example Works")])
    assert revised.revision == 2
    assert revised.fields["/seller"].state == "corrected"
    assert revised.fields["/seller"].chosen.value == "Example Works"
    assert revised.fields["/seller"].rivals[0][0].value == "Example Works Ltd"
    assert "/seller" not in revised.doubtful()


def test_a_corrected_total_vouches_for_what_waited_because_of_it(document, schema, tell, rules, model):
    rules.answers = {**rules.answers, "total": "99.99"}
    before = tell(rules, model)
    after = revise(before, document, schema, [decision("/total", "correct", Money(Decimal("95.20")))])
    assert before.fields["/net"].state == "check"
    assert after.fields["/net"].state == "accepted"


def test_confirming_nothing_says_that_nothing_is_there(document, schema, tell, rules):
    revised = revise(tell(rules, None), document, schema, [decision("/seller", "confirm")])
    assert revised.fields["/seller"].state == "absent"
    assert "/seller" not in revised.doubtful()


def test_a_rejected_value_is_gone_and_stays_gone(document, schema, tell, rules, model):
    revised = revise(tell(rules, model), document, schema, [decision("/due", "reject")])
    again = revise(revised, document, schema, [decision("/seller", "confirm")])
    assert again.fields["/due"].state == "absent"
    assert again.fields["/due"].chosen is None
    assert again.fields["/seller"].state == "confirmed"


def test_the_last_of_two_decisions_counts(document, schema, tell, rules, model):
    both = [decision("/seller", "reject"), decision("/seller", "correct", "Example Works")]
    assert revise(tell(rules, model), document, schema, both).fields["/seller"].state == "corrected"


def test_a_decision_about_something_else_is_refused(document, schema, tell, rules, model):
    extraction = tell(rules, model)
    with pytest.raises(UsageError, match="has no field at /colour"):
        revise(extraction, document, schema, [decision("/colour", "confirm")])
    with pytest.raises(UsageError, match="another document"):
        revise(extraction, document, schema, [replace(decision("/seller", "confirm"), document="d2")])


def test_a_correction_needs_its_value_and_a_zone():
    with pytest.raises(ValueError, match="brings a value"):
        decision("/total", "correct")
    with pytest.raises(ValueError, match="zone"):
        Decision(document="d1", path="/total", verdict="confirm", by="reviewer", at=datetime(2026, 3, 20))
