"""What is shown of a document for a field."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.document import Document
from extractors.llm.shown.passages import CHARACTERS_PER_TOKEN, passages_for
from schemas.loader import load_schema
from schemas.schema import Field
from schemas.types.base import Locale
from tests.unit.extractors_llm.pieces import document_of, schema_of, table, wanted

LIMIT = 12000
LOCALE = Locale(languages=("en", "de"))
TOTAL = wanted("total", "money", labels=("Total due", "Gesamtbetrag"))
DUE = wanted("due_date", "date", labels=("Due date",))
LETTER = [f"We thank you for the {word} paragraph of the talks that we had." for word in ("first", "second", "third", "last") * 20]


def shown(document: Document, field: Field, *others: Field, limit: int = LIMIT) -> str:
    fields = (field, *others)
    spans = passages_for(document, schema_of(*fields), fields, LOCALE, limit=limit)[field.name]
    return "\n".join(document.quote(span) for span in spans)


def among(lines: list[str], *, at: int = 40) -> Document:
    return document_of("\n".join([*LETTER[:at], *lines, *LETTER[at:]]))


@pytest.mark.parametrize("label", ["Total due", "TOTAL DUE:", "Gesamtbetrag"])
def test_the_line_of_a_label_is_shown_with_its_neighbours(label: str) -> None:
    text = shown(among(["Before", f"{label} 1,234.50 EUR", "After"]), TOTAL)
    assert f"Before\n{label} 1,234.50 EUR\nAfter" in text
    assert len(text) < 1000


def test_a_value_below_its_label_is_shown() -> None:
    assert "2024-03-12" in shown(among(["Due date", "2024-03-12"]), DUE)


def test_a_value_without_a_label_is_found_by_its_look() -> None:
    assert "12 March 2024" in shown(among(["London, 12 March 2024"]), DUE)


def test_the_words_of_the_question_find_a_clause() -> None:
    clause = "Neither party may sell goods that compete with those of the other within the territory."
    field = wanted("non_compete", "boolean", ask="Does the contract keep a party from competing with the other?")
    assert clause in shown(among([clause], at=60), field)


def test_a_party_is_shown_by_the_labels_of_its_other_parts_and_by_its_town() -> None:
    schema = load_schema(
        "assay: 1\nschema: t\nfields:\n"
        "  buyer_name: {type: name, labels: [Kunde], from: [{party: recipient.name}, model]}\n"
        "  buyer_street: {type: text, from: [{party: recipient.street}, model]}\n"
    )
    document = among(["Kunde", "Nordmühle", "Am Bach 7", "54321 Hithausen"])
    spans = passages_for(document, schema, schema.fields, LOCALE, limit=LIMIT)
    assert any("Am Bach 7" in document.quote(span) for span in spans["buyer_street"])


def test_a_pattern_of_the_field_shows_where_it_finds_something() -> None:
    schema = load_schema("assay: 1\nschema: t\nfields:\n  mark: {type: text, from: [{regex: 'Q-(?P<value>[a-z]+)'}, model]}\n")
    document = among(["Quark Q-abcd under the line"])
    spans = passages_for(document, schema, schema.fields, LOCALE, limit=LIMIT)["mark"]
    assert any("Q-abcd" in document.quote(span) for span in spans)


def test_a_segment_of_the_schema_is_looked_at_first() -> None:
    schema = load_schema(
        "assay: 1\nschema: t\nsegments: {end: {start: '^Signed'}}\n"
        "fields:\n  place: {type: text, ask: Where it was signed., in: end, from: [model]}\n"
    )
    document = document_of("\n".join([*LETTER, *LETTER, "Signed", "in Ghent"]))
    spans = passages_for(document, schema, schema.fields, LOCALE, limit=LIMIT)["place"]
    assert any("in Ghent" in document.quote(span) for span in spans)


def test_of_a_table_and_of_a_receipt_everything_is_shown() -> None:
    receipt = document_of("Blue Harbour\n2 Tea 7.00\nTotal due 7.00")
    assert shown(receipt, table("lines", name="text")) == receipt.text
    assert shown(receipt, TOTAL) == receipt.text


def test_what_nobody_sees_is_not_shown_between_two_parts() -> None:
    document = document_of("Total due 1.00", embedded="<total>9.99</total>")
    assert shown(document, TOTAL) == "Total due 1.00"


def test_an_empty_document_has_no_passages() -> None:
    assert shown(document_of(" \n"), TOTAL) == ""


@pytest.mark.parametrize("field", [TOTAL, wanted("parties", "name", shape="list")], ids=lambda field: field.name)
def test_of_a_long_document_no_more_is_shown_than_a_question_may_hold(field: Field) -> None:
    document = document_of("\n".join(LETTER * 40))
    assert len(shown(document, field, limit=2000)) <= 2000 * CHARACTERS_PER_TOKEN


@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from(["Total due 7.00", "Due date 2024-03-12", "x", "", "ß Straße 7", "\f"]), max_size=30),
)
@settings(max_examples=40, deadline=None)
def test_passages_are_apart_in_order_and_whatever_else_is_asked_the_same(draw: random.Random, lines: list[str]) -> None:
    document = document_of("\n".join(lines))
    fields = [TOTAL, DUE, wanted("note", "text"), wanted("names", "name", shape="list")]
    together = passages_for(document, schema_of(*fields), fields, LOCALE, limit=LIMIT)
    for spans in together.values():
        assert all(one.end < other.start for one, other in pairwise(spans))
        assert all(document.quote(span).strip() for span in spans)
    one = draw.choice(fields)
    assert passages_for(document, schema_of(*fields), [one], LOCALE, limit=LIMIT)[one.name] == together[one.name]
