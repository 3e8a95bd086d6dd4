from __future__ import annotations

import time
from dataclasses import replace

from assay.errors import ModelError
from exports.jsonl import line
from exports.result import result_form
from pipeline.run import run
from schemas.loader import load_schema

PRIVATE = """
assay: 1
schema: private
title: Private
fields:
  name: {type: name, from: [model]}
  secret: {type: code, private: true, labels: [Secret], from: [label, model]}
"""


def states(extraction):
    return {path: result.state for path, result in extraction.fields.items()}


def test_what_arithmetic_and_agreement_vouch_for_is_accepted(tell, rules, model):
    found = states(tell(rules, model))
    assert {found[path] for path in ("/net", "/tax", "/total", "/number", "/issued")} == {"accepted"}


def test_what_only_the_model_says_waits_for_a_person(tell, rules, model):
    extraction = tell(rules, model)
    seller = extraction.fields["/seller"]
    assert seller.state == "check"
    assert 0.8 < seller.confidence < 0.98
    assert seller.why[0].says == "88.0% sure; to be used unseen it would have to be 98%."


def test_cells_are_accepted_when_their_row_adds_up_and_stands_in_one_line(tell, rules, model):
    found = states(tell(rules, model))
    assert {state for path, state in found.items() if path.startswith("/rows/")} == {"accepted"}


def test_the_model_is_asked_only_for_what_the_rules_left_open(tell, rules, model):
    tell(rules, model)
    assert model.asked == ["number", "issued", "due", "seller", "rows"]


def test_the_model_is_not_called_when_nothing_is_open(tell, told, rules, model):
    structured = told("structured", {**rules.answers, **model.answers})
    model = told("model", {})
    assert not tell(structured, model).doubtful()
    assert model.asked == []


def test_without_a_model_open_fields_wait_and_say_why(tell, rules):
    extraction = tell(rules, None)
    assert extraction.status == "succeeded"
    assert extraction.fields["/seller"].state == "missing"
    assert extraction.fields["/seller"].why[0].says == "Needs the language model; none is configured."
    assert extraction.fields["/number"].state == "check"


def test_a_model_that_fails_leaves_what_the_rules_found(tell, rules, told):
    failing = told("model", {}, error=ModelError("llm_unavailable"))
    extraction = tell(rules, failing)
    assert extraction.status == "failed"
    assert extraction.error.code == "llm_unavailable"
    assert extraction.fields["/total"].state == "accepted"
    assert extraction.fields["/seller"].state == "missing"
    assert extraction.fields["/seller"].why[0].says == "The language model could not be reached."


def test_an_answer_that_is_not_in_the_document_is_no_answer(tell, rules, model):
    model.answers, model.ungrounded = {**model.answers, "due": None}, ("/due",)
    due = tell(rules, model).fields["/due"]
    assert due.state == "missing"
    assert due.why[0].says == "The language model gave an answer that does not stand in the document."


def test_a_model_is_never_asked_for_what_is_private(document, told):
    schema = load_schema(PRIVATE)
    model = told("model", {"name": "Example Works Ltd"})
    extraction = run(document, schema, rules=told("rule", {}), model=model, clock=lambda: 0.0)
    assert model.asked == ["name"]
    assert extraction.fields["/secret"].state == "absent"


def test_what_every_source_was_asked_for_and_none_found_is_absent(tell, rules, model):
    model.answers = {**model.answers, "due": None}
    extraction = tell(rules, model)
    assert extraction.fields["/due"].state == "absent"
    assert "/due" not in extraction.doubtful()


def test_a_required_field_that_is_not_there_is_missing(tell, rules, model):
    rules.answers = {name: raw for name, raw in rules.answers.items() if name != "number"}
    model.answers = {**model.answers, "number": None}
    assert tell(rules, model).fields["/number"].state == "missing"


def test_timings_come_from_the_clock_in_milliseconds(tell, rules, model):
    assert tell(rules, model).timings_ms == {"rules": 5.0, "model": 5.0, "judge": 10.0, "total": 20.0}


def test_the_same_input_gives_the_same_bytes(document, schema, tell, rules, model):
    first, second = (line(result_form(tell(rules, model), schema, document)) for _ in range(2))
    assert first == second


def test_a_value_points_at_the_text_it_was_read_from(document, tell, rules, model):
    for result in tell(rules, model).fields.values():
        for evidence in result.chosen.evidence if result.chosen else ():
            assert document.quote(evidence.span) == result.chosen.raw


def test_compare_says_when_the_model_is_asked(document, schema, rules, model):
    asked = {}
    for compare in ("first", "all"):
        fields = tuple(replace(one, compare=compare) for one in schema.fields)
        model.asked.clear()
        run(document, replace(schema, fields=fields), rules=rules, model=model, clock=time.perf_counter)
        asked[compare] = list(model.asked)
    assert asked["first"] == ["due", "seller", "rows"]
    assert asked["all"] == [one.name for one in schema.fields]


def test_what_asks_for_a_certificate_waits_and_says_how_that_ends(document, schema, rules, model):
    fields = tuple(replace(one, assurance="strict") for one in schema.fields)
    found = run(document, replace(schema, fields=fields), rules=rules, model=model, clock=time.perf_counter).fields
    assert "accepted" not in {found[one.path].state for one in fields if one.shape == "value"}
    assert "`provisional` ends that" in found["/total"].why[0].says
