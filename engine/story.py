"""The story of one document from its bytes, as every way in tells it: the command line and the running system alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assay.document import Document
from assay.extraction import Extraction
from extractors.base import Extractor
from ingest.assemble import read_document
from ingest.upload import Upload
from pipeline.choose import choose_schema
from pipeline.run import run
from schemas.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was found in a document, and what it was found with."""

    extraction: Extraction
    schema: Schema
    document: Document


def tell(upload: Upload, schemas: Sequence[Schema], *, rules: Extractor, model: Extractor | None) -> Told:
    """Read the bytes, choose among the schemas when there are several, and find what is wanted. Raises DocumentError."""
    started = time.perf_counter()
    document = read_document(upload)
    read_seconds = time.perf_counter() - started
    schema = schemas[0] if len(schemas) == 1 else choose_schema(document, schemas)
    extraction = run(document, schema, rules=rules, model=model, clock=time.perf_counter)
    return Told(extraction=_timed(extraction, read_seconds), schema=schema, document=document)


def _timed(extraction: Extraction, read_seconds: float) -> Extraction:
    read_ms = round(read_seconds * 1000, 3)
    timings = extraction.timings_ms
    return replace(extraction, timings_ms={"read": read_ms, **timings, "total": round(read_ms + timings.get("total", 0.0), 3)})
