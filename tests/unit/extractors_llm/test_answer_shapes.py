"""The forms that a model fills in."""

from __future__ import annotations

import pytest

from extractors.llm.answer import shape_of
from schemas.schema import Field
from tests.unit.extractors_llm.pieces import table, wanted

FIELDS = (
    wanted("seller.name", "name"),
    wanted("paid", "boolean"),
    wanted("kind", "choice", values={"sale": (), "purchase": ()}),
    wanted("parties", "name", shape="list"),
    table("line_items", name="text", line_total="money"),
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_object_of_a_form_is_strict_and_refers_to_nothing_else(field: Field) -> None:
    assert list(loose(shape_of(field))) == []


def test_a_cell_takes_what_its_type_takes_or_null_as_a_whole() -> None:
    paid, kind = (shape_of(field)["anyOf"] for field in FIELDS[1:3])
    assert paid[0]["properties"]["value"] == {"type": ["boolean", "null"]}
    assert kind[0]["properties"]["value"]["enum"] == ["sale", "purchase", None]
    assert paid[1] == kind[1] == {"type": "null"}


def test_a_list_has_items_and_a_table_rows_without_private_columns() -> None:
    assert list(shape_of(FIELDS[3])["properties"]) == ["items"]
    lines = FIELDS[4]
    secret = wanted("iban", "iban", path="/line_items/*/iban", private=True)
    more = Field(name="l", path="/l", shape="table", type=None, ladder=lines.ladder, columns=(*lines.columns, secret))
    assert list(shape_of(more)["properties"]["rows"]["items"]["properties"]) == ["name", "line_total"]


def loose(form: object) -> list[object]:
    """Objects that leave a property optional or allow others, and references."""
    if isinstance(form, list):
        return [one for part in form for one in loose(part)]
    if not isinstance(form, dict):
        return []
    strict = form.get("additionalProperties") is False and form.get("required") == list(form.get("properties", {}))
    bad = "$ref" in form or (form.get("type") == "object" and not strict)
    return [*(one for part in form.values() for one in loose(part)), *([form] if bad else [])]
