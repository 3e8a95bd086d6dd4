"""The schemas that ship with Assay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipeline.choose import choose_schema
from schemas.catalog import Catalog
from schemas.examples import run_examples
from schemas.loader import lint
from schemas.schema import Field, Schema
from tests.unit.extractors_rules.pages import found_in, typed

LIBRARY = Catalog()
INVOICE = LIBRARY.load("invoice")

CASES = Path(__file__).parents[2] / "cases" / "library"


def first_answers(name: str, data: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for candidate in found_in(typed(data, name), INVOICE):
        field = INVOICE.field_at(candidate.path)
        assert field is not None
        assert field.type is not None
        form = field.type.to_json(candidate.value)
        answers.setdefault(candidate.path, form["amount"] if isinstance(form, dict) else form)
    return answers


@pytest.mark.parametrize("name", ["cii.xml", "zugferd-1.xml", "ubl.xml", "answer.json"])
def test_machine_readable_invoices_need_no_model(name: str) -> None:
    wanted = YAML(typ="safe", pure=True).load((CASES / "wanted.yaml").read_text(encoding="utf-8"))
    answers = first_answers(name, (CASES / name).read_text(encoding="utf-8"))
    assert {path: answers.get(path) for path in wanted} == wanted


@pytest.mark.parametrize("name", LIBRARY.names())
def test_shipped_schemas_have_nothing_to_complain_about(name: str) -> None:
    path = Path(__file__).parents[3] / "schemas" / "library" / f"{name}.yaml"
    assert lint(path.read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize("name", LIBRARY.names())
def test_the_examples_of_the_shipped_schemas_hold(name: str) -> None:
    outcomes = run_examples(LIBRARY.load(name), by_rules)
    assert outcomes
    assert [(one.field, one.text, one.wanted, one.found) for one in outcomes if not one.passed] == []


def by_rules(schema: Schema, field: Field, text: str) -> Any:
    found = found_in(typed(text), schema)
    if field.shape == "list":
        return [field.type.to_json(one.value) for one in found if field.type and one.path.startswith(f"{field.path}/")] or None
    return next((field.type.to_json(one.value) for one in found if one.path == field.path and field.type), None)


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_field_tells_the_model_what_is_wanted(name: str) -> None:
    fields = [one for field in LIBRARY.load(name).fields for one in (field, *field.columns)]
    assert [field.name for field in fields if not field.ask] == []


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("Rechnung Nr. 2024/0815 vom 12.03.2024\nSumme netto 100,00 €\nIBAN DE89 3704 0044 0532 0130 00", "invoice"),
        ("TAX INVOICE\nInvoice No: 7\nTotal 110.00\nGST ID 12", "invoice"),
        ("FACTURE FA-7\nTotal TTC 119,00 €", "invoice"),
        ("CORNER BAKERY\nReceipt No 7\nTotal 12.50\nCash 20.00\nChange 7.50", "receipt"),
        ("Kassenbon\nSumme 12,50\nBar gegeben 20,00", "receipt"),
        ("Wertpapierabrechnung Kauf\nISIN DE0007164600\nKurswert 100,00 EUR", "broker_statement"),
        ("TRADE CONFIRMATION\nCUSIP: 030420103\nNet Amount: $614.55", "broker_statement"),
    ],
)
def test_a_document_finds_its_schema(text: str, schema: str) -> None:
    assert choose_schema(typed(text), LIBRARY.all()).schema.name == schema
