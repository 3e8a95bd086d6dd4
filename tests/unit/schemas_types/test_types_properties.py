"""What holds for every value of a type, however it is printed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.value import Duration, Money
from schemas.types import cldr
from schemas.types.base import FieldType, Locale
from schemas.types.registry import TYPE_NAMES, make_type

ENGLISH, GERMAN, FRENCH = (Locale(languages=(language,)) for language in ("en", "de", "fr"))
LOCALES = (ENGLISH, GERMAN, FRENCH, Locale(languages=()), Locale(languages=("de", "en"), decimal_mark=".", day_first=True, group_mark=" "))

amounts = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2, allow_nan=False)
currencies = st.sampled_from(["EUR", "USD", "GBP", "CHF", "PLN", None])
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
# Pieces of documents, so that random texts hold what types look for and what resembles it.
pieces = st.sampled_from(
    [
        *" \n.,:;-/'()€$%#@",
        "1",
        "12",
        "123",
        "2018",
        "00",
        "EUR",
        "DE",
        "No",
        "yes",
        "March",
        "mai",
        "France",
        "x",
        "DE89",
        "10:30",
        "Uhr",
        "pm",
        "two",
        "days",
        "PT1H",
        "(2) ",
        "+49 30 ",
        "www.",
        "ISIN US0378331005",
        "COBADEFF",
        "a@b.de",
        "\u00a0",
    ]
)
documents = st.lists(pieces, max_size=40).map("".join) | st.text(max_size=80)


def type_of(name: str) -> FieldType:
    return make_type(name, values={"yes please": ("yes",), "no": ()} if name == "choice" else {})


def grouped(amount: Decimal, group: str, mark: str) -> str:
    return f"{abs(amount):,.2f}".replace(",", "G").replace(".", mark).replace("G", group)


STYLES = {
    "1,234.50": (ENGLISH, ",", "."),
    "1.234,50": (GERMAN, ".", ","),
    "1 234,50": (FRENCH, " ", ","),
    "1_234,50": (FRENCH, "\u00a0", ","),
    "1'234.50": (GERMAN, "'", "."),
    "1234,50": (GERMAN, "", ","),
}


@pytest.mark.parametrize("name", TYPE_NAMES)
@given(text=documents, locale=st.sampled_from(LOCALES))
def test_scan_and_parse_agree(name: str, text: str, locale: Locale) -> None:
    kind, end_of_last = type_of(name), 0
    for reading in kind.scan(text, locale):
        assert end_of_last <= reading.start < reading.end <= len(text)
        end_of_last = reading.end
        parsed = kind.parse(text[reading.start : reading.end], locale)
        assert (parsed.value, parsed.findings) == (reading.value, reading.findings)
        assert kind.from_json(kind.to_json(reading.value)) == reading.value


@pytest.mark.parametrize("name", TYPE_NAMES)
@given(text=documents)
def test_no_value_comes_with_one_sentence_that_says_why(name: str, text: str) -> None:
    parsed = type_of(name).parse(text, ENGLISH)
    if parsed.value is None:
        assert [finding.code for finding in parsed.findings] == ["unparseable"]


@pytest.mark.parametrize("style", STYLES)
@given(amount=amounts, currency=currencies, before=st.booleans())
def test_money_reads_back_in_every_style(style: str, amount: Decimal, currency: str | None, before: bool) -> None:
    locale, group, mark = STYLES[style]
    number = ("-" if amount < 0 else "") + grouped(amount, group, mark)
    text = number if currency is None else f"{currency} {number}" if before else f"{number} {currency}"
    assert make_type("money").parse(text, locale).value == Money(amount, currency)
    assert [reading.value for reading in make_type("money").scan(f"Total: {text}\n", locale)] == [Money(amount, currency)]


@given(amount=amounts, currency=currencies)
def test_money_reads_back_as_displayed(amount: Decimal, currency: str | None) -> None:
    money = make_type("money")
    assert money.parse(money.display(Money(amount, currency)), ENGLISH).value == Money(amount, currency)


@given(number=st.integers(min_value=-(10**12), max_value=10**12))
def test_numbers_read_back_as_displayed(number: int) -> None:
    for name, value in (("integer", number), ("decimal", Decimal(number)), ("percent", Decimal(number))):
        kind = make_type(name)
        assert kind.parse(kind.display(value), ENGLISH).value == value


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d"])
@given(day=days)
def test_dates_read_back_in_every_numeric_form(form: str, day: date) -> None:
    assert make_type("date").parse(day.strftime(form), GERMAN).value == day


@given(day=days)
def test_a_month_before_its_day_reads_back_where_the_document_shows_it(day: date) -> None:
    american = Locale(day_first=False)
    assert make_type("date").parse(day.strftime("%m/%d/%Y"), american).value == day


@pytest.mark.parametrize("language", cldr.LANGUAGES)
def test_every_month_name_reads_back_in_its_language(language: str) -> None:
    kind, locale = make_type("date"), Locale(languages=(language,))
    for name, number in cldr.months(language).items():
        assert kind.parse(f"3. {name} 2018", locale).value == date(2018, number, 3)
        assert kind.parse(f"3 {name.upper()} 2018", locale).value == date(2018, number, 3)


lengths = st.builds(
    Duration,
    **{unit: st.integers(min_value=0, max_value=999) for unit in ("years", "months", "weeks", "days", "hours", "minutes", "seconds")},
)


@given(length=lengths)
def test_durations_read_back_in_iso_form_and_as_displayed(length: Duration) -> None:
    kind = make_type("duration")
    assert kind.from_json(kind.to_json(length)) == length
    assert kind.parse(kind.display(length), ENGLISH).value == length


@given(moment=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2199, 12, 31)))
def test_times_read_back_as_displayed(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert make_type("datetime").parse(make_type("datetime").display(moment), ENGLISH).value == moment
    assert make_type("time").parse(make_type("time").display(moment.time()), ENGLISH).value == moment.time()
    for form in ("%d.%m.%Y, %H:%M:%S Uhr", "%A, %d %B %Y at %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S"):
        assert make_type("datetime").parse(moment.strftime(form), GERMAN).value == moment


@given(day=days)
def test_dates_in_words_read_back(day: date) -> None:
    for form in ("%B %-d, %Y", "%-d %B %Y", "%d-%b-%Y", "%b %-d %Y"):
        assert make_type("date").parse(day.strftime(form), ENGLISH).value == day
