"""JSON forms, display, equality, and the list of types."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from assay.value import Duration, Money, Value
from schemas.types.base import Locale
from schemas.types.registry import TYPE_NAMES, make_type

CEST = timezone(timedelta(hours=2))
GERMAN = Locale(languages=("de",))


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("money", "1.234,50 €", {"amount": "1234.50", "currency": "EUR"}),
        ("money", "1.234,5", {"amount": "1234.5", "currency": None}),
        ("money", "12.000,00", {"amount": "12000.00", "currency": None}),
        ("decimal", "1.234,50", "1234.50"),
        ("decimal", "0,000001", "0.000001"),
        ("percent", "19 %", "19"),
        ("percent", "7,7%", "7.7"),
        ("integer", "1.000", 1000),
        ("date", "25.04.2018", "2018-04-25"),
        ("boolean", "ja", True),
        ("text", " a  b ", "a b"),
        ("time", "15.45 Uhr", "15:45"),
        ("time", "15:45:30", "15:45:30"),
        ("datetime", "17.09.2026, 15:45 Uhr", "2026-09-17T15:45:00"),
        ("datetime", "2026-09-17T15:45:00+02:00", "2026-09-17T15:45:00+02:00"),
        ("duration", "24 Monate", "P24M"),
        ("duration", "1h 30min", "PT1H30M"),
        ("phone", "+49 (0)30 901820", "+4930901820"),
        ("address", "Musterweg 1\n12345 Berlin", "Musterweg 1, 12345 Berlin"),
    ],
)
def test_json_forms_keep_what_is_printed(name: str, text: str, form: object) -> None:
    kind = make_type(name)
    value = kind.parse(text, GERMAN).value
    assert value is not None
    assert kind.to_json(value) == form


@pytest.mark.parametrize(
    ("name", "form", "value"),
    [
        ("money", "1234.50", Money(Decimal("1234.50"))),
        ("money", 1234.5, Money(Decimal("1234.5"))),
        ("money", 12, Money(Decimal(12))),
        ("money", "12.00 EUR", Money(Decimal("12.00"), "EUR")),
        ("money", {"amount": "12.00"}, Money(Decimal("12.00"))),
        ("decimal", 1.5, Decimal("1.5")),
        ("integer", "3", 3),
        ("percent", "19%", Decimal(19)),
        ("percent", 19, Decimal(19)),
        ("date", date(2018, 4, 25), date(2018, 4, 25)),
        ("code", 4711, "4711"),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("country", "DE", "DE"),
        ("boolean", False, False),
        ("time", "15:45", time(15, 45)),
        ("datetime", "2026-09-17T15:45", datetime(2026, 9, 17, 15, 45)),
        ("duration", "30 days", Duration(days=30)),
        ("duration", "P2Y", Duration(years=2)),
        ("language", "de", "de"),
        ("isin", "US0378331005", "US0378331005"),
    ],
)
def test_short_forms_that_an_analyst_writes_are_read(name: str, form: Any, value: Value) -> None:
    assert make_type(name).from_json(form) == value


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("money", "twelve"),
        ("money", "1.234,50"),
        ("money", True),
        ("money", None),
        ("money", {"amount": "1", "currency": "euro"}),
        ("money", {"sum": "1"}),
        ("decimal", "1,5"),
        ("decimal", float("nan")),
        ("integer", 1.5),
        ("date", "25.04.2018"),
        ("date", "2018-02-30"),
        ("date", 2018),
        ("boolean", "yes"),
        ("boolean", 1),
        ("text", None),
        ("code", "no digits here"),
        ("iban", "12"),
        ("time", "25:00"),
        ("time", 15),
        ("datetime", "2026-09-17"),
        ("datetime", "2026-02-30T15:45"),
        ("duration", "soon"),
        ("duration", 30),
        ("language", "Klingonish"),
        ("phone", "call us"),
    ],
)
def test_a_wrong_form_is_refused_in_a_sentence(name: str, form: Any) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        make_type(name).from_json(form)


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("money", Money(Decimal("1.50"), "EUR"), Money(Decimal("1.5")), True),
        ("money", Money(Decimal("1.50"), "EUR"), Money(Decimal("1.50"), "USD"), False),
        ("money", Money(Decimal("1.50")), Money(Decimal("1.51")), False),
        ("decimal", Decimal("1.50"), Decimal("1.5"), True),
        ("name", "Acme  GmbH", "ACME GmbH", True),
        ("name", "O’Neil", "O'Neil", True),
        ("name", "Acme – Berlin", "Acme - Berlin", True),
        ("name", "Acme", "Acne", False),
        ("code", "inv-2041", "INV‑2041", True),
        ("code", "INV-2041", "INV-2042", False),
        ("text", "„Haus“", '"haus"', True),
        ("email", "Info@example.org", "info@example.org", True),
        ("duration", Duration(years=2), Duration(months=24), True),
        ("duration", Duration(hours=72), Duration(days=3), True),
        ("duration", Duration(months=1), Duration(days=30), False),
        ("datetime", datetime(2026, 9, 17, 15, 45), datetime(2026, 9, 17, 15, 45, tzinfo=UTC), True),
        ("datetime", datetime(2026, 9, 17, 15, 45, tzinfo=CEST), datetime(2026, 9, 17, 13, 45, tzinfo=UTC), True),
        ("datetime", datetime(2026, 9, 17, 15, 45, tzinfo=UTC), datetime(2026, 9, 17, 15, 46, tzinfo=UTC), False),
        ("phone", "+4930901820", "030 901820", True),
        ("phone", "+4930901820", "030 901821", False),
        ("url", "https://www.example.org/", "example.org", True),
        ("url", "https://example.org/a", "https://example.org/b", False),
        ("bic", "COBADEFFXXX", "COBADEFF", True),
        ("isbn", "0306406152", "9780306406157", True),
        ("address", "Musterweg 1, 12345 Berlin", "Musterweg 1 12345 BERLIN", True),
    ],
)
def test_equal_is_what_a_reader_would_call_the_same(name: str, one: Value, other: Value, same: bool) -> None:
    kind = make_type(name)
    assert kind.equal(one, other) is same
    assert kind.equal(other, one) is same


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("money", Money(Decimal("1234.50"), "EUR"), "1,234.50 EUR"),
        ("money", Money(Decimal("1234.50")), "1,234.50"),
        ("integer", 12000, "12,000"),
        ("percent", Decimal(19), "19 %"),
        ("iban", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
        ("boolean", True, "yes"),
        ("time", time(15, 45), "15:45"),
        ("datetime", datetime(2026, 9, 17, 15, 45), "2026-09-17 15:45"),
        ("datetime", datetime(2026, 9, 17, 15, 45, tzinfo=CEST), "2026-09-17 15:45 +02:00"),
        ("duration", Duration(hours=1, minutes=30), "1 hour 30 minutes"),
        ("phone", "+4930901820", "+49 30 901820"),
        ("boolean", False, "no"),
    ],
)
def test_values_are_shown_to_people(name: str, value: Value, shown: str) -> None:
    assert make_type(name).display(value) == shown


def test_a_choice_tells_the_model_its_values_and_takes_only_them() -> None:
    kind = make_type("choice", values={"goods": (), "services": ("work",)})
    assert kind.hint == "one of: goods, services"
    assert kind.json_schema == {"type": "string", "enum": ["goods", "services"]}
    with pytest.raises(ValueError, match="one of: goods, services"):
        kind.from_json("work")


def test_the_name_of_a_value_never_means_another_value() -> None:
    kind = make_type("choice", values={"net": ("gross",), "gross": ()})
    assert kind.parse("gross", Locale()).value == "gross"


@pytest.mark.parametrize("name", [name for name in TYPE_NAMES if name != "choice"])
def test_every_type_is_made_by_its_name_and_says_what_to_copy(name: str) -> None:
    kind = make_type(name)
    assert kind.name == name
    assert kind.hint
    with pytest.raises(ValueError, match="only a choice"):
        make_type(name, values={"a": ()})


def test_an_unknown_type_and_a_choice_without_values_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no type 'amount'"):
        make_type("amount")
    with pytest.raises(ValueError, match="needs `values`"):
        make_type("choice")
