"""The language explains itself: JSON Schema for editors, the reference page, the how-to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.expression_nodes import FUNCTIONS, RECALLS
from schemas.language import FORMS, json_schema, keys_of
from schemas.loader import lint, load_schema
from schemas.reference import render_reference
from schemas.words import ALL_TYPES, LATER, RUNGS, SHAPE_TYPES

DOCS = Path(__file__).parents[3] / "docs"
SHORTEST = "assay: 1\nschema: t\nfields:\n  a: {type: code}\n"


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(below)


def test_every_key_has_a_sentence_and_an_example() -> None:
    for form in FORMS.values():
        assert form.__doc__
        for key, info in keys_of(form).items():
            assert info.description and info.description.endswith("."), key
            assert info.examples, key


def test_the_json_schema_is_draft_7_and_whole() -> None:
    schema = json_schema()
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["required"] == ["assay", "schema", "fields"]
    for node in nodes(schema):
        reference = node.get("$ref")
        assert reference is None or (set(node) == {"$ref"} and reference.removeprefix("#/definitions/") in schema["definitions"])
        assert not {"$defs", "prefixItems", "discriminator"} & set(node)


def test_the_json_schema_knows_every_key_type_and_source() -> None:
    schema = json_schema()
    objects = [schema, *schema["definitions"].values()]
    known = {key for node in objects for key in node.get("properties", {})}
    assert known >= {key for form in FORMS.values() for key in keys_of(form)}
    assert schema["definitions"]["FieldForm"]["properties"]["type"]["enum"] == list(ALL_TYPES)
    rung = schema["definitions"]["RungForm"]
    assert {one.get("const") for one in rung["anyOf"]} | set(rung["anyOf"][-1]["properties"]) >= set(RUNGS)
    for node in objects:
        for key, described in node.get("properties", {}).items():
            assert described["description"], key
            assert described["examples"], key


def test_the_json_schema_knows_the_short_forms() -> None:
    schema = json_schema()
    check = schema["properties"]["checks"]["additionalProperties"]["anyOf"]
    assert check[0]["type"] == "string"
    field = schema["definitions"]["FieldForm"]["properties"]
    assert {"type": "string"} in field["labels"]["anyOf"]
    assert {"$ref": "#/definitions/RungForm"} in field["from"]["anyOf"]


def test_editors_know_the_limits_of_numbers() -> None:
    field = json_schema()["definitions"]["FieldForm"]["properties"]
    assert (field["target_accuracy"]["minimum"], field["target_accuracy"]["exclusiveMaximum"]) == (0, 1)
    assert field["cost_of_error"]["minimum"] == 0


def test_editors_refuse_keys_with_nothing_after_them() -> None:
    schema = json_schema()
    for described in (schema, *schema["definitions"].values()):
        for key, one in described.get("properties", {}).items():
            assert {"type": "null"} not in one.get("anyOf", ()), key


def test_the_reference_page_is_up_to_date() -> None:
    page = (DOCS / "reference" / "schema-language.md").read_text(encoding="utf-8")
    assert page == render_reference(), "run `make docs`"


@pytest.mark.parametrize(
    "word", [*ALL_TYPES, *RUNGS, *(key for form in FORMS.values() for key in keys_of(form)), *sorted(set().union(*LATER.values()))]
)
def test_the_reference_page_names_every_word(word: str) -> None:
    assert f"`{word}`" in render_reference()


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_the_reference_page_names_every_function(function: Any) -> None:
    assert f"`{function.usage}`" in render_reference()


@pytest.mark.parametrize("usage", [usage for usage, _ in RECALLS.values()])
def test_the_reference_page_names_what_asks_the_stored_documents(usage: str) -> None:
    assert f"`{usage}`" in render_reference()


def test_words_of_later_versions_are_not_words_of_this_one() -> None:
    assert not LATER["type"] & set(ALL_TYPES)
    assert not LATER["rung"] & set(RUNGS)
    for group in ("schema", "field", "defaults", "review"):
        assert not LATER[group] & set(keys_of(FORMS[group]))


def test_the_how_to_builds_a_schema_without_a_warning() -> None:
    page = (DOCS / "how-to" / "write-a-schema.md").read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if not block.startswith("#")]
    text = "".join(blocks)
    assert lint(text, file="delivery.yaml") == ()
    assert [field.name for field in load_schema(text).fields] == ["note_number", "delivery_date", "order_date", "days_to_claim", "goods"]


@pytest.mark.parametrize("type_name", [name for name in ALL_TYPES if name not in ("choice", *SHAPE_TYPES)])
def test_every_type_can_be_written(type_name: str) -> None:
    field = load_schema(SHORTEST.replace("code", type_name)).field("a")
    assert field is not None
    assert field.type is not None
    assert field.type.name == type_name
