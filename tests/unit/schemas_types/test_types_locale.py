"""What a document shows about its dates and numbers."""

from __future__ import annotations

import pytest

from schemas.types.locale import infer_locale
from schemas.types.registry import make_type


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("issued 25/04/2018", True),
        ("issued 04/25/2018", False),
        ("issued 03/04/2018", None),
        ("no date at all", None),
        ("25/04/2018 and 04/25/2018", None),
        ("25/04/2018 26/04/2018 04/25/2018", True),
        ("25.04.18", True),
        ("2018-04-25", None),
        ("call 25-04-2018-11", None),
        ("99/04/2018", None),
    ],
)
def test_a_day_above_twelve_fixes_the_order(text: str, day_first: bool | None) -> None:
    assert infer_locale(text, ["en"]).day_first is day_first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2018", "2018-03-04"),
        ("03/04/2018, Sales tax 1.20", "2018-03-04"),
        ("03/04/2018, VAT 1.20", "2018-04-03"),
        ("03/04/2018, Harbour Foods Sdn Bhd", "2018-04-03"),
        ("03/04/2018, 12,50", "2018-04-03"),
        ("03/04/2018, 12.50 GBP", "2018-04-03"),
    ],
)
def test_taxes_currencies_and_commas_hint_at_the_order_and_leave_it_ambiguous(text: str, day: str) -> None:
    (reading,) = make_type("date").scan(text, infer_locale(text, ["en"]))
    assert str(reading.value) == day
    assert [finding.code for finding in reading.findings] == ["ambiguous"]


@pytest.mark.parametrize(
    ("text", "decimal_mark"),
    [
        ("total 1.234,50", ","),
        ("total 1,234.50", "."),
        ("total 12,50", ","),
        ("total 12.50", "."),
        ("total 1.234", None),
        ("1.234,50 and 1,234.50", None),
        ("12,50 13,50 14,50 2.50", ","),
        ("1'234.50", "."),
        ("open 08.30 - 12.30, fee 12,50", ","),
        ("version 1.2.30, on 12.03.2017", None),
        ("", None),
    ],
)
def test_amounts_fix_the_decimal_mark(text: str, decimal_mark: str | None) -> None:
    assert infer_locale(text, ["en"]).decimal_mark == decimal_mark


@pytest.mark.parametrize(
    ("text", "group_mark"),
    [
        ("total 1.234,50", "."),
        ("total 1,234.50", ","),
        ("total 1\u202f234,50", "\u00a0"),
        ("total 1’234.50", "'"),
        ("Total TTC 1 234,50 €\n", " "),
        ("Beratung 2 100,00 200,00\n", None),
        ("12,50", None),
    ],
)
def test_groups_of_three_fix_the_group_mark(text: str, group_mark: str | None) -> None:
    assert infer_locale(text, ["de"]).group_mark == group_mark


def test_the_schemas_order_of_languages_is_kept() -> None:
    assert infer_locale("", ["fr", "de"]).languages == ("fr", "de")


def test_evidence_in_the_document_decides_an_ambiguous_value_elsewhere_in_it() -> None:
    text = "Invoice of 04/25/2018, due 05/06/2018. Subtotal 1,000.00, weight 1.250"
    locale = infer_locale(text, ["de"])
    days = [str(reading.value) for reading in make_type("date").scan(text, locale)]
    numbers = [str(reading.value) for reading in make_type("decimal").scan(text, locale)]
    assert days == ["2018-04-25", "2018-05-06"]
    assert numbers == ["1000.00", "1.250"]


def test_evidence_far_behind_the_beginning_is_not_read() -> None:
    assert infer_locale("x" * 300_000 + " 25/04/2018", ["en"]).day_first is None


@pytest.mark.parametrize(
    ("currencies", "day"),
    [
        ("RM 12.00", "2018-03-06"),
        ("£ 12.00, 14.00 EUR", "2018-03-06"),
        ("A$ 12.00", "2018-03-06"),
        ("12.00", "2018-06-03"),
        ("$12.00", "2018-06-03"),
        ("€12.00, US$ 14.00", "2018-06-03"),
        ("CAD 12.00", "2018-06-03"),
    ],
)
def test_currencies_decide_an_ambiguous_date_and_leave_it_ambiguous(currencies: str, day: str) -> None:
    parsed = make_type("date").parse("06/03/2018", infer_locale(f"06/03/2018 {currencies}", ["en"]))
    assert str(parsed.value) == day
    assert [finding.code for finding in parsed.findings] == ["ambiguous"]


def test_what_the_dates_show_outweighs_what_the_currencies_hint_at() -> None:
    parsed = make_type("date").parse("06/03/2018", infer_locale("03/25/2018 06/03/2018 £12.00", ["en"]))
    assert (str(parsed.value), parsed.findings) == ("2018-06-03", ())
