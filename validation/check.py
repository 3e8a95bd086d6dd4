"""The schema's checks on one document: which hold, in words, and what that says of each value.

A check that holds *vouches* for a value when it would not hold with another one in its place:
`net + tax = total` vouches for all three, `due_date >= issue_date` for neither.
A check that fails *blames* the values that no other check vouches for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from assay.extraction import CheckResult
from assay.finding import Signal
from assay.value import Duration, Money, Value
from schemas.expression import Expression
from schemas.expression_nodes import Recall, names_in
from schemas.schema import Check, Field, Schema
from schemas.types.base import FieldType
from validation.rows import cell_path, row_count, row_path
from validation.stored import Facts

# An equation between values that are equal, or nought, holds too easily: 0 + 100 = 100 says less than 80 + 20 = 100.
TRIVIAL_STRENGTH = 0.5

# 6,130.00 + 5.09 + 0 = 6,135.09 does not: three numbers that fit are no accident, whatever nought stands among them.
TELLING_NUMBERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check on one document, and the pointers of the values that it vouches for, each with a strength in (0, 1]."""

    result: CheckResult
    vouches: Mapping[str, float] = field(default_factory=dict)
    row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one name of an expression stands for: its value as expressions see it, and the pointers it was taken from.

    A single value is shown in sentences by its type as it was `read`.
    """

    value: Any
    paths: tuple[str, ...]
    type: FieldType | None = None
    read: Value | None = None

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        return "" if self.type is None or self.read is None else self.type.display(self.read)


Scope = Mapping[str, Entry]


def run_checks(schema: Schema, values: Mapping[str, Value], known: Facts | None = None) -> tuple[Verdict, ...]:
    """Every check of the schema, then every row check row by row, over the best value of each pointer and what is stored."""
    scope = document_scope(schema, values, known)
    whole = (judge_check(check, scope) for check in schema.checks)
    return (*whole, *_row_verdicts(schema, values))


def _row_verdicts(schema: Schema, values: Mapping[str, Value]) -> Iterator[Verdict]:
    for table in schema.fields:
        if table.row_check is None:
            continue
        check = Check(name=f"{table.name}.row_check", that=table.row_check.that, source=table.row_check.source)
        for row in range(row_count(table, values)):
            yield judge_check(check, row_scope(table, row, values), row=True)


def judge_check(check: Check, scope: Scope, *, row: bool = False) -> Verdict:
    """One check. It neither passes nor fails when it does not apply, or when a value that it needs is missing."""
    names = sorted(check.that.names)
    passed = holds(check, scope)
    paths = tuple(path for name in names if name in scope for path in scope[name].paths)
    says = _says(check, passed, scope)
    result = CheckResult(name=check.name, passed=passed, severity=check.severity, says=says, paths=paths, code=check.code)
    return Verdict(result=result, vouches=_vouches(check.that, names, scope) if passed else {}, row=row)


def holds(check: Check, scope: Scope) -> bool | None:
    """Whether the check holds; None when it does not apply, or when a value that it needs is missing."""
    if not _applies(check, scope):
        return None
    answer = check.that.evaluate(_values(scope))
    return None if answer is None else bool(answer)


def _applies(check: Check, scope: Scope) -> bool:
    return check.when is None or check.when.evaluate(_values(scope)) not in (None, False)


def _says(check: Check, passed: bool | None, scope: Scope) -> str:
    if passed:
        return f"{check.source} holds."
    if passed is False:
        return filled(check.says, scope) if check.says else _misfit(check, scope)
    if any(one.key not in scope and _is_complete(one, scope) for one in check.recalls):
        return "Not checked: needs what is stored."
    if not _applies(check, scope):
        return "Does not apply to this document."
    return f"Not checked: {', '.join(sorted(_unknown(check, scope)))} not found."


def _is_complete(recall: Recall, scope: Scope) -> bool:
    return all(name.name in scope for name in recall.parts)


def _misfit(check: Check, scope: Scope) -> str:
    """What a failed check says that has no sentence of its own: the values first, a person may see at once what is wrong with them."""
    names = dict.fromkeys(one.name for one in names_in(check.that.root))
    read = [f"{name} {scope[name].shown}".rstrip() for name in names if name in scope]
    if len(read) < 2:
        return f"{check.source} does not hold{': ' if read else ''}{''.join(read)}."
    return f"{', '.join(read[:-1])} and {read[-1]} do not fit together: {check.source} does not hold."


def _unknown(check: Check, scope: Scope) -> Iterator[str]:
    for name in check.that.names:
        value = scope[name].value if name in scope else None
        if value is None or (isinstance(value, tuple) and None in value):
            yield name


def filled(sentence: str, scope: Scope) -> str:
    """The sentence with each `{name}` replaced by the value as a person reads it; a missing one reads `nothing`."""

    def shown(hit: re.Match[str]) -> str:
        entry = scope.get(hit[1].strip())
        return entry.shown if entry else "nothing"

    return re.sub(r"\{([^{}]+)\}", shown, sentence)


# What the names stand for


def document_scope(schema: Schema, values: Mapping[str, Value], known: Facts | None = None) -> Scope:
    """The scope of a check: fields by name, lists and columns (`table.column`) with one entry a row, and what the stored documents say."""
    scope = {key: Entry(value=answer, paths=()) for key, answer in (known or {}).items()}
    for one in schema.fields:
        scope |= single_entry(one, one.path, values) if one.shape == "value" else _rows(one, values)
    return scope


def row_scope(table: Field, row: int, values: Mapping[str, Value]) -> Scope:
    """The scope of a row check: the columns by their own names."""
    scope: dict[str, Entry] = {}
    for column in table.columns:
        scope |= single_entry(column, cell_path(column, row), values)
    return scope


def single_entry(one: Field, path: str, values: Mapping[str, Value]) -> dict[str, Entry]:
    """The field's name with its entry; nothing when it has no value."""
    value = values.get(path)
    if value is None or one.type is None:
        return {}
    return {one.name: Entry(value=plain(value), paths=(path,), type=one.type, read=value)}


def _rows(one: Field, values: Mapping[str, Value]) -> dict[str, Entry]:
    rows = range(row_count(one, values))
    if not rows:
        return {}
    named = {f"{one.name}.{column.name}": tuple(cell_path(column, row) for row in rows) for column in one.columns}
    named |= {one.name: tuple(row_path(one, row) for row in rows)} if one.shape == "list" else {}
    return {name: _column_entry(paths, values) for name, paths in named.items()}


def _column_entry(paths: tuple[str, ...], values: Mapping[str, Value]) -> Entry:
    return Entry(value=tuple(plain(values.get(path)) for path in paths), paths=tuple(path for path in paths if path in values))


def plain(value: Value | None) -> Any:
    """The value as expressions see it: money is its amount."""
    return value.amount if isinstance(value, Money) else value


def _values(scope: Scope) -> dict[str, Any]:
    return {name: entry.value for name, entry in scope.items()}


# What a check says of each value


def _vouches(that: Expression, names: Iterable[str], scope: Scope) -> dict[str, float]:
    strength = 1.0 if is_telling(scope, names) else TRIVIAL_STRENGTH
    values = _values(scope)
    sharp = (name for name in names if name in scope and _sharp(that, name, values))
    return {path: strength for name in sharp for path in scope[name].paths}


def is_telling(scope: Scope, names: Iterable[str], fewest: int = 0) -> bool:
    """Whether no number takes part twice, at least so many do, and none is nought unless enough others take part."""
    numbers = [abs(scope[name].value) for name in names if name in scope and isinstance(scope[name].value, int | Decimal)]
    told = [number for number in numbers if number]
    return (len(told) == len(numbers) or len(told) >= TELLING_NUMBERS) and len(set(told)) == len(told) >= fewest


def _sharp(that: Expression, name: str, values: Mapping[str, Any]) -> bool:
    """Whether the expression holds for no other value of the name; one below and one above are tried."""
    return all(that.evaluate({**values, name: other}) is not True for other in _others(values.get(name)))


def _others(value: Any) -> tuple[Any, ...]:
    """Values near to this one, on both sides; a column with its first filled row moved."""
    if isinstance(value, tuple):
        at = next((index for index, cell in enumerate(value) if cell is not None), None)
        return () if at is None else tuple((*value[:at], other, *value[at + 1 :]) for other in _others(value[at]))
    if isinstance(value, date):
        return value - timedelta(days=3), value + timedelta(days=3)
    if isinstance(value, time):
        return time.min, time.max
    if isinstance(value, Duration):
        return Duration(), replace(value, years=value.years + 1)
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | Decimal):
        step = abs(Decimal(value)) / 2 + 1
        return value - step, value + step
    return (f"{value}?",)


def vouched_for(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """For each pointer that a check vouches for the greatest strength with which one does."""
    strongest: dict[str, float] = {}
    for verdict in verdicts:
        for path, strength in verdict.vouches.items():
            strongest[path] = max(strength, strongest.get(path, 0.0))
    return strongest


def blamed(verdicts: Iterable[Verdict]) -> dict[str, tuple[CheckResult, ...]]:
    """For each pointer the failed checks that speak against it.

    Of a failed check's values only those that no other check vouches for are to blame. When every one is vouched for,
    something is missing rather than wrong: then the single values are, and only in their absence the rows.
    """
    known = tuple(verdicts)
    vouched = {path for path, strength in vouched_for(known).items() if strength > TRIVIAL_STRENGTH}
    against: dict[str, tuple[CheckResult, ...]] = {}
    for verdict in known:
        for path in _culprits(verdict.result, vouched) if verdict.result.passed is False else ():
            against[path] = (*against.get(path, ()), verdict.result)
    return against


def _culprits(result: CheckResult, vouched: set[str]) -> tuple[str, ...]:
    unsupported = tuple(path for path in result.paths if path not in vouched)
    single = tuple(path for path in result.paths if not any(step.isdigit() for step in path.split("/")))
    return unsupported or single or result.paths


def check_signals(verdicts: Iterable[Verdict], against: Mapping[str, tuple[CheckResult, ...]]) -> Iterator[tuple[str, Signal]]:
    """What checks say for and against single values, as signals; `against` is what `blamed` made of the verdicts."""
    known = tuple(verdicts)
    rows = {verdict.result.name for verdict in known if verdict.row}
    for verdict in known:
        for path, strength in verdict.vouches.items():
            yield path, Signal(name="row_passed" if verdict.row else "check_passed", strength=strength, says=verdict.result.says)
    for path, failed in against.items():
        for one in failed:
            yield path, Signal(name="row_failed" if one.name in rows else "check_failed", strength=-1.0, says=one.says)
