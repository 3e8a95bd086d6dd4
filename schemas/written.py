"""Patterns, paths, expressions and values as written in a schema: compiled, with every mistake reported at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.value import Value
from schemas.expression import Expression, ExpressionError, parse_expression
from schemas.expression_kinds import UNKNOWN, Kinds, infer_kind
from schemas.paths import PathError, check_css, check_jsonpath, check_xpath
from schemas.pattern import Pattern, PatternError, compile_pattern
from schemas.problems import Problems
from schemas.types.base import FieldType
from schemas.yaml_text import Location

_EATEN_BY_YAML = ("\b", "\a", "\v", "\f", "\x1b", "\0")


def written_pattern(source: str | None, at: Location, problems: Problems) -> Pattern | None:
    """The pattern; None when there is none or it cannot be used."""
    if source is None:
        return None
    if any(sign in source for sign in _EATEN_BY_YAML):
        says = "The pattern holds a control character: in double quotes YAML reads `\\b` as a backspace."
        problems.at_value(at, says, "Write patterns in single quotes.")
        return None
    try:
        return Pattern(source) if problems.sound else compile_pattern(source)
    except PatternError as error:
        problems.at_value(at, error.says, error.fix)
        return None


def written_xpath(expression: str, at: Location, problems: Problems) -> None:
    """Reports what is no XPath."""
    _check_path(check_xpath, expression, at, problems)


def written_jsonpath(expression: str, at: Location, problems: Problems) -> None:
    """Reports what is no JSONPath."""
    _check_path(check_jsonpath, expression, at, problems)


def written_css(selector: str, at: Location, problems: Problems) -> None:
    """Reports what is no CSS selector."""
    _check_path(check_css, selector, at, problems)


def _check_path(check: Callable[[str], None], path: str, at: Location, problems: Problems) -> None:
    if problems.sound:
        return
    try:
        check(path)
    except PathError as error:
        problems.at_value(at, error.says, error.fix)


def written_condition(source: str | None, at: Location, kinds: Kinds, problems: Problems, *, recalls: bool = False) -> Expression | None:
    """The expression, whatever it gives; None when there is none or it cannot be used. `recalls`: it may ask the stored documents."""
    if source is None:
        return None
    try:
        expression = parse_expression(source)
        infer_kind(expression.root, kinds)
    except ExpressionError as error:
        problems.inside(at, error.column, error.says, error.fix)
        return None
    if expression.recalls and not recalls:
        asked = expression.recalls[0]
        says = f"`{asked.function}` asks the stored documents, which only `checks` and `review` can do."
        problems.inside(at, asked.column, says, "Write it under `checks`.")
        return None
    return expression


def written_sentence(source: str | None, at: Location, kinds: Kinds, problems: Problems, *, recalls: bool = False) -> Expression | None:
    """An expression that is true or false; None when there is none or it cannot be used. `recalls` is as in `written_condition`."""
    expression = written_condition(source, at, kinds, problems, recalls=recalls)
    if expression and infer_kind(expression.root, kinds) not in ("truth", UNKNOWN):
        fix = "Compare it, as in `near(a + b, c, 0.02)` or `a <= b`."
        problems.at_value(at, "The expression gives a value, not a yes or no.", fix)
    return expression


def written_value(given: Any, field_type: FieldType, at: Location, problems: Problems) -> Value | None:
    """The value of a JSON form or of an analyst's short form of it; None when it does not fit the type."""
    try:
        return field_type.from_json(given)
    except ValueError as error:
        says = (
            f"`{at[-1]}` does not fit the type `{field_type.name}`"
            if isinstance(at[-1], str)
            else f"This is not of type `{field_type.name}`"
        )
        problems.at_value(at, f"{says}: {error}.", f"Write {field_type.hint.split(', as printed')[0]}.")
        return None
