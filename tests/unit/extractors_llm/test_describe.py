"""What a prompt says of a field."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.llm.describe import LONGEST_EXAMPLE, canary_of, description
from schemas.schema import Example, Field
from schemas.types.base import Locale
from tests.unit.extractors_llm.pieces import table, wanted

LOCALE = Locale(languages=("de", "en"))


def said(field: Field) -> str:
    return description(field, LOCALE)


def test_a_field_is_its_name_what_it_is_and_what_is_asked_or_else_its_first_labels() -> None:
    labels = ("Total", "Gesamt", "Somme")
    asked = wanted("total", "money", ask="What is to be paid.", labels=labels)
    assert said(asked) == "- total: an amount of money. What is to be paid."
    assert said(wanted("total", "money", labels=labels)) == "- total: an amount of money. Labels: Total, Gesamt."


def test_a_table_is_described_with_its_columns_but_for_private_ones() -> None:
    rows = table("lines", name="text", amount="money")
    secret = wanted("iban", "iban", path="/lines/*/iban", private=True)
    lines = said(
        Field(name="lines", path="/lines", shape="table", type=None, ladder=rows.ladder, columns=(*rows.columns, secret))
    ).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["- lines", "  - name", "  - amount"]


@pytest.mark.parametrize(
    ("kind", "example", "value"),
    [
        ("date", Example(text="vom 12.03.2024", value="2024-03-12"), '"12.03.2024"'),
        ("name", Example(text="Sold by: Mill Ltd", value="Mill Ltd"), '"Mill Ltd"'),
        ("boolean", Example(text="shall not compete", value=True), "true"),
    ],
)
def test_where_no_label_says_it_an_example_shows_the_value_as_its_text_prints_it(kind: str, example: Example, value: str) -> None:
    field = wanted("field", kind, examples=(example,))
    assert said(field).endswith(f'E.g. "{canary_of(field)} {example.text}" -> {value}.')


def test_a_choice_is_answered_with_one_of_its_values() -> None:
    field = wanted("kind", "choice", values={"sale": ("Verkauf",)}, examples=(Example(text="Verkauf", value="sale"),))
    assert said(field).endswith('-> "sale".')


@pytest.mark.parametrize(
    "more",
    [
        {"labels": ("Invoice No",), "examples": (Example(text="Invoice No 17", value="17"),)},
        {"examples": (Example(text="Order 88123", value=None),)},
        {"examples": (Example(text="x" * LONGEST_EXAMPLE + " 17", value="17"),)},
    ],
    ids=["labels show it", "nothing is read from it", "it is long"],
)
def test_examples_that_do_not_pay_are_left_out(more: dict[str, Any]) -> None:
    assert "E.g." not in said(wanted("number", "code", **more))


def test_code_words_differ_from_field_to_field_and_stay_the_same() -> None:
    one, other = wanted("a", "code"), wanted("b", "code")
    assert canary_of(one) == canary_of(wanted("a", "code")) != canary_of(other)
    assert len(canary_of(one)) == 7
