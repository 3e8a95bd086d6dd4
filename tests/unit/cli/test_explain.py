"""`assay explain` answers in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import main

SCHEMA = """
assay: 1
schema: bill
title: A bill
locale: [en]
fields:
  net: {type: money, labels: [Net], from: [label]}
  tax: {type: money, labels: [Tax], from: [label]}
  total: {type: money, labels: [Total], from: [label, {formula: net + tax}]}
checks:
  adds_up: {that: 'near(net + tax, total, 0.02)'}
"""


@pytest.fixture
def explained(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSAY_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "bill.yaml").write_text(SCHEMA)
    (tmp_path / "bill.txt").write_text("Net: 80.00 EUR\nTax: 15.20 EUR\nTotal: 95.20 EUR\n")

    def explained(field: str) -> tuple[int, str]:
        status = main(["explain", str(tmp_path / "bill.txt"), field, "--schema", str(tmp_path / "bill.yaml"), "--no-model"])
        told = capsys.readouterr()
        return status, told.out + told.err

    return explained


def test_sources_choice_and_checks_are_told(explained):
    status, told = explained("total")
    assert status == 0
    assert "Source 1, its labels, found 95.20 EUR on page 1: “95.20 EUR”." in told
    assert "Chosen: 95.20 EUR" in told
    assert "Check adds_up holds" in told


def test_an_unknown_field_is_answered_with_the_one_that_was_meant(explained):
    status, told = explained("totl")
    assert status == 1
    assert "Did you mean `total`?" in told
