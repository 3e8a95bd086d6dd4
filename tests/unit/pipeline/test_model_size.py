"""Which of two models a field is asked of first."""

from __future__ import annotations

import pytest

from assay.document import Document, Part
from assay.span import Span
from extractors.rules.extractor import RuleExtractor
from pipeline.run import begin, wanted
from schemas.loader import load_schema

SCHEMA = load_schema(
    "assay: 1\nschema: t\nfields:\n  total: {type: money, from: [model]}\n  law: {type: text, from: [{model: {size: large}}]}\n"
)
TEXT = "Nothing of the kind"
DOCUMENT = Document(
    id="1",
    name="x.txt",
    sha256="0",
    media_type="text/plain",
    text=TEXT,
    parts=(Part(name="main", media_type="text/plain", span=Span(0, len(TEXT))),),
)


@pytest.mark.parametrize(("has_large", "size"), [(True, "large"), (False, "small")])
def test_a_field_is_asked_of_the_model_that_its_schema_names_where_there_is_one(has_large: bool, size: str) -> None:
    case = begin(DOCUMENT, SCHEMA, rules=RuleExtractor(), has_model=True, clock=lambda: 0.0)
    asked = {one.name: one.size for one in wanted(case, SCHEMA, has_large=has_large)}
    assert asked == {"total": "small", "law": size}
