"""A page that says something else than the data behind it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document, Part
from assay.span import Span
from assay.value import Money
from schemas.loader import load_schema
from validation.contradiction import contradicted
from validation.layout import Layout

TEXT = "Total 119.00 EUR\nGrandTotalAmount: 1190.00"
PAGE, DATA = Span(0, 16), Span(17, len(TEXT))
FIELD = load_schema("assay: 1\nschema: one\nfields:\n  total: {type: money, labels: [Total]}\n").fields[0]


def layout(*, embedded: bool = True) -> Layout:
    parts = (
        Part(name="main", media_type="text/plain", span=PAGE),
        Part(name="factur-x.xml", media_type="application/xml", span=DATA, embedded=embedded),
    )
    return Layout.of(Document(id="d1", name="a.pdf", sha256="0" * 64, media_type="application/pdf", text=TEXT, parts=parts))


def candidate(kind, *printed):
    """The first text is the value, all of them are its evidence."""
    spans = [Span(TEXT.index(one), TEXT.index(one) + len(one)) for one in printed]
    source = Source(kind=kind, id="total.from[0]", extractor=f"{kind}@1")
    evidence = tuple(Evidence(span=span) for span in spans)
    return Candidate(path="/total", raw=printed[0], value=Money(Decimal(printed[0])), evidence=evidence, source=source)


PRINTED = candidate("rule", "119.00")
HIDDEN = candidate("structured", "1190.00")


def test_what_only_the_embedded_data_says_waits_when_the_page_says_something_else():
    (finding,) = contradicted(FIELD, HIDDEN, [(PRINTED, 0.95)], layout())
    assert (finding.code, finding.severity) == ("contradicted", "error")
    assert finding.says == "The embedded data says 1,190.00, the page says 119.00."


@pytest.mark.parametrize(
    ("chosen", "rivals", "embedded"),
    [
        pytest.param(HIDDEN, [], True, id="the page says nothing"),
        pytest.param(HIDDEN, [(PRINTED, 0.3)], True, id="the page may mean something else"),
        pytest.param(HIDDEN, [(HIDDEN, 0.95)], True, id="the data contradicts itself"),
        pytest.param(candidate("structured", "1190.00", "119.00"), [(PRINTED, 0.95)], True, id="the page says both"),
        pytest.param(HIDDEN, [(PRINTED, 0.95)], False, id="the data is the document"),
        pytest.param(PRINTED, [(PRINTED, 0.95)], True, id="the value is printed"),
    ],
)
def test_there_is_no_contradiction(chosen, rivals, embedded):
    assert contradicted(FIELD, chosen, rivals, layout(embedded=embedded)) == ()
