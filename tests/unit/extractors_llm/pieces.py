"""Fields, schemas and documents for tests, in one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.document import Document, Part
from assay.span import Span
from extractors.llm.extractor import ModelExtractor
from schemas.schema import Field, Rung, Schema
from schemas.types.registry import make_type

Asking = Callable[..., ModelExtractor]
"""Makes an extractor whose model gives the answers that it is called with."""


def wanted(name: str, kind: str, *, path: str = "", shape: Any = "value", **more: Any) -> Field:
    """A field that a model may be asked for."""
    ladder = more.pop("ladder", (Rung(id=f"{name}.from[0]", kind="model"),))
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
