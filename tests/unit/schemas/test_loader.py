"""From text to schema: names, paths, ladders, defaults, hashes."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.errors import SchemaError
from assay.value import Money
from schemas.loader import lint, load_schema
from schemas.schema import Field, Schema

TEXT = r"""
assay: 1
schema: order
title: Purchase order
locale: [de, en]
applies_to:
  any:
    - text: '(?i)\border\b'
    - attached: order.xml
  none: {media_type: text/html}
defaults:
  target_accuracy: 0.9
  required: true
fields:
  number:
    type: code
    labels: Order No
    pattern: '[A-Z]\d+'
    target_accuracy: 0.995
  buyer.name: {type: name, required: false, from: [xml: '//ram:Buyer/ram:Name', model]}
  buyer.tags: {type: list, of: code, values: null}
  total:
    type: money
    min: 0
    max: 10000.50
    from: [{regex: 'Total (?P<value>\S+)'}, regex, json: $.total, model]
    examples:
      - {text: Total 12.50, value: 12.50}
      - {text: Total, value: null}
  kind: {type: choice, values: {credit: [Gutschrift, avoir], debit: }, private: true}
  lines:
    type: table
    from: [xml: //Line, model]
    columns:
      name: {type: text, headers: Name}
      price: {type: money, from: [xml: ./Price]}
    row_check: price > 0
    examples:
      - {text: 'a 1.00', value: [{name: a, price: '1.00'}]}
checks:
  positive: total > 0
  adds_up: {that: 'near(sum(lines.price), total, 0.02)', if: total, says: 'Not {total}.', severity: warning, code: sum}
""".replace(", values: null", "")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(TEXT, file="order.yaml", version=3)


def field(schema: Schema, name: str) -> Field:
    found = schema.field(name)
    assert found is not None
    return found


def test_the_head(schema: Schema) -> None:
    assert (schema.name, schema.title, schema.version, schema.languages) == ("order", "Purchase order", 3, ("de", "en"))
    assert schema.source == TEXT
    assert schema.applies_to is not None
    text, attached = schema.applies_to.any
    assert text.text is not None
    assert text.text.search("An ORDER") is not None
    assert attached.attached == ("order.xml",)
    assert schema.applies_to.none[0].media_type == "text/html"


def test_dots_nest(schema: Schema) -> None:
    assert [one.path for one in schema.fields] == ["/number", "/buyer/name", "/buyer/tags", "/total", "/kind", "/lines"]
    assert schema.field_at("/buyer/name") is schema.field("buyer.name")
    assert schema.field_at("/lines/3/price") is field(schema, "lines").columns[1]
    assert schema.field_at("/buyer/tags/0") is schema.field("buyer.tags")


def test_ladders_carry_their_ids(schema: Schema) -> None:
    total = field(schema, "total")
    assert [(rung.id, rung.kind) for rung in total.ladder] == [
        ("total.from[0]", "regex"),
        ("total.from[1]", "regex"),
        ("total.from[2]", "json"),
        ("total.from[3]", "model"),
    ]
    assert total.ladder[0].pattern is not None
    assert total.ladder[1].pattern is None
    assert total.ladder[2].expression == "$.total"
    price = field(schema, "lines").columns[1]
    assert [rung.id for rung in price.ladder] == ["lines.price.from[0]"]


def test_a_field_without_sources_gets_those_of_its_shape(schema: Schema) -> None:
    assert [rung.kind for rung in field(schema, "number").ladder] == ["label", "model"]
    assert [rung.kind for rung in field(schema, "buyer.tags").ladder] == ["model"]
    assert field(schema, "lines").columns[0].ladder == ()


def test_defaults_hold_unless_a_field_says_otherwise(schema: Schema) -> None:
    assert field(schema, "number").target_accuracy == 0.995
    assert field(schema, "total").target_accuracy == 0.9
    assert field(schema, "total").required
    assert not field(schema, "buyer.name").required
    assert field(schema, "kind").private


def test_default_sources_are_for_single_values_only() -> None:
    text = "assay: 1\nschema: t\ndefaults: {from: [model]}\nfields:\n  a: {type: code}\n  b: {type: table, columns: {c: {type: code}}}\n"
    loaded = load_schema(text)
    assert [[rung.kind for rung in one.ladder] for one in loaded.fields] == [["model"], ["table", "model"]]


def test_types_bounds_and_examples_are_compiled(schema: Schema) -> None:
    total = field(schema, "total")
    assert (total.minimum, total.maximum) == (Money(Decimal(0)), Money(Decimal("10000.50")))
    assert [example.value for example in total.examples] == [{"amount": "12.50", "currency": None}, None]
    assert field(schema, "lines").type is None
    assert field(schema, "lines").examples[0].value == [{"name": "a", "price": {"amount": "1.00", "currency": None}}]
    kind = field(schema, "kind").type
    assert kind is not None
    assert kind.from_json("debit") == "debit"
    tags = field(schema, "buyer.tags")
    assert (tags.shape, tags.type and tags.type.name) == ("list", "code")


def test_checks(schema: Schema) -> None:
    positive, adds_up = schema.checks
    assert (positive.source, positive.severity, positive.when) == ("total > 0", "error", None)
    assert (adds_up.says, adds_up.severity, adds_up.code) == ("Not {total}.", "warning", "sum")
    assert adds_up.that.names == {"lines.price", "total"}
    row_check = field(schema, "lines").row_check
    assert row_check is not None
    assert row_check.that.evaluate({"price": Decimal(1)}) is True


def test_a_schema_goes_to_another_process_and_stays_the_same(schema: Schema) -> None:
    again = pickle.loads(pickle.dumps(schema))
    assert again.hash == schema.hash
    assert again.field("total").ladder == field(schema, "total").ladder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assay: 1", "# a comment\nassay:   1  # another"),
        ("labels: Order No", 'labels: ["Order No"]'),
        ("positive: total > 0", "positive: {that: total > 0, severity: error}"),
        ("  target_accuracy: 0.9\n  required: true", "  required: true\n  target_accuracy: 0.90"),
        ("  none: {media_type: text/html}", "  none:\n    - media_type: text/html"),
        ("min: 0", "min: 0\n    labels: []"),
    ],
)
def test_spacing_comments_and_ways_to_write_it_do_not_change_the_hash(schema: Schema, old: str, new: str) -> None:
    assert old in TEXT
    assert load_schema(TEXT.replace(old, new)).hash == schema.hash


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (r"pattern: '[A-Z]\d+'", r"pattern: '[A-Z]\d*'", {"number"}),
        ("labels: Order No", "labels: Order Nr", {"number"}),
        ("price: {type: money, from", "price: {type: decimal, from", {"lines"}),
        ("avoir", "nota", {"kind"}),
        ("positive: total > 0", "positive: total >= 0", set()),
        ("title: Purchase order", "title: Order", set()),
        ("target_accuracy: 0.9\n", "target_accuracy: 0.91\n", {"number", "buyer.name", "buyer.tags", "total", "kind", "lines"}),
    ],
)
def test_an_edit_changes_the_hash_and_only_the_keys_of_what_was_edited(schema: Schema, old: str, new: str, changed: set[str]) -> None:
    assert old in TEXT
    edited = load_schema(TEXT.replace(old, new))
    assert edited.hash != schema.hash
    assert {one.name for one, other in zip(schema.fields, edited.fields, strict=True) if one.key != other.key} == changed


def test_the_order_of_fields_counts() -> None:
    head = "assay: 1\nschema: t\nfields:\n"
    one, other = "  a: {type: code}\n", "  b: {type: code}\n"
    first, second = load_schema(head + one + other), load_schema(head + other + one)
    assert first.hash != second.hash
    assert {f.name: f.key for f in first.fields} == {f.name: f.key for f in second.fields}


def test_yaml_is_read_by_its_core_rules() -> None:
    text = "assay: 1\nschema: t\nfields:\n  a: {type: choice, values: [NO, yes, on, 12:30, 2026-01-31, '1', 1_000]}\n"
    a = field(load_schema("\ufeff" + text), "a")
    assert a.type is not None
    assert [a.type.from_json(value) for value in ("NO", "yes", "on", "12:30", "2026-01-31", "1", "1_000")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: " * 30 + "b", "colon"),
        ("[" * 5000, "nested deeper"),
        ("{a: " * 5000, "nested deeper"),
        ("- a\n" * 11_000, "more than"),
        ("# " + "x" * 600_000, "longer than"),
        ("assay: " + "9" * 5000, "language 1"),
    ],
)
def test_hostile_sizes_are_refused(text: str, says: str) -> None:
    assert any(says in problem.says for problem in lint(text))


@given(text=st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    try:
        load_schema(text)
    except SchemaError as error:
        assert error.problems


@given(data=st.data())
def test_a_broken_schema_is_answered_in_place(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(TEXT) - 1))
    cut = data.draw(st.integers(1, 30))
    put = data.draw(st.text(alphabet="a: {}[]'\"\n-#&*!|>%@`,?", max_size=4))
    text = TEXT[:at] + put + TEXT[at + cut :]
    lines = text.count("\n") + 1
    for problem in lint(text):
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert problem.says.endswith((".", "?"))


def test_replacing_a_field_leaves_the_schema_alone(schema: Schema) -> None:
    assert replace(field(schema, "total"), required=False) != field(schema, "total")


def test_a_table_says_for_its_columns_how_they_are_compared_and_promised() -> None:
    text = (
        "assay: 1\nschema: order\nfields:\n  lines:\n    type: table\n    compare: first\n    assurance: strict\n"
        "    columns: {sku: {type: code}, name: {type: text, assurance: provisional}}\n"
    )
    (table,) = load_schema(text).fields
    assert [(one.compare, one.assurance) for one in table.columns] == [("first", "strict"), ("first", "provisional")]


def test_what_people_always_look_at_is_part_of_the_schema() -> None:
    schema = load_schema(TEXT + "review: {audit: 0.05, always: 'total > 5'}\n")
    assert (schema.review.audit, [one.source for one in schema.review.always]) == (0.05, ["total > 5"])
    assert load_schema(TEXT).review.always == ()
    assert schema.hash != load_schema(TEXT).hash
