"""A small invoice, its schema, and extractors that say what a test wants them to have found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from assay.candidate import Candidate, Evidence, Source, SourceKind
from assay.document import Document, Part
from assay.errors import ModelError
from assay.extraction import Extraction, Usage
from assay.finding import Signal
from assay.span import Span
from extractors.base import Found
from pipeline.run import run
from schemas.loader import load_schema
from schemas.schema import Field, Schema
from schemas.types.base import Locale

TEXT = """Example Works Ltd
Invoice No: INV-2041
Invoice date: 2026-03-17
Due date: 2026-04-16
Pos  Item        Qty  Price   Amount
1    Oak board     4  12.50    50.00
2    Brass screw  20   1.50    30.00
Subtotal 80.00
VAT 15.20
Total due 95.20
Reference 99.99
"""

SCHEMA = """
assay: 1
schema: bill
title: A small invoice
locale: [en]
fields:
  number: {type: code, labels: [Invoice No], required: true, from: [label, model]}
  issued: {type: date, labels: [Invoice date], from: [label, model]}
  due: {type: date, labels: [Due date], from: [label, model]}
  seller: {type: name, ask: Who sends it., from: [model]}
  net: {type: money, labels: [Subtotal], from: [label, model]}
  tax: {type: money, labels: [VAT], from: [label, model]}
  total: {type: money, labels: [Total due], from: [label, model], required: true}
  rows:
    type: table
    columns:
      name: {type: text, headers: [Item]}
      quantity: {type: decimal, headers: [Qty]}
      price: {type: money, headers: [Price]}
      amount: {type: money, headers: [Amount], required: true}
    from: [model]
    row_check: near(quantity * price, amount, 0.01)
checks:
  adds_up: {that: 'near(net + tax, total, 0.02)', says: 'Net {net} and tax {tax} do not make {total}.'}
  in_time: {that: 'due >= issued', severity: warning}
"""

ROWS = [
    {"name": "Oak board", "quantity": "4", "price": "12.50", "amount": "50.00"},
    {"name": "Brass screw", "quantity": "20", "price": "1.50", "amount": "30.00"},
]

SIGNALS: dict[SourceKind, tuple[Signal, ...]] = {
    "structured": (Signal(name="structured", strength=1, says="It is in the embedded data."),),
    "rule": (
        Signal(name="beside_label", strength=0.75, says="It stands right of its label."),
        Signal(name="only_hit", strength=1, says="It is the only one."),
    ),
    "model": (Signal(name="quote", strength=1, says="The model quoted it word for word."),),
}


@dataclass
class Scripted:
    """Finds what it is told, at the first place where that stands in the text (a row's cells in the row's own line).

    A field's answer is a text, a tuple of rival texts, a list of rows, or None for "it is not there".
    """

    kind: SourceKind
    answers: Mapping[str, object]
    error: ModelError | None = None
    ungrounded: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:  # noqa: ARG002 - the contract's
        self.asked += [one.name for one in fields]
        if self.error:
            return Found(error=self.error, usage=Usage(calls=1))
        candidates = [one for wanted in fields for one in self._field(document, wanted, locale)]
        heard = frozenset(wanted.name for wanted in fields if wanted.name in self.answers or self.kind != "model")
        usage = Usage(calls=1 if self.kind == "model" else 0)
        costs = {wanted.name: usage for wanted in fields}
        return Found(candidates=tuple(candidates), heard=heard, usage=usage, costs=costs, ungrounded=self.ungrounded)

    def _field(self, document, wanted, locale):
        answer = self.answers.get(wanted.name) or ()
        if isinstance(answer, list):
            for number, row in enumerate(answer):
                line = document.text.find(next(iter(row.values())))
                for column in wanted.columns:
                    yield from self._value(document, column, row.get(column.name), locale, row=number, after=line)
            return
        for raw in (answer,) if isinstance(answer, str) else answer:
            yield from self._value(document, wanted, raw, locale)

    def _value(self, document, wanted, raw, locale, *, row=0, after=0):
        if raw is None:
            return
        start = document.text.index(raw, after)
        parsed = wanted.type.parse(raw, locale)
        yield Candidate(
            path=wanted.path.replace("*", str(row)),
            raw=raw,
            value=parsed.value,
            evidence=(Evidence(span=Span(start, start + len(raw))),),
            source=Source(kind=self.kind, id=f"{wanted.name}.from[0]", extractor=f"{self.kind}@1"),
            findings=parsed.findings,
            signals=SIGNALS[self.kind],
        )


@pytest.fixture
def schema() -> Schema:
    return load_schema(SCHEMA)


@pytest.fixture
def document() -> Document:
    part = Part(name="main", media_type="text/plain", span=Span(0, len(TEXT)))
    return Document(id="d1", name="bill.txt", sha256="0" * 64, media_type="text/plain", text=TEXT, parts=(part,))


@pytest.fixture
def told() -> type[Scripted]:
    return Scripted


@pytest.fixture
def rules() -> Scripted:
    return Scripted("rule", {"number": "INV-2041", "issued": "2026-03-17", "net": "80.00", "tax": "15.20", "total": "95.20"})


@pytest.fixture
def model() -> Scripted:
    said = {"number": "INV-2041", "issued": "2026-03-17", "due": "2026-04-16", "seller": "Example Works Ltd", "rows": ROWS}
    return Scripted("model", said)


@pytest.fixture
def tell(document: Document, schema: Schema) -> Callable[..., Extraction]:
    """Runs the story with a clock that moves 5 ms at each look."""

    def tell(rules: Scripted, model: Scripted | None) -> Extraction:
        ticks = iter(range(1000))
        return run(document, schema, rules=rules, model=model, clock=lambda: next(ticks) / 200)

    return tell
