"""Expressions: exact, null-propagating, never executed; and mistakes with their column."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.expression import ExpressionError, parse_expression

VALUES = {
    "net": Decimal("100.10"),
    "tax": Decimal("19.02"),
    "total": Decimal("119.12"),
    "count": 3,
    "issued": date(2026, 1, 31),
    "due": date(2026, 3, 2),
    "currency": "EUR",
    "paid": False,
    "rows.amount": (Decimal("1.10"), Decimal("2.20")),
    "rows.gap": (Decimal("1.10"), None),
    "rows.day": (date(2026, 1, 2), date(2026, 1, 1)),
    "rows.none": (),
    "missing": None,
}


def worth(source: str, **values: object) -> object:
    return parse_expression(source).evaluate(VALUES | values)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("net + tax = total", True),
        ("near(net + tax, total - 0.02, 0.02)", True),
        ("near(net + tax, total - 0.03, 0.02)", False),
        ("0.1 + 0.2 == 0.3", True),
        ("2 + 3 * 4 - 6 / 2", Decimal(11)),
        ("(2 + 3) * 4", Decimal(20)),
        ("10 - 4 - 3", Decimal(3)),
        ("-count * -2", Decimal(6)),
        ("count >= 3 and count <= 3", True),
        ("net <> tax", True),
        ("currency == 'EUR'", True),
        ('currency != "eur"', True),
        ("paid == false", True),
        ("not paid", True),
        ("not count > 3 or false", True),
        ("issued + days(30) == due", True),
        ("due - issued", Decimal(30)),
        ("due - issued <= 30", True),
        ("due - issued < days(30)", False),
        ("near(issued, due, days(30))", True),
        ("near(issued, due, 29)", False),
        ("sum(rows.amount)", Decimal("3.30")),
        ("count(rows.gap)", Decimal(1)),
        ("count(rows.none)", Decimal(0)),
        ("min(net, tax, total)", Decimal("19.02")),
        ("max(rows.day)", date(2026, 1, 2)),
        ("abs(tax - net)", Decimal("81.08")),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(-2.5)", Decimal(-3)),
        ("missing + 1 > 0", None),
        ("unheard_of > 0", None),
        ("sum(rows.gap)", None),
        ("sum(rows.none)", None),
        ("max(rows.gap)", None),
        ("1 / 0", None),
        ("net / (tax - tax) > 1", None),
        ("currency + 1", None),
        ("currency < 'F'", None),
        ("net == currency", None),
        ("rows.amount", None),
        ("round(1, 99)", None),
        ("issued + days(999999)", date(2026, 1, 31) + timedelta(days=999999)),
        ("issued + days(10000000)", None),
    ],
)
def test_outcome(source: str, outcome: object) -> None:
    assert worth(source) == outcome
    assert type(worth(source)) is type(outcome)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (False, False, False, False),
        (True, None, None, True),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_three_valued_logic(left: bool | None, right: bool | None, both: bool | None, either: bool | None) -> None:
    for one, other in ((left, right), (right, left)):
        assert worth("a and b", a=one, b=other) is both
        assert worth("a or b", a=one, b=other) is either
        assert worth("not (a and b)", a=one, b=other) is (None if both is None else not both)


def test_a_name_is_never_looked_up_anywhere_but_in_the_values() -> None:
    assert worth("net.__class__") is None
    assert worth("__builtins__") is None


def test_names_are_dotted() -> None:
    assert parse_expression("near(sum(rows.amount), seller.total, days)").names == {"rows.amount", "seller.total", "days"}


def test_equal_when_written_the_same_and_survives_pickling() -> None:
    expression = parse_expression("a < b")
    assert pickle.loads(pickle.dumps(expression)) == expression == parse_expression("a < b")


@pytest.mark.parametrize(
    ("source", "column", "says", "fix"),
    [
        ("", 1, "empty", "due_date >="),
        ("a <", 4, "stops", "field's name"),
        ("a + * b", 5, "`*` stands", "field's name"),
        ("(a", 1, "not closed", "`)`"),
        ("a)", 2, "never opened", "Take it out"),
        ("summ(a)", 1, "no function `summ`", "`sum`"),
        ("exists()", 8, "takes names of fields only", "exists(a, b, ...)"),
        ("exists(a + 1)", 7, "opened here and not closed", "Close it"),
        ("exists('a')", 8, "takes names of fields only", "exists(a, b, ...)"),
        ("exists(a, by: b)", 1, "not given what it needs", "exists(a, b, ...)"),
        ("changed(a)", 1, "not given what it needs", "changed(a, by: b)"),
        ("changed(a, b, by: c)", 1, "not given what it needs", "changed(a, by: b)"),
        ("a: b", 2, "colon stands outside", "changed(a, by: b)"),
        ("near(a, b)", 1, "given 2 values", "near(a, b, tolerance)"),
        ("sum()", 1, "given 0 values", "sum(column)"),
        ("a < b < c", 7, "Two comparisons", "a < b and b < c"),
        ("a b", 3, "`b` stands", "Join"),
        ("1,5 > a", 2, "comma", "point"),
        ("a > 1.000,00", 10, "comma", "point"),
        ("a > 5EUR", 5, "number cannot be read", "1234.50"),
        ("a && b", 3, "`&`", "`and`"),
        ("!a", 1, "`!`", "`not`"),
        ("a == 'x", 6, "never ends", "same quote"),
        ("a ; b", 3, "`;`", "Take it out"),
        ("__import__('os')", 1, "no function", "There are"),
        ("(" * 100 + "a", 41, "too deep", "Split"),
        ("-" * 100 + "1", 41, "too deep", "Split"),
        ("+".join("a" * 100), 82, "too many parts", "Split"),
        ("a" * 3000, 1, "longer", "Split"),
    ],
)
def test_mistakes_name_their_column(source: str, column: int, says: str, fix: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse_expression(source)
    assert error.value.column == column
    assert says in error.value.says
    assert fix in error.value.fix


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
SIGNS = st.sampled_from(["+", "-", "*", "<", "<=", "==", "!=", ">", ">="])


@given(a=NUMBERS, b=NUMBERS, sign=SIGNS)
def test_arithmetic_is_exact(a: Decimal, b: Decimal, sign: str) -> None:
    def exact(x: int, y: int) -> object:
        return {"+": x + y, "-": x - y, "*": x * y, "<": x < y, "<=": x <= y, "==": x == y, "!=": x != y, ">": x > y, ">=": x >= y}[sign]

    outcome = worth(f"a {sign} b", a=a, b=b)
    scaled = outcome * (10_000 if sign == "*" else 100) if isinstance(outcome, Decimal) else outcome
    assert scaled == exact(int(a * 100), int(b * 100))


@given(rows=st.lists(NUMBERS, min_size=1, max_size=20))
def test_a_column_adds_up_whatever_its_order(rows: list[Decimal]) -> None:
    assert worth("sum(c)", c=tuple(rows)) == worth("sum(c)", c=tuple(reversed(rows))) == sum(int(row * 100) for row in rows) / Decimal(100)
    assert worth("min(c) <= max(c)", c=tuple(rows)) is True


@given(start=st.dates(date(1990, 1, 1), date(2090, 1, 1)), number=st.integers(-3000, 3000))
def test_days_lead_there_and_back(start: date, number: int) -> None:
    assert worth("start + days(n) - days(n) == start", start=start, n=number) is True
    assert worth("(start + days(n)) - start", start=start, n=number) == number


@given(source=st.text(alphabet="ab.+-*/()<>=!&,'\" 019andortsum", max_size=25))
def test_any_text_is_an_expression_or_a_plain_mistake(source: str) -> None:
    try:
        expression = parse_expression(source)
    except ExpressionError as error:
        assert error.says.endswith(".")
        assert 1 <= error.column <= len(source) + 1
    else:
        expression.evaluate({"a": Decimal(1), "b": "x"})


def test_what_only_the_stored_documents_know_enters_under_its_question():
    expression = parse_expression("not exists(seller, number) and not changed(iban, by: seller)")
    assert expression.names == {"seller", "number", "iban"}
    first, second = (one.key for one in expression.recalls)
    assert expression.evaluate({first: False, second: False}) is True
    assert expression.evaluate({first: True}) is False
    assert expression.evaluate({first: False}) is None
    assert expression.evaluate({"seller": "S-1", "number": "1"}) is None


def test_a_field_may_be_called_by():
    assert parse_expression("changed(by, by: seller)").names == {"by", "seller"}
    assert parse_expression("exists(by)").recalls[0].by is None
