"""What a model answered is paid for once, can be replayed without it, and is forgotten when somebody says so."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.acceptance.conftest import Assay
from tests.standin.server import Standin, fields_of

SCHEMA = """\
assay: 1
schema: slip
title: A slip
locale: [en]
fields:
  number: {type: code, labels: [Slip No]}
  seller: {type: text, from: [model], ask: Who sells}
  cashier: {type: text, from: [model], ask: Who took the money}
"""
SLIP = "Slip No: S-1001\nCorner Bakery Co-op\nServed by: Ada\n"
OTHER = "Slip No: S-1002\nCorner Bakery Co-op\nServed by: Ada\nThank you\n"


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[Standin]:
    (tmp_path / "slip.yaml").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "slip.txt").write_text(SLIP, encoding="utf-8")
    with Standin({"seller": ("Corner Bakery Co-op", "Corner Bakery Co-op"), "cashier": ("Ada", "Served by: Ada")}) as standin:
        yield standin


def model(standin: Standin) -> Mapping[str, str]:
    return {"ASSAY_MODEL": "openai/stand-in", "ASSAY_MODEL_BASE_URL": standin.url, "ASSAY_MODEL_API_KEY": "any"}


def test_what_is_known_is_not_paid_for_again_and_comes_again_without_a_model(assay: Assay, standin: Standin, tmp_path: Path) -> None:
    first = assay("extract", "slip.txt", "--schema", "slip.yaml", "--json", settings=model(standin))
    (tmp_path / "first.json").write_text(first.out, encoding="utf-8")
    again = assay("extract", "slip.txt", "--schema", "slip.yaml", "--json", settings=model(standin))
    replayed = assay("replay", "slip.txt", "--schema", "slip.yaml", "--json", "--against", "first.json")

    assert (first.json["usage"]["calls"], again.json["usage"]["calls"], len(standin.requests)) == (1, 0, 1)
    assert again.json["data"] == first.json["data"] == {"number": "S-1001", "seller": "Corner Bakery Co-op", "cashier": "Ada"}
    assert replayed.out == first.out
    assert (replayed.status, replayed.err) == (0, "assay: slip.txt: identical, 3 fields\n")

    (tmp_path / "slip.yaml").write_text(SCHEMA.replace("Who took the money", "Who served the customer"), encoding="utf-8")
    assay("extract", "slip.txt", "--schema", "slip.yaml", settings=model(standin))
    assert [sorted(fields_of(request)) for request in standin.requests] == [["cashier", "seller"], ["cashier"]]


def test_what_was_forgotten_is_asked_again_and_cannot_be_replayed(assay: Assay, standin: Standin, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slips.zip", "w") as archive:
        archive.writestr("one.txt", SLIP)
        archive.writestr("two.txt", OTHER)
    assay("extract", "slips.zip", "--schema", "slip.yaml", settings=model(standin))

    forgotten = assay("forget", "slips.zip")
    replayed = assay("replay", "slip.txt", "--schema", "slip.yaml")

    assert (forgotten.status, forgotten.out) == (0, "4 answers about 2 documents are forgotten.\n")
    assert replayed.status == 1
    assert "not recorded. [llm_unrecorded]" in replayed.err
