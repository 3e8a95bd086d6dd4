"""Samples beside a schema: which values must be read, and what is said about an expectation with a mistake."""

from pathlib import Path

import pytest

from assay.errors import SchemaError
from schemas.loader import load_schema
from schemas.samples import compare, expectation, samples_in

SCHEMA = load_schema("""
assay: 1
schema: note
fields:
  number: {type: code, labels: [No]}
  total: {type: money, labels: [Total]}
  seller: {type: object, fields: {name: {type: name, labels: [Seller]}}}
  lines: {type: table, columns: {name: {type: text}, price: {type: money}}}
""")
EXPECTED = "number: N-1\ntotal: 5.00\nseller.name: null\nlines:\n  - {name: Tea, price: 2.00}\n"


def _sample(folder: Path, expected: str = EXPECTED) -> None:
    (folder / "a.txt").write_text("No: N-1")
    (folder / "a.txt.expected.yaml").write_text(expected)


def test_only_what_is_expected_is_compared_and_null_means_nothing(tmp_path: Path) -> None:
    _sample(tmp_path)
    (sample,) = samples_in(tmp_path, SCHEMA)
    found = {
        "number": "N-1",
        "total": {"amount": "5", "currency": "EUR"},
        "seller": {"name": "Acme Ltd"},
        "lines": [{"name": "TEA", "price": {"amount": "2.00", "currency": None}, "unit": "x"}],
    }

    outcomes = {one.field: one.passed for one in compare(SCHEMA, sample, found)}

    assert outcomes == {"number": True, "total": True, "seller.name": False, "lines": True}


def test_a_document_that_could_not_be_read_misses_every_value(tmp_path: Path) -> None:
    _sample(tmp_path, "number: N-1\nseller.name: null\n")
    (sample,) = samples_in(tmp_path, SCHEMA)

    assert [(one.field, one.passed) for one in compare(SCHEMA, sample, None)] == [("number", False), ("seller.name", True)]


def test_a_sample_without_its_document_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "lost.pdf.expected.yaml").write_text("number: 1\n")

    with pytest.raises(SchemaError, match=r"lost\.pdf is missing"):
        list(samples_in(tmp_path, SCHEMA))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("numbr: N-1\n", "line 1: The schema `note` has no field `numbr`"),
        ("number: N-1\ntotal: cheap\n", "line 2: `total` does not fit the type `money`"),
        ("lines: 5\n", "line 1: The value of a table is a list"),
        ("- number\n", "does not say what must be read"),
        ("number: [\n", "does not say what must be read"),
    ],
)
def test_a_mistake_in_an_expectation_is_shown_at_its_line(text: str, says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        expectation(text, SCHEMA, file="a.pdf.expected.yaml")


def test_a_folder_that_is_not_there_has_no_samples(tmp_path: Path) -> None:
    assert list(samples_in(tmp_path / "none", SCHEMA)) == []
