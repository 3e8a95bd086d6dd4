"""One judged extraction with everything that a result can show."""

from __future__ import annotations

from array import array
from decimal import Decimal

import pytest

from assay.candidate import Candidate, Evidence, Source
from assay.document import Document, Page, Part, Words
from assay.errors import ModelError
from assay.extraction import CheckResult, DocumentRef, Extraction, FieldResult, SchemaRef, Usage
from assay.finding import Signal
from assay.span import Span
from assay.value import Money
from schemas.loader import load_schema
from schemas.schema import Schema

TEXT = "Total 95.20\nOak board\n"


@pytest.fixture
def schema() -> Schema:
    return load_schema("""
assay: 1
schema: bill
title: A bill
locale: [en]
fields:
  total: {type: money, labels: [Total]}
  note: {type: text, labels: [Note]}
  seller.name: {type: name, labels: [From]}
  tags: {type: list, of: text, from: [model]}
  rows:
    type: table
    columns: {name: {type: text}, amount: {type: money}}
    from: [model]
""")


@pytest.fixture
def document() -> Document:
    words = Words(
        starts=array("l", [0, 6, 12, 16]),
        ends=array("l", [5, 11, 15, 21]),
        lefts=array("f", [60, 120, 60, 90]),
        tops=array("f", [80, 80, 160, 160]),
        rights=array("f", [90, 150, 84, 120]),
        bottoms=array("f", [88, 88, 168, 168]),
    )
    whole = Span(0, len(TEXT))
    page = Page(number=1, span=whole, width=600.0, height=800.0, words=words)
    part = Part(name="main", media_type="application/pdf", span=whole, pages=(page,))
    return Document(id="d1", name="bill.pdf", sha256="ab" * 32, media_type="application/pdf", text=TEXT, parts=(part,))


def claim(path, raw, value, span, kind="rule"):
    source = Source(kind=kind, id="total.from[0]", extractor="label@1")
    return Candidate(path=path, raw=raw, value=value, evidence=(Evidence(span=Span(*span)),), source=source)


@pytest.fixture
def extraction(schema: Schema) -> Extraction:
    total = claim("/total", "95.20", Money(Decimal("95.20"), "EUR"), (6, 11))
    rival = claim("/total", "95", Money(Decimal(95)), (6, 8))
    board = claim("/rows/0/name", "Oak board", "Oak board", (12, 21), kind="model")
    why = (Signal(name="check_failed", strength=-1, says="Net and tax do not make 95.20."),)
    results = [
        FieldResult(path="/total", state="check", chosen=total, rivals=((rival, 0.05),), why=why, confidence=0.94),
        FieldResult(path="/note", state="absent"),
        FieldResult(path="/seller/name", state="missing"),
        FieldResult(path="/tags", state="absent"),
        FieldResult(path="/rows/0/name", state="accepted", chosen=board, confidence=0.99),
        FieldResult(path="/rows/0/amount", state="absent"),
    ]
    return Extraction(
        document=DocumentRef(id="d1", name="bill.pdf", sha256="ab" * 32, media_type="application/pdf", pages=1),
        schema=SchemaRef(name="bill", version=3, hash=schema.hash),
        fields={result.path: result for result in results},
        checks=(CheckResult(name="adds_up", passed=False, severity="error", says="Net and tax do not make 95.20.", paths=("/total",)),),
        usage=Usage(calls=1, input_tokens=912, output_tokens=88, usd=Decimal("0.00050")),
        costs={
            "rows": Usage(calls=1, input_tokens=456, output_tokens=44, usd=Decimal("0.000400001")),
            "tags": Usage(calls=1, input_tokens=456, output_tokens=44, usd=Decimal("0.000099999")),
        },
        timings_ms={"rules": 0.6, "total": 818.2},
    )


@pytest.fixture
def model_error() -> ModelError:
    return ModelError("llm_unavailable")
