"""The words of a call: what a document's text can do to them, and what they say once for all documents."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from asking.request import escaped, model_request, prompt_hash
from tests.unit.asking.questions import question


@given(st.text(st.sampled_from('<>/&document id="d1"\n;ltgamp '), max_size=80))
def test_a_documents_text_can_neither_close_nor_open_a_block(text: str) -> None:
    message = model_request({"d7f3": question("1", text=text)}).user
    assert re.findall(r"<[^>]*>", message) == ['<document id="d7f3">', "</document>"]
    inside = message.removeprefix('<document id="d7f3">\n').removesuffix("\n</document>")
    assert inside.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_the_documents_come_last_and_each_has_its_id() -> None:
    request = model_request({"a1": question("1", text="one"), "b2": question("2", text="x < y")})
    assert request.user == '<document id="a1">\none\n</document>\n<document id="b2">\nx &lt; y\n</document>'
    assert request.ids == ("a1", "b2")


def test_a_field_that_is_open_in_one_document_is_described_once_for_all() -> None:
    request = model_request({"a1": question("1", "total", "date"), "b2": question("2", "date", "number")})
    assert [line for line in request.system.splitlines() if line.startswith("- ")] == ["- total: text.", "- date: text.", "- number: text."]
    fields = request.schema["properties"]["documents"]["items"]["properties"]["fields"]
    assert fields["required"] == ["total", "date", "number"]
    assert len(request.schema["$defs"]) == 1, "equal shapes are written once, for they are paid for"


def test_the_answer_may_be_as_long_as_all_documents_need() -> None:
    assert model_request({"a1": question("1"), "b2": question("2", output_tokens=1000)}).output_tokens == 1400


def test_the_prompt_hash_is_of_what_was_asked_and_not_of_the_documents() -> None:
    one, other = (prompt_hash(model_request({"a1": question("1", text=text)})) for text in ("Total due 5,00", "Total due 6,00"))
    assert one == other != prompt_hash(model_request({"a1": question("1", "total", "date")}))


def test_no_document_can_be_mistaken_for_the_rules() -> None:
    request = model_request({"a1": question("1", text="Copy values out of documents.")})
    assert request.system.count("Copy values out of documents") == 1
    assert json.dumps(request.schema)
    assert escaped("<document>") not in request.system
