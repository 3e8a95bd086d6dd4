"""Every mistake is answered with its line, its column, a plain sentence and a fix; and nothing else is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assay.errors import SchemaError
from schemas.loader import lint, load_schema

CASES = Path(__file__).parents[2] / "cases" / "schemas"


def _cases() -> list[Any]:
    files = sorted(CASES.glob("mistakes_*.yaml"))
    return [pytest.param(case, id=case["case"]) for file in files for case in YAML(typ="safe").load(file)]


@pytest.mark.parametrize("case", _cases())
def test_mistake(case: dict[str, Any]) -> None:
    problems = lint(case["schema"])
    wanted = sorted(case["problems"], key=lambda one: (one["line"], one["column"]))
    assert [(one.line, one.column) for one in problems] == [(one["line"], one["column"]) for one in wanted], problems
    for problem, expected in zip(problems, wanted, strict=True):
        assert expected["says"] in problem.says
        assert expected["fix"] in problem.fix
        assert problem.severity == expected.get("severity", "error")


@pytest.mark.parametrize("case", _cases())
def test_sentences_are_for_people(case: dict[str, Any]) -> None:
    for problem in lint(case["schema"]):
        assert problem.says.endswith((".", "?"))
        assert problem.says[0].isupper() or problem.says[0] == "`"
        assert "\n" not in problem.says + problem.fix
        assert not any(word in problem.says + problem.fix for word in ("Input should", "pydantic", "Traceback", "ruamel", "NoneType"))


def test_error_names_file_and_counts_the_rest() -> None:
    with pytest.raises(SchemaError) as error:
        load_schema("assay: 1\nschema: test\nfields:\n  a: {type: mony}\n  b: {type: dat}\n  c: {tpye: date}\n", file="mine.yaml")
    assert error.value.says == "mine.yaml, line 4, column 13: There is no type `mony`. There are 2 more problems."
    assert [problem.line for problem in error.value.problems] == [4, 5, 6]
    assert error.value.exit_status == 2
