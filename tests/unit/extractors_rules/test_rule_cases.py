"""The cases of `tests/cases/rules`: a page, fields, and every value that the rules must read, the surest first.

A page of plain text is tried twice, as a text file and as a printed page with boxes; `file` names its kind otherwise.
`recognised: true` stands for a page whose text was read off a picture; `segments` are those of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assay.document import Document
from tests.unit.extractors_rules.pages import found_in, printed, schema_of, typed

CASES = Path(__file__).parents[2] / "cases" / "rules"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")):
            recognised = case.get("recognised", False)
            if not recognised:
                yield pytest.param(case, typed(case["text"], case.get("file", "page.txt")), id=f"{path.stem}-{case['name']}")
            if "file" not in case:
                yield pytest.param(case, printed(case["text"], recognised=recognised), id=f"{path.stem}-{case['name']}-printed")


def as_yaml(form: dict[str, Any]) -> str:
    written = StringIO()
    YAML().dump(form, written)
    return written.getvalue()


@pytest.mark.parametrize(("case", "document"), list(cases()))
def test_case(case: dict[str, Any], document: Document) -> None:
    schema = schema_of(as_yaml(case["fields"]), segments=as_yaml(case.get("segments", {})))
    found: dict[str, list[Any]] = {}
    for candidate in found_in(document, schema):
        field = schema.field_at(candidate.path)
        assert field is not None
        assert field.type is not None
        found.setdefault(candidate.path.lstrip("/"), []).append(field.type.to_json(candidate.value))
    assert found == {name: values if isinstance(values, list) else [values] for name, values in case["finds"].items()}
