"""The cases of `tests/cases/rules`: a page, fields, and every value that the rules must read, the surest first.

A page of plain text is tried twice, as a text file and as a printed page with boxes; `file` names its kind otherwise.
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
            file = case.get("file", "page.txt")
            yield pytest.param(case, typed(case["text"], file), id=f"{path.stem}-{case['name']}")
            if "file" not in case:
                yield pytest.param(case, printed(case["text"]), id=f"{path.stem}-{case['name']}-printed")


@pytest.mark.parametrize(("case", "document"), list(cases()))
def test_case(case: dict[str, Any], document: Document) -> None:
    fields = StringIO()
    YAML().dump(case["fields"], fields)
    schema = schema_of(fields.getvalue())
    found: dict[str, list[Any]] = {}
    for candidate in found_in(document, schema):
        field = schema.field_at(candidate.path)
        assert field is not None
        assert field.type is not None
        found.setdefault(candidate.path.lstrip("/"), []).append(field.type.to_json(candidate.value))
    assert found == {name: values if isinstance(values, list) else [values] for name, values in case["finds"].items()}
