"""What works but is probably not what was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from assay.errors import Problem
from schemas.expression_nodes import Binary, Name, Node
from schemas.objects import place_of
from schemas.problems import Problems
from schemas.schema import Check, Field, Schema
from schemas.suggest import did_you_mean
from schemas.yaml_text import Location

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def warnings_about(schema: Schema, fields: Mapping[str, Any], problems: Problems, *, file: str) -> tuple[Problem, ...]:
    """A warning for each doubtful spot of a schema without errors, in the order of its text; `fields` as they are written there."""
    stem = PurePath(file).stem
    if stem and stem != schema.name:
        says = f"The schema is called `{schema.name}` and its file `{stem}`, so it is found by the name `{stem}`."
        problems.warn(("schema",), says, "Give both one name.")
    _warn_about_split(schema, problems)
    _warn_about_budget(schema, problems)
    for field in schema.fields:
        _warn_about_field(field, place_of(field.name, fields), problems)
    types = _types(schema)
    for check in schema.checks:
        _warn_about_says(check, types, problems)
        _warn_about_equality(check.that.root, ("checks", check.name), types, problems)
    return problems.found()


def _warn_about_split(schema: Schema, problems: Problems) -> None:
    pattern = schema.split and schema.split.pattern
    if pattern and pattern.loses_a_group:
        says = "The pattern has a group that is not called `value`, so every page on which it is found begins a piece."
        problems.warn(
            ("split", "pattern"), says, "Write `(?P<value>...)` around what tells the pieces apart, and `(?:...)` for other groups."
        )


def _warn_about_budget(schema: Schema, problems: Problems) -> None:
    budget = schema.budget
    if budget is None:
        return
    tried = list(budget.at_limit)
    last = next((place for place, one in enumerate(tried) if one in ("rules_only", "hold")), None)
    if last is not None and last + 1 < len(tried):
        says = f"`{tried[last]}` can always be done, so `{tried[last + 1]}` is never tried."
        problems.warn(("budget", "at_limit"), says, f"Write `{tried[last]}` last.")
    if "hold" in tried and budget.per_day is None:
        says = "`hold` waits for the next day, and the budget of one document is the same then."
        problems.warn(("budget", "at_limit"), says, "Add `per_day:`, or write `rules_only`.")
    if None not in (budget.per_document, budget.per_day) and budget.per_document > budget.per_day:  # type: ignore[operator]  # neither is None
        problems.warn(("budget", "per_document"), "One document may cost more than all of a day.", "Write a smaller amount.")


def _warn_about_field(field: Field, at: Location, problems: Problems) -> None:
    patterned = [index for index, rung in enumerate(field.ladder) if rung.kind == "regex" and rung.pattern]
    if patterned and not any(example.value is None or example.value is False for example in field.examples):
        says = f"`{field.name}` is read by a pattern, and no example shows what must not be read."
        problems.warn((*at, "from", patterned[0]), says, "Add an example with `value: null`.")
    for index, rung in enumerate(field.ladder):
        if rung.kind == "regex" and rung.pattern and rung.pattern.loses_a_group:
            says = "The pattern has a group that is not called `value`, so the value is all that the pattern finds."
            problems.warn((*at, "from", index), says, "Write `(?P<value>...)` around the value, and `(?:...)` for other groups.")
    if field.rungs("label") and not field.labels:
        problems.warn(at, f"`{field.name}` is looked for by its labels and has none.", "Add `labels:`, or write `from:` without `label`.")
    # A party's labels also head its block.
    if field.labels and not field.rungs("label", "party"):
        problems.warn((*at, "labels"), f"`{field.name}` has labels, and no `label` in its `from`.", "Add `label` to `from`.")
    if field.private and {rung.kind for rung in field.ladder} == {"model"}:
        problems.warn(at, f"`{field.name}` is private, so the model is never asked, and it has no other source.", "Add a rule to `from`.")
    if field.rungs("model") and not field.ask:
        problems.warn(at, f"`{field.name}` is asked of a model without a word about it.", "Add `ask:` with one sentence.")


def _warn_about_says(check: Check, types: Mapping[str, str], problems: Problems) -> None:
    for name in _IN_BRACES.findall(check.says or ""):
        if name not in types:
            problems.warn(("checks", check.name, "says"), f"`says` names `{{{name}}}`, which is no field.", did_you_mean(name, types))


def _warn_about_equality(node: Node, at: Location, types: Mapping[str, str], problems: Problems) -> None:
    """Computed amounts differ by a cent where a document rounds each line."""
    if isinstance(node, Binary) and node.sign == "==" and "money" in _types_below(node, types) and _computes(node):
        problems.warn(at, "Computed amounts are compared without a tolerance.", "Write `near(a, b, 0.02)`.")
        return
    for part in node.parts:
        _warn_about_equality(part, at, types, problems)


def _computes(node: Binary) -> bool:
    return any(side.parts for side in node.parts)


def _types_below(node: Node, types: Mapping[str, str]) -> set[str]:
    below = {types[node.name]} if isinstance(node, Name) and node.name in types else set()
    return below.union(*(_types_below(part, types) for part in node.parts)) if node.parts else below


def _types(schema: Schema) -> Mapping[str, str]:
    """The type of every field and column by its dotted name."""
    types: dict[str, str] = {}
    for field in schema.fields:
        types |= {f"{field.name}.{column.name}": column.type.name for column in field.columns if column.type}
        if field.type:
            types[field.name] = field.type.name
    return types
