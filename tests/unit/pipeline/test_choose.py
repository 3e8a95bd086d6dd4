from __future__ import annotations

import pytest

from assay.document import Document, Part
from assay.errors import DocumentError
from assay.span import Span
from pipeline.choose import choose_schema
from schemas.loader import load_schema


def schema(name, applies_to):
    fields = "fields:\n  total: {type: money, labels: [Total]}\n"
    return load_schema(f"assay: 1\nschema: {name}\ntitle: {name}\napplies_to: {applies_to}\n{fields}")


INVOICE = schema("invoice", "{any: [{text: '(?i)invoice'}, {attached: [factur-x.xml]}], none: [{text: '(?i)pro-forma'}]}")
RECEIPT = schema("receipt", "{any: [{text: '(?i)receipt'}]}")
ORDER = schema("order", "{all: [{json: '$.order.id'}]}")
PICTURE = schema("picture", "{any: [{media_type: image/png}]}")
ALL = [INVOICE, RECEIPT, ORDER, PICTURE]


def document(text, *, media_type="text/plain", extra=()):
    main = Part(name="main", media_type=media_type, span=Span(0, len(text)), data=text)
    return Document(id="d", name="d", sha256="", media_type=media_type, text=text, parts=(main, *extra))


def attached(name):
    return Part(name=name, media_type="text/xml", span=Span(0, 0), embedded=True)


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        (document("INVOICE 12"), INVOICE),
        (document("Your receipt"), RECEIPT),
        (document("Invoice, see receipt", extra=[attached("mail.pdf/Factur-X.xml")]), INVOICE),
        (document('{"order": {"id": 7}}', media_type="application/json"), ORDER),
        (document("", media_type="image/png"), PICTURE),
    ],
)
def test_the_schema_whose_conditions_hold_is_chosen(given, chosen):
    assert choose_schema(given, ALL).schema is chosen


def test_a_condition_under_none_rules_a_schema_out():
    with pytest.raises(DocumentError) as refused:
        choose_schema(document("Pro-forma invoice"), ALL)
    assert refused.value.code == "no_schema_applies"


def test_two_that_fit_equally_well_are_named_and_none_is_chosen():
    with pytest.raises(DocumentError, match="invoice, receipt") as refused:
        choose_schema(document("Invoice and receipt"), ALL)
    assert "--schema" in refused.value.fix


def test_a_schema_that_says_nothing_is_never_chosen():
    silent = load_schema("assay: 1\nschema: any\ntitle: Any\nfields:\n  total: {type: money, labels: [Total]}\n")
    with pytest.raises(DocumentError, match="any"):
        choose_schema(document("Invoice"), [silent])
