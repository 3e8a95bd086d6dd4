"""The tables of `output.records`: names that Postgres takes, fields that are there, and no column twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from schemas.language import OutputForm, RecordsForm
from schemas.problems import Problems
from schemas.record_columns import LONGEST_NAME, RESERVED, cell_columns, last_step, main_columns
from schemas.schema import Field, RecordsWanted
from schemas.suggest import did_you_mean
from schemas.yaml_text import Location

_TABLE_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}")
_OF_VIEWS = ("_current", "_history")
_AT: Location = ("output", "records")


def compile_records(form: OutputForm, fields: Sequence[Field], known: Collection[str], problems: Problems) -> RecordsWanted | None:
    """The tables as written. `known` names all fields of the file, also those that could not be read."""
    if form.records is None:
        problems.at_key(("output",), "`output` names nothing.", "Write `output: {records: {table: invoices}}`, or take it out.")
        return None
    records = form.records
    by_name = {field.name: field for field in fields}
    _check_tables(records, problems)
    _check_key(records, by_name, known, problems)
    _check_children(records, by_name, known, problems)
    _check_columns(records, fields, problems)
    return RecordsWanted(table=records.table, key=tuple(records.key), children=tuple(records.children.items()))


def _check_tables(records: RecordsForm, problems: Problems) -> None:
    named = [((*_AT, "table"), records.table), *(((*_AT, "children", name), table) for name, table in records.children.items())]
    seen: set[str] = set()
    for at, table in named:
        if not _TABLE_NAME.fullmatch(table):
            fix = f"Use small letters, digits and `_`, a letter first, at most {LONGEST_NAME} of them."
            problems.at_value(at, f"`{table}` cannot name a table.", fix)
        elif table.endswith(_OF_VIEWS):
            fix = "Take another name: `_current` and `_history` are the views of a table."
            problems.at_value(at, f"`{table}` is the name of a view.", fix)
        elif table in seen:
            problems.at_value(at, f"The table `{table}` is named twice.", "Give each its own table.")
        seen.add(table)


def _check_key(records: RecordsForm, by_name: dict[str, Field], known: Collection[str], problems: Problems) -> None:
    for index, name in enumerate(records.key):
        at: Location = (*_AT, "key", index)
        if name not in known:
            problems.at_value(at, f"There is no field `{name}`.", did_you_mean(name, known))
        elif name in records.key[:index]:
            problems.at_value(at, f"`{name}` stands in the key twice.", "Take one out.")
        elif name in by_name and by_name[name].shape != "value":
            shape = by_name[name].shape
            problems.at_value(at, f"`{name}` is a {shape}, and a key is made of single values.", "Name a field with one value.")


def _check_children(records: RecordsForm, by_name: dict[str, Field], known: Collection[str], problems: Problems) -> None:
    several = [name for name, field in by_name.items() if field.shape != "value"]
    for name in records.children:
        at: Location = (*_AT, "children", name)
        if name not in known:
            problems.at_key(at, f"There is no field `{name}`.", did_you_mean(name, several))
        elif name in by_name and by_name[name].shape == "value":
            fix = "Take it out: it has a column in the main table."
            problems.at_key(at, f"`{name}` is a single value and needs no table of its own.", fix)


def _check_columns(records: RecordsForm, fields: Sequence[Field], problems: Problems) -> None:
    main: dict[str, str] = {}
    for field in fields:
        at: Location = ("fields", field.name)
        if field.name not in records.children:
            _check_names(main_columns(field), field.name, main, at, problems)
        elif field.shape == "table":
            _check_child(field, problems)


def _check_child(field: Field, problems: Problems) -> None:
    taken: dict[str, str] = {}
    for column in field.columns:
        name = last_step(column)
        _check_names(cell_columns(column), name, taken, ("fields", field.name, "columns", name), problems)


def _check_names(columns: Iterable[str], name: str, taken: dict[str, str], at: Location, problems: Problems) -> None:
    for column in columns:
        if column in RESERVED:
            problems.at_key(at, f"Records have a column `{column}` of their own.", "Give the field another name.")
        elif column in taken:
            says = f"`{taken[column]}` and `{name}` are the same column `{column}` of the records."
            problems.at_key(at, says, "Rename one of them.")
        elif len(column) > LONGEST_NAME:
            problems.at_key(at, f"`{name}` is too long for a column of the records.", f"Use at most {LONGEST_NAME} letters.")
        taken.setdefault(column, name)
