"""Runs tests/cases/checks/*.yaml: a schema, values by pointer, and what its checks make of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from assay.value import Money
from schemas.catalog import Catalog
from schemas.loader import load_schema
from validation.check import blamed, run_checks, vouched_for

FOLDER = Path(__file__).parents[2] / "cases" / "checks"
OUTCOMES = {"holds": True, "fails": False, "open": None}


def cases():
    for file in sorted(FOLDER.glob("*.yaml")):
        content = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        schema = load_schema(content["schema"], file=file.name)
        for case in content["cases"]:
            yield pytest.param(schema, case, id=f"{file.stem}: {case['name']}")


@pytest.mark.parametrize(("schema", "case"), list(cases()))
def test_check(schema, case):
    values = {path: schema.field_at(path).type.from_json(form) for path, form in case["values"].items()}
    verdicts = run_checks(schema, values, case.get("stored"))
    by_name = {}
    for verdict in verdicts:
        by_name.setdefault(verdict.result.name, []).append(verdict.result)
    for name, outcome in case.get("checks", {}).items():
        assert [one.passed for one in by_name[name]] == [OUTCOMES[one] for one in ([outcome] if isinstance(outcome, str) else outcome)]
    for name, sentence in case.get("says", {}).items():
        assert by_name[name][0].says == sentence
    if "vouched" in case:
        assert vouched_for(verdicts) == pytest.approx(case["vouched"])
    if "blamed" in case:
        assert sorted(blamed(verdicts)) == sorted(case["blamed"])


def test_an_invoice_whose_net_and_tax_are_swapped_waits_although_its_sum_holds():
    schema = Catalog().load("invoice")
    amounts = {"/net_total": Money(Decimal(19)), "/tax_total": Money(Decimal(100)), "/total": Money(Decimal(119))}
    assert sorted(blamed(run_checks(schema, amounts))) == ["/net_total", "/tax_total"]
