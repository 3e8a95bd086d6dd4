"""Fields, schemas and documents for tests, in one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from asking.asker import Asker
from assay.asking import Answered, FieldAnswer
from assay.document import Document, Part
from assay.span import Span
from extractors.base import Extractor, Found
from extractors.llm.believed.claims import found_in
from extractors.llm.question import Asking as Brief
from extractors.llm.shown.seen import seen_of
from schemas.schema import Field, Rung, Schema
from schemas.types.base import Locale
from schemas.types.registry import make_type
from tests.standin.server import Answers

TOKENS = 12000


@dataclass(frozen=True)
class Model:
    """A model as an extractor: what is open is asked at once, and what comes back is believed or not. `answered` is what it last said."""

    asker: Asker
    rules: Extractor | None = None
    limit: int = TOKENS
    answered: list[Answered] = field(default_factory=list)

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        seen = seen_of(document, schema, locale, self.rules)
        brief = Brief(document=document, schema=schema, locale=locale, seen=seen, limit=self.limit)
        questions = brief.questions(fields, size="small", reason="open")
        self.answered[:] = self.asker.ask(questions)
        return found_in(questions, self.answered, schema, locale, seen)


@dataclass(frozen=True)
class Says:
    """A model without a wire, for examples in thousands."""

    answers: Answers

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        seen = seen_of(document, schema, locale, None)
        questions = Brief(document=document, schema=schema, locale=locale, seen=seen, limit=TOKENS).questions(
            fields, size="small", reason="open"
        )
        given = {
            name: FieldAnswer(name=name, key="", value=_form(one), model="openai/none", prompt="") for name, one in self.answers.items()
        }
        return found_in(questions, [Answered(fields=given) for _ in questions], schema, locale, seen)


def _form(given: object) -> object:
    if isinstance(given, list):
        return {"items": [_form(one) for one in given]}
    return None if given is None else {"value": given[0], "quote": given[1]}  # type: ignore[index]


Asking = Callable[..., Model]
"""Makes a model that gives the answers that it is called with."""


def wanted(name: str, kind: str, *, path: str = "", shape: Any = "value", **more: Any) -> Field:
    """A field that a model may be asked for."""
    read: Any = "inferred" if kind == "boolean" else "printed"
    ladder = more.pop("ladder", (Rung(id=f"{name}.from[0]", kind="model", read=read),))
    values = more.pop("values", {})
    field_type = None if shape == "table" else make_type(kind, values=values)
    return Field(name=name, path=path or f"/{name.replace('.', '/')}", shape=shape, type=field_type, ladder=ladder, **more)


def table(name: str, /, **columns: str) -> Field:
    """A table field with columns of these types."""
    cells = tuple(wanted(column, kind, path=f"/{name}/*/{column}") for column, kind in columns.items())
    return wanted(name, "", shape="table", columns=cells)


def schema_of(*fields: Field) -> Schema:
    return Schema(name="invoice", title="Invoice", version=1, hash="0", languages=("en", "de"), fields=fields)


def document_of(text: str, embedded: str = "") -> Document:
    """A document with one visible part and, when given, embedded data after it."""
    parts = [Part(name="main", media_type="text/plain", span=Span(0, len(text)))]
    if embedded:
        span = Span(len(text) + 1, len(text) + 1 + len(embedded))
        parts.append(Part(name="data.xml", media_type="text/xml", span=span, embedded=True))
    whole = f"{text}\n{embedded}" if embedded else text
    return Document(id="1", name="x.txt", sha256="0", media_type="text/plain", text=whole, parts=tuple(parts))
