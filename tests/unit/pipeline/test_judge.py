from __future__ import annotations

from assay.document import Document, Part
from assay.span import Span
from pipeline.judge import judge
from pipeline.reconcile import reconcile
from schemas.types.base import Locale


def test_a_failed_check_sends_its_values_to_a_person_with_the_sentence_filled(tell, rules, model):
    rules.answers = {**rules.answers, "total": "99.99"}
    extraction = tell(rules, model)
    assert {extraction.fields[path].state for path in ("/net", "/tax", "/total")} == {"check"}
    assert extraction.fields["/total"].why[0].says == "Net 80.00 and tax 15.20 do not make 99.99."
    assert extraction.checks[0].passed is False


def test_a_warning_alone_does_not_gate(tell, rules, model):
    rules.answers = {**rules.answers, "due": "2026-04-16"}
    unwarned = tell(rules, model).fields["/due"]
    model.answers = {**model.answers, "due": "2026-03-17", "issued": "2026-04-16"}
    rules.answers = {**rules.answers, "due": "2026-03-17", "issued": "2026-04-16"}
    warned = tell(rules, model).fields["/due"]
    assert {finding.severity for finding in warned.findings} == {"warning"}
    assert warned.state == "accepted"
    assert warned.confidence < unwarned.confidence


def test_disagreement_sends_both_values_to_a_person(tell, rules, model):
    model.answers = {**model.answers, "issued": "2026-04-16"}
    issued = tell(rules, model).fields["/issued"]
    assert issued.state == "check"
    assert [rival.raw for rival, _ in issued.rivals] == ["2026-04-16"]
    assert all(sure <= 1 - issued.confidence + 1e-9 for _, sure in issued.rivals)


def test_a_row_that_does_not_add_up_waits(tell, rules, model):
    model.answers = {**model.answers, "rows": [{"name": "Oak board", "quantity": "4", "price": "12.50", "amount": "30.00"}]}
    extraction = tell(rules, model)
    assert extraction.fields["/rows/0/amount"].state == "check"
    assert any(check.name == "rows.row_check" and check.passed is False for check in extraction.checks)


def test_a_cell_from_another_row_is_doubted_although_the_numbers_add_up(tell, rules, model):
    _, second = model.answers["rows"]
    model.answers = {**model.answers, "rows": [{"price": "12.50", "amount": "50.00", "name": "Brass screw"}, second]}
    found = tell(rules, model).fields
    assert found["/rows/1/amount"].state == "accepted"
    assert found["/rows/0/name"].state == "check"


def test_two_cells_read_from_one_number_do_not_prove_each_other(tell, rules, model):
    model.answers = {**model.answers, "rows": [{"name": "Oak board", "quantity": "1", "price": "50.00", "amount": "50.00"}]}
    found = tell(rules, model).fields
    assert found["/rows/0/price"].state == found["/rows/0/amount"].state == "check"


def test_a_missing_cell_is_missing_only_when_it_is_required(tell, rules, model):
    model.answers = {**model.answers, "rows": [{"name": "Oak board", "quantity": "4"}]}
    extraction = tell(rules, model)
    assert extraction.fields["/rows/0/amount"].state == "missing"
    assert extraction.fields["/rows/0/price"].state == "absent"


def test_fields_come_in_the_order_of_the_schema(tell, rules, model):
    top = [path for path in tell(rules, model).fields if path.count("/") == 1]
    assert top == ["/number", "/issued", "/due", "/seller", "/net", "/tax", "/total"]


def test_a_total_of_embedded_data_that_the_page_contradicts_waits_although_its_sum_holds(schema, told):
    page, data = "Total due 95.20\n", "980.00 15.20 995.20"
    parts = (
        Part(name="main", media_type="text/plain", span=Span(0, len(page))),
        Part(name="factur-x.xml", media_type="application/xml", span=Span(len(page), len(page + data)), embedded=True),
    )
    document = Document(id="d1", name="a.pdf", sha256="0" * 64, media_type="application/pdf", text=page + data, parts=parts)
    hidden = told(kind="structured", answers={"net": "980.00", "tax": "15.20", "total": "995.20"})
    seen = told(kind="rule", answers={"total": "95.20"})
    heard = [one.extract(document, schema, schema.fields, Locale()) for one in (hidden, seen)]
    claims = reconcile(schema, [claim for found in heard for claim in found.candidates])

    judged = judge(document, schema, claims)

    total = judged.fields["/total"]
    assert judged.checks[0].passed
    assert total.chosen.raw == "995.20"
    assert total.state == "check"
    assert total.why[0].says == "The embedded data says 995.20, the page says 95.20."
