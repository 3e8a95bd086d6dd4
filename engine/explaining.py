"""A value of a file explained: the file is read and told as always, and its rules are heard once more for that field alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assay.asking import FieldAnswer
from assay.errors import DocumentError
from engine.order import Order
from engine.runtime import build
from engine.story import Told, open_document, replay
from extractors.rules.extractor import RuleExtractor
from ingest.sandbox.sandbox import Sandbox
from ingest.upload import open_upload
from pipeline.explain import explain
from schemas.suggest import did_you_mean
from schemas.types.locale import infer_locale


def explained(order: Order, sandbox: Sandbox, file: Path, wanted: str, kept: Mapping[str, FieldAnswer]) -> tuple[str, ...]:
    """The sentences about a field of the file, or of its first piece. No model is asked: what it said before is `kept`.

    `wanted` is dotted, rows from 0 included (`line_items.0.name`), or a pointer. Raises DocumentError: `field_unknown` for a field that
    is not there, and those of a file that cannot be read.
    """
    runtime = build(order, sandbox)
    opened = open_document(open_upload(file, password=order.password), runtime.schemas, sandbox=sandbox)
    told = next(runtime.teller.tell(opened))
    return sentences(replay(runtime.teller, told, opened.schema, kept), wanted)


def sentences(told: Told, wanted: str) -> tuple[str, ...]:
    """The sentences about a field of what was told. Raises DocumentError `field_unknown`."""
    path = _pointer(wanted, told)
    field = next(one for one in told.schema.fields if path == one.path or path.startswith(f"{one.path}/"))
    locale = infer_locale(told.document.visible_text, told.schema.languages)
    heard = RuleExtractor().extract(told.document, told.schema, (field,), locale).candidates
    return explain(told.extraction, told.schema, told.document, path, heard)


def _pointer(wanted: str, told: Told) -> str:
    path = wanted if wanted.startswith("/") else "/" + wanted.replace(".", "/")
    fields = told.extraction.fields
    if path not in fields:
        names = [one.strip("/").replace("/", ".") for one in fields]
        fix = did_you_mean(wanted, names) or f"There are {', '.join(names[:40])}."
        raise DocumentError("field_unknown", f"The schema {told.schema.name} has no value called `{wanted}` here.", fix=fix)
    return path
