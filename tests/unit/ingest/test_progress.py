"""A large file that is read steadily is not taken for one that hangs."""

from __future__ import annotations

import json

import pytest

from ingest.assemble import read_document
from ingest.upload import Upload, upload_of

LEAVES = 25_000


def large_json() -> Upload:
    return upload_of("orders.json", json.dumps([{"total": number} for number in range(LEAVES)]).encode())


def large_xml() -> Upload:
    return upload_of("orders.xml", ("<orders>" + "<total>1</total>" * LEAVES + "</orders>").encode())


@pytest.mark.parametrize("upload", [large_json(), large_xml()], ids=lambda upload: upload.name)
def test_data_with_many_values_tells_of_its_progress(upload: Upload) -> None:
    told: list[None] = []

    document = read_document(upload, progress=lambda: told.append(None))

    assert len(document.parts[0].leaves) == LEAVES
    assert len(told) >= 3
