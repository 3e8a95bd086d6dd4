"""What a child process of the running system does with an errand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, assert_never

from assay.document import Document
from assay.errors import DocumentError
from assay.extraction import Extraction
from assay.log import log_event
from assay.settings import Settings
from engine.errand import Answered, Draw, Drawn, Errand, PageWords, SchemaSource, Spell, Spelled, Work, Worked
from engine.sparing import Sparing
from engine.story import Told, tell
from engine.verdict import decided
from exports.records import records_of
from exports.result import failed_form, result_form
from extractors.base import Extractor
from extractors.llm.connect import connect
from extractors.llm.extractor import ModelExtractor
from extractors.llm.kept import Remembering, Replaying, newest
from extractors.rules.extractor import RuleExtractor
from ingest.draw import draw
from ingest.spell import spell
from ingest.upload import upload_of
from schemas.loader import load_schema
from schemas.schema import Schema
from store.answers import Answer
from store.extractions import Part

Form = dict[str, Any]

NOBODY = "none"  # the name of a model where none is set


@dataclass(frozen=True, slots=True, kw_only=True)
class Labour:
    """Everything that errands need, built once per process. `memory` is None where no model is set."""

    rules: Extractor
    memory: Remembering | None
    model: Extractor | None

    def answer(self, errand: Errand) -> Answered:
        """What became of the errand. Raises DocumentError."""
        if isinstance(errand, Work):
            return self._worked(errand)
        if isinstance(errand, Draw):
            return _drawn(errand)
        if isinstance(errand, Spell):
            return _spelled(errand)
        assert_never(errand)

    def _worked(self, work: Work) -> Worked:
        upload = upload_of(work.name, work.data)
        schemas = [_loaded(source) for source in work.schemas]
        only = schemas[0] if len(schemas) == 1 else None
        if self.memory is None or not work.ask_model:
            return _told_of(work, only, lambda: tell(upload, schemas, rules=self.rules, model=self._replay(work.answers)))
        with self.memory.about(work.answers) as asked:
            worked = _told_of(work, only, lambda: tell(upload, schemas, rules=self.rules, model=self.model))
            return replace(worked, asked=tuple(asked))

    def _replay(self, kept: Mapping[str, Answer]) -> Extractor | None:
        """What the model said before; None when there was none to ask and there is none now."""
        if self.memory is None and not kept:
            return None
        last = newest(kept)
        name = last.model if last else self.memory.model if self.memory else NOBODY
        return ModelExtractor(Replaying(kept=kept, model=name), rules=self.rules)


def labour(settings: Settings) -> Labour:
    """Raises ConfigurationError for an unusable model."""
    rules = RuleExtractor()
    memory = Remembering(connect(settings)) if settings.model is not None else None
    model = Sparing(model=ModelExtractor(memory, rules=rules)) if memory is not None else None
    return Labour(rules=rules, memory=memory, model=model)


def _told_of(work: Work, only: Schema | None, story: Callable[[], Told]) -> Worked:
    """The story's result with people's decisions; one of a document that cannot be read has the status `failed`."""
    try:
        told = story()
    except DocumentError as error:
        return Worked(form=_with_id(failed_form(work.name, hashlib.sha256(work.data).hexdigest(), error, only), work))
    extraction = replace(told.extraction, document=replace(told.extraction.document, id=work.document))
    extraction, words = decided(extraction, told.document, told.schema, work.said)
    form = result_form(extraction, told.schema, told.document)
    _log(form)
    return Worked(
        form=form,
        costs=_costs(extraction, told.schema),
        parts=_parts(told.document),
        words=words,
        records=records_of(form, told.schema),
    )


def _with_id(form: Form, work: Work) -> Form:
    _log(form)
    return {**form, "document": {**form["document"], "id": work.document}}


def _log(form: Form) -> None:
    error = form["error"]
    facts = {"sha256": form["document"]["sha256"], "status": form["status"], "code": error and error["code"]}
    log_event("document", **facts, timings_ms=form["timings_ms"])


def _costs(extraction: Extraction, schema: Schema) -> dict[str, float]:
    """What a wrong value costs by the schema, where that is not 1."""
    costs = {path: field.cost_of_error for path in extraction.fields if (field := schema.field_at(path)) is not None}
    return {path: cost for path, cost in costs.items() if cost != 1.0}


def _parts(document: Document) -> tuple[Part, ...]:
    return tuple(Part(name=part.name, media_type=part.media_type, pages=len(part.pages), embedded=part.embedded) for part in document.parts)


@lru_cache(maxsize=256)
def _loaded(source: SchemaSource) -> Schema:
    return load_schema(source.text, file=source.name, version=source.version)


def _drawn(errand: Draw) -> Drawn:
    picture = draw(upload_of(errand.name, errand.data), errand.page, errand.width)
    return Drawn(data=picture.data, media_type="image/jpeg", size=picture.size, page_size=picture.page_size)


def _spelled(errand: Spell) -> Spelled:
    pages = spell(upload_of(errand.name, errand.data), errand.page)
    return Spelled(pages=tuple(PageWords(part=one.part, page=one.page, page_size=one.page_size, words=one.words) for one in pages))
