"""The cases of `tests/cases/ingest`: a file's name and content, and the text that is read or the error that is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assay.errors import DocumentError
from ingest.assemble import read_document
from ingest.upload import Upload, upload_of

CASES = Path(__file__).parents[2] / "cases" / "ingest"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in YAML(typ="safe").load(path):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def upload(case: dict[str, Any]) -> Upload:
    return upload_of(case["file"], bytes.fromhex(case["bytes"]) if "bytes" in case else case["content"].encode())


@pytest.mark.parametrize("case", [case for case in cases() if "text" in case.values[0]])
def test_the_text_is_read(case: dict[str, Any]) -> None:
    assert read_document(upload(case)).visible_text == case["text"]


@pytest.mark.parametrize("case", [case for case in cases() if "error" in case.values[0]])
def test_the_error_is_said(case: dict[str, Any]) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(upload(case))
    assert caught.value.code == case["error"]
    assert case.get("says", "") in f"{caught.value.says} {caught.value.fix}"
    assert caught.value.fix
