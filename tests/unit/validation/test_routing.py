from __future__ import annotations

import pytest

from assay.candidate import Candidate, Source
from assay.finding import Finding
from schemas.loader import load_schema
from validation.routing import grounded, route, route_empty, why

SCHEMA = "assay: 1\nschema: one\ntitle: One\nfields:\n  total: {type: code, labels: [Total], target_accuracy: 0.95}\n"
FIELD = load_schema(SCHEMA).field("total")


def finding(code, severity="error"):
    return Finding(code=code, says=code, severity=severity)


@pytest.mark.parametrize(
    ("findings", "sure", "state"),
    [
        ([], 0.95, "accepted"),
        ([], 0.9499, "check"),
        ([finding("checksum")], 0.99, "invalid"),
        ([finding("pattern")], 0.99, "invalid"),
        ([finding("bounds")], 0.99, "invalid"),
        ([finding("ambiguous", "warning")], 0.99, "check"),
        ([finding("check_failed")], 0.99, "check"),
        ([finding("check_failed", "warning")], 0.99, "accepted"),
        ([finding("from_a_plug_in")], 0.99, "check"),
    ],
)
def test_gates_come_before_the_confidence(findings, sure, state):
    assert route(FIELD, findings, sure) == state


def test_nothing_found_is_an_answer_unless_something_says_otherwise():
    assert route_empty([]) == "absent"
    assert route_empty([finding("required")]) == "missing"


def test_a_doubtful_value_always_says_why():
    assert why(FIELD, "check", [], 0.9)[0].says == "90.0% sure; to be used unseen it would have to be 95%."
    assert why(FIELD, "check", [], 0.94999)[0].says.startswith("94.9% sure")
    assert why(FIELD, "accepted", [], 0.99) == ()


@pytest.mark.parametrize(("value", "codes"), [("x", ["ungrounded"]), (True, ["ungrounded"]), (False, [])])
def test_only_a_no_may_point_nowhere(value, codes):
    source = Source(kind="model", id="total.from[1]", extractor="model@1")
    candidate = Candidate(path="/total", raw="", value=value, evidence=(), source=source)
    assert [one.code for one in grounded(candidate)] == codes
