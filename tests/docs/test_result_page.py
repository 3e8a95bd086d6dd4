"""The page on results names every key of a real result, and none that no result has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from assay.extraction import State, Status
from assay.settings import Settings
from engine.order import Order
from engine.runtime import build
from ingest.ocr.settings import OcrSettings
from ingest.sandbox.order import Habits
from ingest.sandbox.sandbox import Unconfined

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "result.md").read_text(encoding="utf-8")
SAMPLES = ("de-with-xml.pdf", "fr-with-xml.pdf", "invoice-de.pdf", "api-response.json", "receipt-photo.png")

# What stands below these depends on the schema or the type, and is described in words.
OPEN = re.compile(r"data\.|fields\.\*\.value\.|fields\.\*\.rivals\[\]\.value\.")


HIDDEN = "<p>Invoice number: INV-1</p><p style='display:none'>Invoice number: INV-2</p>"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    hidden = tmp_path_factory.mktemp("hidden") / "hidden.html"
    hidden.write_text(HIDDEN)
    runtime = build(Order(settings=Settings(), schema="invoice"), Unconfined(Habits(ocr=OcrSettings(engine="off"))))
    answers = [runtime.process(path) for path in (*(ROOT / "samples" / name for name in SAMPLES), hidden)]
    return [outcome.form for answer in answers if isinstance(answer, tuple) for outcome in answer]


def leaves(value: Any, path: str) -> Iterator[str]:
    """Every path below which nothing more is named."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.*" if path == "fields" else f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    elif not OPEN.match(path):
        yield path


def test_the_page_names_the_keys_that_results_have(forms: list[dict[str, Any]]) -> None:
    named = set(re.findall(r"^\| `([a-z_.*\[\]0-9]+[.\[][a-z_.*\[\]0-9]+|revision|status)` \|", PAGE, re.MULTILINE))
    found = {path for form in forms for path in leaves(form, "")}
    above = {path[: end.start()] for path in named for end in re.finditer(r"\.|\[\]", path)}

    assert named - found == set()
    assert {path for path in found - named - above if path != "data"} == set()


def test_the_shape_is_the_same_for_every_document(forms: list[dict[str, Any]]) -> None:
    assert {form["status"] for form in forms} == {"succeeded", "failed"}
    assert len({tuple(form) for form in forms}) == 1
    for key in ("document", "schema", "review", "usage", "timings_ms"):
        assert len({tuple(form[key]) for form in forms}) == 1, key


def test_the_page_explains_every_state(forms: list[dict[str, Any]]) -> None:
    table = PAGE.partition("| State | Means |")[2].partition("\n\n")[0]

    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(get_args(State))
    assert all(f"`{status}`" in PAGE for status in get_args(Status))
    assert {field["state"] for form in forms for field in form["fields"].values()} <= set(get_args(State))
