"""Where the parts are put together for the command line: readers, schemas, rules and, when one is set, the language model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assay.errors import AssayError, DocumentError
from assay.log import log_event
from engine.order import Order, Outcome
from engine.sparing import Sparing
from engine.story import Told, tell
from engine.wanted import schemas_wanted
from exports.result import failed_form, result_form
from exports.table import table_rows
from extractors.base import Extractor
from extractors.llm.connect import connect
from extractors.llm.extractor import ModelExtractor
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import Upload, name_of, open_upload, upload_of
from pipeline.run import run
from schemas.schema import Field, Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Everything that a document needs on its way, built once per process."""

    schemas: tuple[Schema, ...]
    rules: Extractor
    model: Extractor | None

    def process(self, path: Path) -> Outcome:
        """What was found in the file at the path; one that cannot be read gives a result of status `failed`."""
        only = self.schemas[0] if len(self.schemas) == 1 else None
        upload: Upload | None = None
        try:
            upload = open_upload(path)
            return _outcome(tell(upload, self.schemas, rules=self.rules, model=self.model))
        except DocumentError as error:
            return failed(path, error, schema=only, upload=upload)


def build(order: Order) -> Runtime:
    """The runtime for the order. Raises SchemaError for an unusable schema, ConfigurationError for an unusable model."""
    rules = RuleExtractor()
    return Runtime(
        schemas=schemas_wanted(order.schema),
        rules=rules,
        model=Sparing(model=ModelExtractor(connect(order.settings), rules=rules)) if order.asks_model else None,
    )


def start(order: Order) -> Callable[[Path], Outcome]:
    """The function that turns one file into its outcome, and logs that it did."""
    runtime = build(order)

    def work(path: Path) -> Outcome:
        outcome = runtime.process(path)
        form = outcome.form
        error = form["error"]
        log_event(
            "document",
            sha256=form["document"]["sha256"],
            status=form["status"],
            code=error and error["code"],
            timings_ms=form["timings_ms"],
        )
        return outcome

    return work


def schema_of(order: Order) -> Schema | None:
    """The schema that the order names; None when it is chosen for each document."""
    wanted = schemas_wanted(order.schema)
    return wanted[0] if len(wanted) == 1 else None


def failed(path: Path, error: AssayError, *, schema: Schema | None, upload: Upload | None = None) -> Outcome:
    """The outcome of a document that could not be read: what is known of the file, and the error."""
    name = upload.name if upload else name_of(path)
    return Outcome(form=failed_form(name, upload.sha256 if upload else _sha256(path), error, schema))


def _sha256(path: Path) -> str | None:
    try:
        return open_upload(path).sha256
    except DocumentError:
        return None


def _outcome(told: Told) -> Outcome:
    form = result_form(told.extraction, told.schema, told.document)
    return Outcome(form=form, rows=tuple(table_rows(form, told.schema)))


def find_in_text(schema: Schema, wanted: Field, text: str) -> Any:
    """What the rules read for one field in a text, as its JSON form; None when nothing was read."""
    alone = replace(schema, fields=(wanted,), checks=())
    try:
        document = read_document(upload_of("example.txt", text.encode()))
    except DocumentError:
        return None
    extraction = run(document, alone, rules=RuleExtractor(), model=None, clock=time.perf_counter)
    found: Any = result_form(extraction, alone, document)["data"]
    for step in wanted.path.strip("/").split("/"):
        found = found[step]
    return found or None if wanted.shape != "value" else found
