"""Results as a register: one row a document, one column a field, for a spreadsheet.

A table stands in one cell as JSON. One row per line item would repeat the totals of its document, and who sums the
column would count them twice. Money takes two columns, `total` and `total_currency`. `to_check` names what waits for a person.

Text that a spreadsheet would take for a formula gets a `'` in front (OWASP: CSV injection); numbers stay numbers.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from exports.result import shown_name
from schemas.schema import Field, Schema

BEFORE = ("document", "schema", "status", "error")
AFTER = ("to_check",)

FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def write_csv(forms: Iterable[dict[str, Any]], schemas: Sequence[Schema], out: TextIO) -> None:
    """The register with a line of headings; columns are those of the schemas, in their order, whatever was found.

    Open files with `newline=""`; for Excel, encode as `utf-8-sig`.
    """
    fields = dict.fromkeys(name for schema in schemas for field in schema.fields for name in columns(field))
    writer = csv.DictWriter(out, (*BEFORE, *fields, *AFTER), restval="", lineterminator="\n")
    writer.writeheader()
    for form in forms:
        writer.writerow(register_row(form))


def columns(field: Field) -> tuple[str, ...]:
    """The headings of a field: money has one for its currency."""
    if field.shape == "value" and field.type is not None and field.type.name == "money":
        return field.name, f"{field.name}_currency"
    return (field.name,)


def register_row(form: dict[str, Any]) -> dict[str, str]:
    """One result by column."""
    error, schema = form["error"], form["schema"]
    cells = {
        "document": shown_name(form),
        "schema": schema["name"] if schema else "",
        "status": form["status"],
        "error": error["says"] if error else "",
        **dict(_cells(form["data"])),
        "to_check": " ".join(form["review"]["fields"]),
    }
    return {name: escaped(cell) for name, cell in cells.items()}


def escaped(cell: str) -> str:
    """The cell as a spreadsheet shows it and never runs it."""
    if cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _cells(data: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, Mapping) and set(value) == {"amount", "currency"}:
            yield f"{prefix}{name}", value["amount"]
            yield f"{prefix}{name}_currency", value["currency"] or ""
        elif isinstance(value, Mapping):
            yield from _cells(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)
