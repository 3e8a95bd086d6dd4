"""Results as rows for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assay.extraction import State
from exports.result import shown_name
from schemas.schema import Field, Schema

HEADINGS = ("document", "schema", "field", "value", "state", "confidence", "page")

Form = dict[str, Any]

NOT_FOR_PEOPLE = frozenset({"xml", "json"})  # endings of parts that no page shows

# A list or table is shown in the state of its worst cell.
WORST_FIRST: tuple[State, ...] = ("invalid", "check", "missing", "accepted", "corrected", "confirmed", "absent")


class Row(NamedTuple):
    """One field of one document; `confidence` is None without a value.

    `page` says where the value stands: the page's number, for data that no page shows its format (`xml`), else nothing.
    """

    document: str
    schema: str
    field: str
    value: str
    state: State
    confidence: float | None
    page: str


def table_rows(form: Form, schema: Schema) -> Iterator[Row]:
    """A row per field of a result (section 2 of the contract) in the schema's order.

    A list or table is one row that says how many it has.
    """
    for field in schema.fields:
        results = _results(form, field)
        if results:
            yield Row(
                document=shown_name(form),
                schema=schema.name,
                field=field.name,
                value=_shown(field, results),
                state=min((result["state"] for result in results.values()), key=WORST_FIRST.index),
                confidence=min((result["confidence"] for result in results.values() if result["confidence"] is not None), default=None),
                page=next((page for result in results.values() if (page := _page(result))), ""),
            )


def _results(form: Form, field: Field) -> dict[str, Form]:
    inside = f"{field.path}/"
    return {path: result for path, result in form["fields"].items() if path == field.path or path.startswith(inside)}


def _shown(field: Field, results: Mapping[str, Form]) -> str:
    found = {path: result["value"] for path, result in results.items() if result["value"] is not None}
    if field.type is not None:
        return "; ".join(field.type.display(field.type.from_json(value)) for value in found.values())
    rows = {path[len(field.path) + 1 :].partition("/")[0] for path in found}
    return {0: "", 1: "1 row"}.get(len(rows), f"{len(rows)} rows")


def _page(result: Form) -> str:
    if not result["evidence"]:
        return ""
    place = result["evidence"][0]
    ending = (place["part"] or "").rpartition(".")[2].lower()
    if ending in NOT_FOR_PEOPLE:
        return ending
    return "" if place["page"] is None else str(place["page"])
