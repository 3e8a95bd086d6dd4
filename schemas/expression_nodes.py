"""The parts of an expression, and what each is worth for given values.

A part that needs a missing value is itself missing (None), and so is one that cannot be computed: a division by
zero, a text plus a number. `and` and `or` follow Kleene's three-valued logic: `false and missing` is false.
Numbers are Decimals, differences of dates are timedeltas.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any, Protocol

from assay.value import Duration
from schemas.calendar import length_of, moved

Values = Mapping[str, object]

# Wide enough that sums and products of printed amounts are exact; what leaves the range becomes NaN, hence None.
ARITHMETIC = Context(prec=60, traps=[])
_ONE_DAY = timedelta(days=1)


class Node(Protocol):
    """One part of an expression."""

    @property
    def parts(self) -> tuple[Node, ...]:
        """The parts directly below."""

    def evaluate(self, values: Values) -> Any:
        """What it is worth; None when that cannot be told."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, true or false."""

    value: Decimal | str | bool
    parts: tuple[Node, ...] = ()

    def evaluate(self, values: Values) -> Any:  # noqa: ARG002 - the same signature for every node
        """Itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a field, or the values of a column."""

    name: str
    column: int
    parts: tuple[Node, ...] = ()

    def evaluate(self, values: Values) -> Any:
        """The value; whole numbers enter as Decimals, columns as tuples."""
        return _entered(values.get(self.name))


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        """The negated part."""
        return (self.part,)

    def evaluate(self, values: Values) -> bool | None:
        """Missing stays missing."""
        known = as_truth(self.part.evaluate(values))
        return None if known is None else not known


@dataclass(frozen=True, slots=True)
class Junction:
    """`and` (settled by the first false) or `or` (settled by the first true)."""

    parts: tuple[Node, ...]
    settled_by: bool

    def evaluate(self, values: Values) -> bool | None:
        """Kleene: one settling part is enough, whatever is missing elsewhere."""
        known = [as_truth(part.evaluate(values)) for part in self.parts]
        if self.settled_by in known:
            return self.settled_by
        return None if None in known else not self.settled_by


@dataclass(frozen=True, slots=True)
class Binary:
    """A comparison or an arithmetic step between two parts."""

    sign: str
    left: Node
    right: Node
    column: int

    @property
    def parts(self) -> tuple[Node, ...]:
        """Left and right."""
        return (self.left, self.right)

    def evaluate(self, values: Values) -> Any:
        """None when a side is missing or the two do not fit together."""
        left, right = self.left.evaluate(values), self.right.evaluate(values)
        if left is None or right is None:
            return None
        return compare(self.sign, left, right) if self.sign in COMPARISONS else compute(self.sign, left, right)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    parts: tuple[Node, ...]
    column: int

    def evaluate(self, values: Values) -> Any:
        """None when an argument that it needs is missing."""
        arguments = [part.evaluate(values) for part in self.parts]
        return None if None in arguments else FUNCTIONS[self.function].run(*arguments)


@dataclass(frozen=True, slots=True)
class Recall:
    """What only the stored documents can say. It is answered before the expression is worked out: the answer stands among the values."""

    function: str
    parts: tuple[Name, ...]
    by: Name | None
    column: int

    @property
    def key(self) -> str:
        """The name of its answer among the values, which no field can have."""
        named = ", ".join(part.name for part in self.asked)
        return f"{self.function}({named}, by: {self.by.name})" if self.by else f"{self.function}({named})"

    @property
    def asked(self) -> tuple[Name, ...]:
        """The fields that are compared; `by` is not among them."""
        return self.parts[:-1] if self.by else self.parts

    def evaluate(self, values: Values) -> bool | None:
        """None when nothing is stored, or a field that it needs is missing."""
        answer = values.get(self.key)
        return answer if isinstance(answer, bool) else None


def recalls_in(node: Node) -> Iterator[Recall]:
    """Every question to the stored documents below, in the order written."""
    if isinstance(node, Recall):
        yield node
    for part in node.parts:
        yield from recalls_in(part)


def names_in(node: Node) -> Iterator[Name]:
    """Every name below, in the order written."""
    if isinstance(node, Name):
        yield node
    for part in node.parts:
        yield from names_in(part)


def as_truth(value: Any) -> bool | None:
    """What a condition makes of a value: present counts as true."""
    return value if value is None or isinstance(value, bool) else True


def _entered(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_entered(one) for one in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """Numbers with numbers, dates with dates; texts and booleans only for equality; a span of days also with a number."""
    left, right = _lasting(left), _lasting(right)
    if isinstance(left, timedelta) != isinstance(right, timedelta):
        left, right = _in_days(left), _in_days(right)
    if type(left) is not type(right) or isinstance(left, tuple):
        return None
    if isinstance(left, str | bool) and sign not in ("==", "!="):
        return None
    try:
        return COMPARISONS[sign](left, right)
    except TypeError:  # a time with an offset from UTC and one without
        return None


def _lasting(value: Any) -> Any:
    """A duration as a span of time; missing when it is longer than any calendar."""
    try:
        return length_of(value) if isinstance(value, Duration) else value
    except OverflowError:
        return None


def _in_days(value: Any) -> Any:
    """A span of time as a number of days."""
    return Decimal(value // _ONE_DAY) if isinstance(value, timedelta) else value


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def compute(sign: str, left: Any, right: Any) -> Any:
    """Arithmetic on numbers; a date or days plus or minus days; the days between two dates."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(sign, left, right)
    try:
        if isinstance(left, date) and isinstance(right, Duration) and sign in "+-":
            return moved(left, right, back=sign == "-")
        if isinstance(left, date | timedelta) and isinstance(right, timedelta) and sign in "+-":
            return left + right if sign == "+" else left - right
        if isinstance(left, date) and isinstance(right, date) and sign == "-":
            return left - right
    except (OverflowError, TypeError):
        return None
    return None


def _number(sign: str, left: Decimal, right: Decimal) -> Decimal | None:
    with localcontext(ARITHMETIC):
        result: Decimal = _ARITHMETIC[sign](left, right)
    return result if result.is_finite() else None


def _near(one: Any, other: Any, tolerance: Any) -> bool | None:
    distance = compute("-", one, other)
    return None if distance is None else compare("<=", _abs(distance), tolerance)


def _sum(column: Any) -> Decimal | None:
    numbers = _present(column)
    if numbers is None or not all(isinstance(number, Decimal) for number in numbers):
        return None
    total: Decimal | None = Decimal(0)
    for number in numbers:
        total = total if total is None else _number("+", total, number)
    return total


def _present(column: Any) -> Sequence[Any] | None:
    """The values of a column when there are rows and none misses its value."""
    return column if isinstance(column, tuple) and column and None not in column else None


def _count(column: Any) -> Decimal | None:
    return Decimal(sum(1 for one in column if one is not None)) if isinstance(column, tuple) else None


def _extreme(sign: str) -> Callable[..., Any]:
    def pick(*arguments: Any) -> Any:
        rivals = _present(arguments[0] if len(arguments) == 1 else arguments)
        if rivals is None:
            return None
        best = rivals[0]
        for rival in rivals[1:]:
            better = compare(sign, rival, best)
            if better is None:
                return None
            best = rival if better else best
        return best

    return pick


def _abs(number: Any) -> Any:
    if isinstance(number, Decimal):
        return number.copy_abs()
    return abs(number) if isinstance(number, timedelta) else None


def _round(number: Any, digits: Any = Decimal(0)) -> Decimal | None:
    """Half away from zero, as invoices round."""
    if not isinstance(number, Decimal) or not isinstance(digits, Decimal) or not -MAX_DIGITS <= digits <= MAX_DIGITS:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP, context=ARITHMETIC)
    return rounded if rounded.is_finite() else None


def _days(number: Any) -> timedelta | None:
    if not isinstance(number, Decimal) or abs(number) > MAX_DAYS:
        return None
    return timedelta(days=int(number))


MAX_DIGITS = 20
MAX_DAYS = 1_000_000


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how it is called, what it does in words, and for how many arguments."""

    usage: str
    says: str
    run: Callable[..., Any]
    least: int
    most: int


FUNCTIONS: dict[str, Function] = {
    "near": Function("near(a, b, tolerance)", "whether two numbers or dates differ by at most the tolerance", _near, 3, 3),
    "sum": Function("sum(column)", "the sum of a table's column; missing when a row misses its value", _sum, 1, 1),
    "count": Function("count(column)", "how many rows of a table have a value in the column", _count, 1, 1),
    "min": Function("min(a, b, ...)", "the smallest of several values, or of a column", _extreme("<"), 1, 20),
    "max": Function("max(a, b, ...)", "the largest of several values, or of a column", _extreme(">"), 1, 20),
    "abs": Function("abs(number)", "the number without its sign", _abs, 1, 1),
    "round": Function("round(number, digits)", "the number with so many digits after the point, none when left out", _round, 1, 2),
    "days": Function("days(number)", "so many days, to add to a date or take from it", _days, 1, 1),
}
"""The functions by name. `round` rounds half away from zero."""

RECALLS: dict[str, tuple[str, str]] = {
    "exists": ("exists(a, b, ...)", "whether another document of this schema has the same values in these fields"),
    "changed": (
        "changed(a, by: b)",
        "whether `a` differs from the newest value accepted for the same `b` in an earlier document; false when there is none",
    ),
}
"""The functions that ask the stored documents: how each is called, and what it is in words."""
