"""What goes to a person however sure the machine is, and what is stored."""

from __future__ import annotations

from typing import Any

import pytest

from assay.document import Document, Part
from assay.extraction import Extraction
from assay.span import Span
from extractors.rules.extractor import RuleExtractor
from pipeline.revise import rejudge
from pipeline.run import is_open, run
from schemas.loader import load_schema
from schemas.schema import Schema
from validation.review import lot, with_lot

TEXT = "Seller: S-100\nBill No: R-2041\nTotal: 2500.00 EUR\n"
FIELDS = """
assay: 1
schema: bill
locale: [en]
defaults: {target_accuracy: 0.5}
fields:
  seller: {type: code, labels: [Seller], from: label}
  number: {type: code, labels: [Bill No], from: label}
  total: {type: money, labels: [Total], from: [label, model]}
  note: {type: text, labels: [Note], from: label}
"""


class Kept:
    """One stored document, and what was asked of it."""

    def __init__(self, **values: Any) -> None:
        self.values = {f"/{name}": value for name, value in values.items()}
        self.asked: list[str] = []

    def exists(self, schema: str, same: Any) -> bool:
        self.asked.append(schema)
        return all(self.values.get(path) == value for path, value in same.items())

    def newest(self, schema: str, path: str, same: Any) -> Any:
        return self.values.get(path) if self.exists(schema, same) else None


def schema_with(more: str) -> Schema:
    return load_schema(FIELDS + more)


def document(text: str = TEXT, name: str = "d1") -> Document:
    whole = Span(0, len(text))
    part = Part(name="main", media_type="text/plain", span=whole, pages=())
    return Document(id=name, name="bill.txt", sha256="ab" * 32, media_type="text/plain", text=text, parts=(part,))


def told(schema: Schema, of: Document, stored: Kept | None = None) -> Extraction:
    return run(of, schema, rules=RuleExtractor(), model=None, clock=lambda: 0.0, stored=stored)


def states(extraction: Extraction) -> dict[str, str]:
    return {path.strip("/"): one.state for path, one in extraction.fields.items()}


SURE = {"seller": "accepted", "number": "accepted", "total": "accepted", "note": "absent"}


@pytest.mark.parametrize(
    ("always", "sent"),
    [
        ("total > 1000", ["total"]),
        ("total > 9000", []),
        ("note == 'urgent'", []),
        ("seller == 'S-100' and total > 1", ["seller", "total"]),
        ("true", ["seller", "number", "total"]),
    ],
)
def test_a_condition_that_is_true_sends_the_accepted_values_that_it_names(always: str, sent: list[str]) -> None:
    schema = schema_with(f"review: {{always: ['{always.replace(chr(39), chr(39) * 2)}']}}")
    plain, found = told(schema_with(""), document()), told(schema, document())
    assert states(plain) == SURE
    assert states(found) == SURE | dict.fromkeys(sent, "check")
    for name in sent:
        one = found.fields[f"/{name}"]
        assert one.confidence == plain.fields[f"/{name}"].confidence
        assert one.why[0].says == f"The schema has a person look whenever {always} is true."


def test_an_audited_document_is_read_whole_and_says_so() -> None:
    schema = schema_with("review: {audit: 0.999999}")
    drawn = with_lot(document(), schema)
    found = told(schema, drawn)
    assert [notice.code for notice in drawn.notices] == ["audited"]
    assert states(found) == {"seller": "check", "number": "check", "total": "check", "note": "missing"}
    assert {finding.code for one in found.fields.values() for finding in one.findings} == {"audited"}
    assert rejudge(found, drawn, schema) == found


def test_lots_fall_as_often_as_the_schema_says_and_always_the_same() -> None:
    schema = schema_with("review: {audit: 0.05}")
    drawn = [bool(with_lot(document(name=f"d{number}"), schema).notices) for number in range(2000)]
    assert 70 <= sum(drawn) <= 130
    assert drawn == [lot("bill", f"d{number}") < 0.05 for number in range(2000)]
    assert not with_lot(document(), schema_with("")).notices


def test_what_only_a_person_shall_see_is_not_asked_of_the_model() -> None:
    schema = schema_with("review: {audit: 0.999999, always: ['total > 1']}")
    found = told(schema, with_lot(document(), schema))
    assert "unheard" not in {finding.code for one in found.fields.values() for finding in one.findings}
    assert not any(is_open(one, _without(found)) for one in schema.fields)


def _without(found: Extraction) -> Any:
    plain = told(schema_with(""), document())
    assert plain.fields.keys() == found.fields.keys()
    return plain


CHECKED = """
checks:
  new: {that: 'not exists(seller, number)', code: duplicate}
review: {always: ['changed(total, by: seller)']}
"""


def test_stored_documents_answer_once_and_people_see_what_they_say() -> None:
    schema = schema_with(CHECKED)
    before = Kept(seller="S-100", number="R-2041", total={"amount": "2500.00", "currency": "EUR"})
    assert states(told(schema, document(), before)) == SURE | {"seller": "check", "number": "check"}
    assert set(before.asked) == {"bill"}
    cheaper = Kept(seller="S-100", number="R-1", total={"amount": "25.00", "currency": "EUR"})
    assert states(told(schema, document(), cheaper)) == SURE | {"seller": "check", "total": "check"}
    assert states(told(schema, document(), Kept(seller="S-200"))) == SURE


def test_without_stored_documents_the_check_says_what_it_needs() -> None:
    found = told(schema_with(CHECKED), document())
    assert states(found) == SURE
    assert [(one.passed, one.says) for one in found.checks] == [(None, "Not checked: needs what is stored.")]


def test_a_field_that_is_not_there_is_not_asked_about() -> None:
    kept = Kept()
    found = told(schema_with(CHECKED), document("Seller: S-100\n"), kept)
    assert kept.asked == []
    assert found.checks[0].says == "Not checked: number not found."
