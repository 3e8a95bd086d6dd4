"""Where the parts are put together: readers, schemas, rules and, when one is set, the language model."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assay.document import Document
from assay.errors import AssayError, DocumentError, ModelError, ModelUnauthorised, ModelUnreached
from assay.extraction import Extraction
from assay.log import log_event
from exports.result import failed_form, result_form
from exports.table import table_rows
from extractors.base import Extractor, Found
from extractors.llm.connect import connect
from extractors.llm.extractor import ModelExtractor
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import read_document
from ingest.upload import Upload, name_of, open_upload, upload_of
from pipeline.choose import choose_schema
from pipeline.run import run
from schemas.schema import Field, Schema
from schemas.types.base import Locale
from workers.order import Order, Outcome
from workers.wanted import schemas_wanted

UNREACHED_IN_A_ROW = 2
REST_SECONDS = 30.0


@dataclass(slots=True, kw_only=True)
class Sparing:
    """A model that is asked only while that has a point.

    Once its endpoint has refused the key it is not asked again. Once it could not be reached twice in a row it is not
    asked for half a minute, for each try costs seconds; then one try tells whether it is back. `clock` gives seconds.
    """

    model: Extractor
    clock: Callable[[], float] = time.monotonic
    _error: ModelError | None = field(default=None, init=False)
    _unreached: int = field(default=0, init=False)
    _rests_until: float = field(default=0.0, init=False)

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """What the model finds, or the error that it met before."""
        if self._error is not None and self.clock() < self._rests_until:
            return Found(error=self._error)
        found = self.model.extract(document, schema, fields, locale)
        self._error = found.error
        self._unreached = self._unreached + 1 if isinstance(found.error, ModelUnreached) else 0
        self._rests_until = self._rest()
        return found

    def _rest(self) -> float:
        if isinstance(self._error, ModelUnauthorised):
            return math.inf
        return self.clock() + REST_SECONDS if self._unreached >= UNREACHED_IN_A_ROW else 0.0


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
        started = time.perf_counter()
        try:
            upload = open_upload(path)
            document = read_document(upload)
            read_seconds = time.perf_counter() - started
            schema = only or choose_schema(document, self.schemas)
        except DocumentError as error:
            return failed(path, error, schema=only, upload=upload)
        extraction = run(document, schema, rules=self.rules, model=self.model, clock=time.perf_counter)
        return _outcome(_timed(extraction, read_seconds), schema, document)


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


def _outcome(extraction: Extraction, schema: Schema, document: Document) -> Outcome:
    return Outcome(form=result_form(extraction, schema, document), rows=tuple(table_rows(extraction, schema, document)))


def _timed(extraction: Extraction, read_seconds: float) -> Extraction:
    read_ms = round(read_seconds * 1000, 3)
    timings = extraction.timings_ms
    return replace(extraction, timings_ms={"read": read_ms, **timings, "total": round(read_ms + timings.get("total", 0.0), 3)})


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
