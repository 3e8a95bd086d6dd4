"""What the engine finds in a real document survives the way through the database."""

import time
from pathlib import Path
from typing import Any

import pytest

from exports.jsonl import line
from exports.result import result_form
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import open_upload
from pipeline.run import run
from schemas.catalog import Catalog
from store.extractions import result
from store.jobs import Finished, finish
from store.schemas import publish

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
READ_BY_RULES = ("*.pdf", "*.docx", "*.json")


@pytest.mark.parametrize("kind", READ_BY_RULES)
def test_a_real_result_comes_back_byte_for_byte(desk: Any, kind: str) -> None:
    path = sorted(SAMPLES.rglob(kind))[0]
    schema = Catalog().load("invoice")
    publish(desk.db, desk.workspace, name=schema.name, content=schema.hash, source=schema.source, by="library")
    submitted = desk.submit(path.read_bytes(), name=path.name)
    document = read_document(open_upload(path))
    form = result_form(run(document, schema, rules=RuleExtractor(), model=None, clock=time.perf_counter), schema, document)
    costs = {pointer: (schema.field_at(pointer) or schema.fields[0]).cost_of_error for pointer in form["fields"]}

    assert finish(desk.db, [Finished(lease=desk.claim().lease, form=form, costs=costs)])
    kept = result(desk.db, desk.workspace, submitted.document)

    form["document"]["id"] = str(submitted.document)
    assert form["fields"]
    assert line(kept or {}) == line(form)
