"""Whether an expression makes sense for the kinds of its fields, told before any document is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from schemas.expression_nodes import COMPARISONS, FUNCTIONS, Binary, Call, Constant, Junction, Name, Node, Not, Recall
from schemas.expression_parser import ExpressionError
from schemas.suggest import did_you_mean

Kinds = Mapping[str, str]
"""Kind of each known name: `number`, `date`, `text`, `truth`; `number*` and so on for a column or list, which has many.

`unknown` is a field whose type is itself a mistake: it fits everywhere, so that one mistake is not reported twice.
"""
UNKNOWN = "unknown"

_OF_TYPE = {
    "integer": "number", "decimal": "number", "money": "number", "percent": "number", "boolean": "truth",
    "date": "date", "time": "time", "datetime": "datetime", "duration": "duration",
}  # fmt: skip
IN_WORDS = {
    "number": "a number", "date": "a date", "time": "a time", "datetime": "a date with a time", "duration": "a length of time",
    "text": "a text", "truth": "true or false", "days": "a number of days",
}  # fmt: skip
_ORDERED = ("number", "date", "time", "datetime", "duration", "days")
_MOMENTS = ("date", "datetime")
_COMPARABLE = ({"days", "number"}, {"days", "duration"})


def kind_of_type(type_name: str) -> str:
    """What values of a type are in an expression."""
    return _OF_TYPE.get(type_name, "text")


def infer_kind(node: Node, kinds: Kinds) -> str:
    """The kind of the outcome. Raises ExpressionError for an unknown name or for parts that do not fit together."""
    match node:
        case Constant(value):
            return "truth" if isinstance(value, bool) else "number" if isinstance(value, Decimal) else "text"
        case Name():
            return _single(node, kinds)
        case Not() | Junction():
            for part in node.parts:
                infer_kind(part, kinds)
            return "truth"
        case Binary():
            return _binary(node, infer_kind(node.left, kinds), infer_kind(node.right, kinds))
        case Recall():
            return _recall(node, kinds)
        case Call():
            return _call(node, kinds)
    raise TypeError(f"not a part of an expression: {node!r}")


def _known(node: Name, kinds: Kinds) -> str:
    if node.name in kinds:
        return kinds[node.name]
    if any(name.startswith(f"{node.name}.") for name in kinds):
        column = next(name for name in kinds if name.startswith(f"{node.name}."))
        raise ExpressionError(f"`{node.name}` is not one value.", node.column, f"Name one below it, as in `{column}`.")
    fix = did_you_mean(node.name, kinds) or f"There are {', '.join(f'`{name}`' for name in kinds)}."
    raise ExpressionError(f"There is no field `{node.name}`.", node.column, fix)


def _single(node: Name, kinds: Kinds) -> str:
    kind = _known(node, kinds)
    if kind.endswith("*"):
        raise ExpressionError(
            f"`{node.name}` has many values.", node.column, f"Take one of them: `sum({node.name})`, `min`, `max` or `count`."
        )
    return kind


def _binary(node: Binary, left: str, right: str) -> str:
    pair = {left, right}
    if UNKNOWN in pair:
        return "truth" if node.sign in COMPARISONS else UNKNOWN
    match node.sign:
        case "==" | "!=":
            fits = left == right or pair in _COMPARABLE
        case "<" | "<=" | ">" | ">=":
            fits = (left == right and left in _ORDERED) or pair in _COMPARABLE
        case _:
            return _arithmetic(node, left, right)
    if not fits:
        raise _misfit(node, left, right, "compares")
    return "truth"


def _arithmetic(node: Binary, left: str, right: str) -> str:
    if left == right == "number":
        return "number"
    if node.sign in "+-" and right in ("days", "duration") and left in _MOMENTS:
        return left
    if node.sign in "+-" and left == right == "days":
        return left
    if node.sign == "-" and left == right and left in _MOMENTS:
        return "days"
    raise _misfit(node, left, right, "joins")


def _misfit(node: Binary, left: str, right: str, does: str) -> ExpressionError:
    fix = "Add days to a date with `days(14)`." if {left, right} == {"date", "number"} else "Put values of one kind on both sides."
    return ExpressionError(f"`{node.sign}` {does} {IN_WORDS[left]} with {IN_WORDS[right]}.", node.column, fix)


def _call(node: Call, kinds: Kinds) -> str:
    first = node.parts[0]
    if node.function in ("sum", "count"):
        return _aggregate(node, first, kinds)
    if node.function in ("min", "max") and len(node.parts) == 1:
        return _of_column(node, first, kinds)
    given = [infer_kind(part, kinds) for part in node.parts]
    if UNKNOWN not in given and not _fits(node.function, given):
        function = FUNCTIONS[node.function]
        raise ExpressionError(f"The values given to `{node.function}` do not fit.", node.column, f"`{function.usage}` is {function.says}.")
    return {"near": "truth", "days": "days", "round": "number"}.get(node.function, given[0])


def _recall(node: Recall, kinds: Kinds) -> str:
    for name in node.parts:
        if _known(name, kinds).endswith("*"):
            says = f"`{node.function}` compares single values, and `{name.name}` has many."
            raise ExpressionError(says, name.column, "Name a field that has one value.")
    return "truth"


def _fits(function: str, given: Sequence[str]) -> bool:
    match function:
        case "near":
            return given[0] == given[1] and given[0] in ("number", "date") and given[2] in ("number", "days")
        case "min" | "max":
            return len(set(given)) == 1 and given[0] in _ORDERED
        case "abs":
            return given[0] in ("number", "days")
        case _:
            return set(given) == {"number"}


def _of_column(node: Call, first: Node, kinds: Kinds) -> str:
    kind = _known(first, kinds) if isinstance(first, Name) else ""
    if not kind.endswith("*"):
        fix = f"Write `{FUNCTIONS[node.function].usage}`, as in `{node.function}(line_items.line_total)`."
        raise ExpressionError(f"`{node.function}` takes a column of a table or a list.", node.column, fix)
    return kind.removesuffix("*")


def _aggregate(node: Call, first: Node, kinds: Kinds) -> str:
    kind = _of_column(node, first, kinds)
    if node.function == "sum" and kind not in ("number", UNKNOWN):
        raise ExpressionError("`sum` adds numbers only.", node.column, "Name a column of numbers or amounts.")
    return "number"
