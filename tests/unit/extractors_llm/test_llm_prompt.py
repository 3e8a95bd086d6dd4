from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.span import Span
from extractors.llm.answer import answer_schema
from extractors.llm.prompt import escaped, system_message, user_message
from extractors.llm.seen import masked
from schemas.schema import Example, Rung
from tests.unit.extractors_llm.pieces import schema_of, table, wanted


@given(st.text(st.sampled_from('<>/&document id="d1"\n;ltgamp '), max_size=80))
def test_a_documents_text_can_neither_close_nor_open_a_block(text: str) -> None:
    message = user_message({"d7f3": text})
    assert re.findall(r"<[^>]*>", message) == ['<document id="d7f3">', "</document>"]
    inside = message.removeprefix('<document id="d7f3">\n').removesuffix("\n</document>")
    assert inside.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_the_documents_come_last_and_each_has_its_id() -> None:
    assert user_message({"a1": "one", "b2": "x < y"}) == '<document id="a1">\none\n</document>\n<document id="b2">\nx &lt; y\n</document>'


def test_the_system_message_says_what_each_field_is() -> None:
    schema = schema_of(
        wanted("invoice_number", "code", ask="The supplier's own number.", labels=("Invoice No", "Rechnungsnummer")),
        wanted("kind", "choice", values={"sale": ("Verkauf",), "purchase": ("Kauf",)}),
        table("line_items", name="text", line_total="money"),
    )
    said = system_message(schema)
    for words in ("invoice_number", "The supplier's own number", "Rechnungsnummer", "sale, purchase", "line_items", "  - line_total"):
        assert words in said


def test_private_fields_and_fields_without_a_model_are_not_mentioned() -> None:
    rules_only = wanted("order_number", "code", ladder=(Rung(id="order_number.from[0]", kind="label"),))
    said = system_message(schema_of(wanted("total", "money"), wanted("iban", "iban", private=True), rules_only))
    assert "iban" not in said.lower()
    assert "order_number" not in said


@pytest.mark.parametrize(
    ("kind", "example", "line"),
    [
        ("date", Example(text="vom 12.03.2024", value="2024-03-12"), '"vom 12.03.2024" holds "12.03.2024"'),
        ("name", Example(text="Sold by: Mill Ltd", value="Mill Ltd"), '"Sold by: Mill Ltd" holds "Mill Ltd"'),
        ("code", Example(text="Order 88123", value=None), '"Order 88123" holds none: null'),
    ],
)
def test_an_example_shows_the_value_as_its_text_prints_it(kind: str, example: Example, line: str) -> None:
    assert line in system_message(schema_of(wanted("field", kind, examples=(example,))))


def test_the_answers_schema_names_the_open_fields_and_is_strict() -> None:
    fields = [
        wanted("seller.name", "name"),
        wanted("paid", "boolean"),
        wanted("kind", "choice", values={"sale": (), "purchase": ()}),
        wanted("parties", "name", shape="list"),
        table("line_items", name="text", line_total="money"),
    ]
    schema = answer_schema(fields)
    document = schema["properties"]["documents"]["items"]
    shapes = document["properties"]["fields"]["properties"]
    assert list(shapes) == ["seller.name", "paid", "kind", "parties", "line_items"]
    assert list(shapes["line_items"]["properties"]["rows"]["items"]["properties"]) == ["name", "line_total"]
    assert list(shapes["parties"]["properties"]) == ["items"]
    forms = {name: form["anyOf"][0]["properties"]["value"] for name, form in schema["$defs"].items()}
    assert forms[shapes["kind"]["$ref"].removeprefix("#/$defs/")]["enum"] == ["sale", "purchase", None]
    assert forms[shapes["paid"]["$ref"].removeprefix("#/$defs/")]["type"] == ["boolean", "null"]
    assert list(_loose_objects(schema)) == []


def test_two_choices_do_not_share_their_values() -> None:
    fields = [wanted("a.b", "choice", values={"x": ()}), wanted("a_b", "choice", values={"y": ()})]
    schema = answer_schema(fields)
    shapes = schema["properties"]["documents"]["items"]["properties"]["fields"]["properties"]
    assert shapes["a.b"] != shapes["a_b"]


def test_a_mask_is_as_long_as_what_it_hides() -> None:
    assert masked("IBAN DE89 x", [Span(5, 9), Span(7, 9)]) == "IBAN **** x"


def test_escaping_is_only_of_what_could_be_markup() -> None:
    assert escaped("\"A\" & 'B' <c>") == "\"A\" &amp; 'B' &lt;c&gt;"


def _loose_objects(form: object) -> list[object]:
    """Objects of a JSON Schema that leave a property optional or allow others."""
    if isinstance(form, list):
        return [loose for one in form for loose in _loose_objects(one)]
    if not isinstance(form, dict):
        return []
    loose = [loose for one in form.values() for loose in _loose_objects(one)]
    strict = form.get("additionalProperties") is False and form.get("required") == list(form.get("properties", {}))
    return [*loose, form] if form.get("type") == "object" and not strict else loose
