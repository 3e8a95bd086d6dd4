"""Results as rows for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assay.document import Document
from assay.extraction import Extraction, FieldResult, State
from schemas.schema import Field, Schema

HEADINGS = ("document", "schema", "field", "value", "state", "confidence", "page")

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


def table_rows(extraction: Extraction, schema: Schema, document: Document | None) -> Iterator[Row]:
    """A row per field in the schema's order; a list or table is one row that says how many it has."""
    for field in schema.fields:
        results = _results(extraction, field)
        if results:
            yield Row(
                document=extraction.document.name,
                schema=schema.name,
                field=field.name,
                value=_shown(field, results),
                state=min((result.state for result in results), key=WORST_FIRST.index),
                confidence=min((result.confidence for result in results if result.confidence is not None), default=None),
                page=next((page for result in results if (page := _page(result, document))), ""),
            )


def _results(extraction: Extraction, field: Field) -> list[FieldResult]:
    inside = f"{field.path}/"
    return [result for path, result in extraction.fields.items() if path == field.path or path.startswith(inside)]


def _shown(field: Field, results: list[FieldResult]) -> str:
    found = [result.chosen for result in results if result.chosen]
    if field.type is not None:
        return "; ".join(field.type.display(one.value) for one in found)
    rows = {one.path[len(field.path) + 1 :].partition("/")[0] for one in found}
    return {0: "", 1: "1 row"}.get(len(rows), f"{len(rows)} rows")


def _page(result: FieldResult, document: Document | None) -> str:
    if document is None or result.chosen is None or not result.chosen.evidence:
        return ""
    span = result.chosen.evidence[0].span
    part, page = document.part_at(span), document.page_at(span)
    if part is not None and part.embedded:
        return part.media_type.rpartition("/")[2]
    return str(page.number) if page else ""
