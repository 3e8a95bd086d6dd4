"""What a schema says about money, as the ledger takes it."""

from decimal import Decimal

import pytest

from assay.asking import Budget
from schemas.loader import load_schema
from schemas.schema import Schema

FIELDS = "fields:\n  total: {type: money, labels: [Total], ask: The sum., from: [label, model]}\n"


def schema(budget: str) -> Schema:
    return load_schema(f"assay: 1\nschema: test\n{budget}\n{FIELDS}")


@pytest.mark.parametrize(
    ("written", "budget"),
    [
        ("", None),
        ("budget: {per_document: 0.02}", Budget(per_document=Decimal("0.02"))),
        ("budget: {per_day: 0}", Budget(per_day=Decimal(0))),
        ("budget: {per_day: 5, at_limit: hold}", Budget(per_day=Decimal(5), at_limit=("hold",))),
        (
            "budget: {per_document: 0.1, per_day: 5, at_limit: [smaller_model, batch, rules_only]}",
            Budget(per_document=Decimal("0.1"), per_day=Decimal(5), at_limit=("smaller_model", "batch", "rules_only")),
        ),
    ],
)
def test_amounts_are_kept_as_they_are_written(written: str, budget: Budget | None) -> None:
    assert schema(written).budget == budget


def test_a_budget_is_part_of_the_version_and_changes_nothing_of_its_fields() -> None:
    without, limited = schema(""), schema("budget: {per_day: 5}")

    assert without.hash != limited.hash
    assert [field.key for field in without.fields] == [field.key for field in limited.fields]
