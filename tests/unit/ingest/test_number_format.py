"""Values under the format codes of spreadsheets, as programs show them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.spreadsheet.number_format import shown_number, shown_text

EUROS = '_-* #,##0.00 [$€-407]_-;-* #,##0.00 [$€-407]_-;_-* "-"?? [$€-407]_-;_-@_-'
BRACKETS = "#,##0.00_);(#,##0.00)"


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        ("1234.5", "General", "1234.5"),
        ("0.30000000000000004", "General", "0.3"),
        ("4001234567890", "General", "4001234567890"),
        ("1E30", "General", "1E+30"),
        ("-5", 'General" kg"', "-5 kg"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234567.895", "#,##0.00", "1,234,567.90"),
        ("0", "#,##0.00", "0.00"),
        ("-0.001", "0.00", "0.00"),
        ("12.3", "0.0##", "12.3"),
        ("5", "00000", "00005"),
        ("1234", "00,000", "01,234"),
        ("0", "#", ""),
        ("123456789", "000-00-0000", "123-45-6789"),
        ("1500000", '0.0,,"M"', "1.5M"),
        ("0.125", "0.0%", "12.5%"),
        ("1234.5", EUROS, "1,234.50 €"),
        ("-1234.5", EUROS, "-1,234.50 €"),
        ("0", EUROS, "- €"),
        ("-1234.567", BRACKETS, "(1,234.57)"),
        ("-3", "0.00;[Red]-0.00", "-3.00"),
        ("7", '[<10]"few";[>=10]"many"', "few"),
        ("12", '[<10]"few";[>=10]"many"', "many"),
        ("12345678", "0.00E+00", "1.23E+07"),
        ("999900", "0.0E+0", "1.0E+6"),
        ("12345", "##0.0E+0", "12.3E+3"),
        ("0.00012", "0.0E+0", "1.2E-4"),
        ("5", '"No. "0', "No. 5"),
        ("123", '"a;b" 0', "a;b 123"),
        ("5", ";;;", ""),
        ("5", "@", "5"),
        ("NaN", "0.00", "NaN"),
        ("1E+999999", "0.00", "1E+999999"),
    ],
)
def test_a_number_is_shown_as_its_code_says(number: str, code: str, shown: str) -> None:
    assert shown_number(Decimal(number), code) == shown


@pytest.mark.parametrize(
    ("days", "code", "shown"),
    [
        ("46000", "yyyy-mm-dd", "2025-12-09"),
        ("46000", "dd\\.mm\\.yy;@", "09.12.25"),
        ("46000.75", "m/d/yy h:mm AM/PM", "12/9/25 6:00 PM"),
        ("46000", "[$-407]d. mmmm yyyy", "9. Dezember 2025"),
        ("46000", "[$-F800]dddd, mmmm dd, yyyy", "Tuesday, December 09, 2025"),
        ("46000", "ddd d mmm", "Tue 9 Dec"),
        ("45839.5", "hh:mm:ss", "12:00:00"),
        ("45991.999999", "yyyy-mm-dd hh:mm", "2025-11-30 23:59"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("0.0005", "mm:ss.0", "00:43.2"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-3", "yyyy-mm-dd", "-3"),
        ("9999999", "yyyy-mm-dd", "9999999"),
    ],
)
def test_days_are_shown_as_dates_and_times(days: str, code: str, shown: str) -> None:
    assert shown_number(Decimal(days), code) == shown


def test_days_may_count_from_1904() -> None:
    assert shown_number(Decimal(1), "yyyy-mm-dd", since_1904=True) == "1904-01-02"


@pytest.mark.parametrize(
    ("code", "shown"), [("@", "abc"), ('"No. "@', "No. abc"), ("0.00", "abc"), ('0;0;0;"is "@', "is abc"), (";;;", "")]
)
def test_a_text_is_shown_as_its_code_says(code: str, shown: str) -> None:
    assert shown_text("abc", code) == shown


@settings(deadline=None)
@given(st.decimals(allow_nan=True, allow_infinity=True), st.text(alphabet='0#?.,%E+-@;ymdhsGeneral"\\_*[]$€<>=1 /', max_size=20))
def test_no_code_breaks_on_any_number(number: Decimal, code: str) -> None:
    assert isinstance(shown_number(number, code), str)


@settings(deadline=None)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    assert Decimal(shown_number(amount, "#,##0.00").replace(",", "")) == amount
