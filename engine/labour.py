"""What a child process of the running system does with an errand."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, assert_never

from assay.document import Document
from assay.errors import DocumentError
from assay.extraction import Extraction
from assay.log import log_event
from assay.settings import Settings
from engine.errand import Answered, Draw, Drawn, Errand, Explain, PageWords, Piece, Reasons, SchemaSource, Spell, Spelled, Work, Worked
from engine.explaining import sentences
from engine.parent import StoredBehind
from engine.rounds import Pending, Resume
from engine.story import Begun, Opened, Teller, Told, is_container, members_of, open_document, replay, teller
from engine.verdict import decided
from exports.records import records_of
from exports.result import divided_form, failed_form, result_form
from ingest.excerpt import excerpt
from ingest.limits import DEFAULT_LIMITS
from ingest.media import sniff
from ingest.metadata import MEDIA_TYPE as METADATA
from ingest.sandbox.sandbox import Sandbox
from ingest.spell import spell
from ingest.unpack import Refusal
from ingest.upload import Upload, upload_of
from schemas.loader import load_schema
from schemas.schema import Schema
from store.decisions import Word
from store.extractions import Part
from validation.stored import Stored

Form = dict[str, Any]

MANY = "The file holds several documents, and has no fields of its own."


@dataclass(frozen=True, slots=True, kw_only=True)
class Labour:
    """Everything that errands need, built once per process."""

    sandbox: Sandbox
    teller: Teller

    def answer(self, errand: Errand) -> Answered:
        """What became of the errand. Raises DocumentError."""
        if isinstance(errand, Work):
            return self._worked(errand)
        if isinstance(errand, Resume):
            return self._resumed(errand)
        if isinstance(errand, Draw):
            return self._drawn(errand)
        if isinstance(errand, Spell):
            return self._spelled(errand)
        if isinstance(errand, Explain):
            return self._explained(errand)
        assert_never(errand)

    def _worked(self, work: Work) -> Worked | Pending:
        """A result also for what cannot be read: its status is `failed`."""
        schemas = [_loaded(source) for source in work.schemas]
        upload = upload_of(work.name, work.data, password=work.password)
        try:
            if is_container(upload) and work.parent is None:
                return self._unpacked(work, upload)
            opened = open_document(self._document(work, upload), schemas, sandbox=self.sandbox)
            if opened.ranges and work.page_range is None:
                return _divided(work, opened)
            return self._found(work, opened)
        except DocumentError as error:
            only = schemas[0] if len(schemas) == 1 else None
            return Worked(form=_placed(failed_form(work.name, upload.sha256, error, only), work))

    def _unpacked(self, work: Work, upload: Upload) -> Worked:
        """The members of a container are worked on one by one, each with the schema that was asked for."""
        pieces = tuple(_member(one) for one in members_of(upload, sandbox=self.sandbox))
        form = divided_form(work.name, upload.sha256, media_type=sniff(upload, DEFAULT_LIMITS), pages=None, schema=None)
        return Worked(form=_placed(form, work), pieces=pieces)

    def _document(self, work: Work, upload: Upload) -> Upload:
        """The bytes to be read. A member that was refused is looked for in its container once more."""
        if not work.inside:
            return upload
        found = next((one for one in self.sandbox.unpack(upload) if one.name == work.name), None)
        if found is None:
            raise DocumentError("corrupt_document", "The container does not hold this file any more.")
        if isinstance(found, Refusal):
            raise found.error
        return found

    def _found(self, work: Work, opened: Opened) -> Worked | Pending:
        stored = _stored(work)
        told = self._told(work, _known(work, opened), stored)
        if isinstance(told, Begun) and not work.ask_model:
            told = replay(self.teller, told, opened.schema, work.answers, stored=stored)
        return _judged_or_pending(replace(work, data=b""), told, opened.schema, stored)

    def _resumed(self, resume: Resume) -> Worked | Pending:
        work, hash_, begun = pickle.loads(resume.story)  # noqa: S301  another child of ours wrote it
        schema = next(_loaded(source) for source in work.schemas if source.hash == hash_)
        stored = _stored(work)
        told = self.teller.resume(begun, schema, resume.answered, seconds=resume.seconds, stored=stored)
        return _judged_or_pending(work, told, schema, stored)

    def _told(self, work: Work, opened: Opened, stored: Stored | None) -> Told | Begun:
        teller = self.teller if work.ask_model else replace(self.teller, has_model=self.teller.has_model or bool(work.answers))
        if work.page_range is None:
            return teller.tell_whole(opened, stored=stored)
        return teller.tell_piece(opened, work.page_range, stored=stored)

    def _explained(self, errand: Explain) -> Reasons:
        work = errand.work
        upload = upload_of(work.name, work.data, password=work.password)
        if is_container(upload) and work.parent is None:
            raise DocumentError("field_unknown", MANY)
        opened = _known(work, open_document(self._document(work, upload), [_loaded(one) for one in work.schemas], sandbox=self.sandbox))
        if opened.ranges and work.page_range is None:
            raise DocumentError("field_unknown", MANY)
        stored = _stored(work)
        told = replay(self.teller, self._told(replace(work, ask_model=False), opened, stored), opened.schema, work.answers, stored=stored)
        extraction, _ = _decided(work, told, stored)
        return Reasons(sentences=sentences(replace(told, extraction=extraction), errand.field))

    def _drawn(self, errand: Draw) -> Drawn:
        first, last = errand.page_range or (1, errand.page)
        page = first + errand.page - 1
        if page > last:
            raise DocumentError("not_drawable")
        picture = self.sandbox.draw(upload_of(errand.name, errand.data, password=errand.password), page, errand.width)
        return Drawn(data=picture.data, media_type="image/jpeg", size=picture.size, page_size=picture.page_size)

    def _spelled(self, errand: Spell) -> Spelled:
        document = self.sandbox.read(upload_of(errand.name, errand.data, password=errand.password))
        pages = spell(excerpt(document, *errand.page_range) if errand.page_range else document, errand.page)
        return Spelled(pages=tuple(PageWords(part=one.part, page=one.page, page_size=one.page_size, words=one.words) for one in pages))


def labour(settings: Settings, sandbox: Sandbox) -> Labour:
    """What this process does errands with."""
    return Labour(sandbox=sandbox, teller=teller(settings, asks_model=settings.model is not None))


def _stored(work: Work) -> Stored | None:
    return StoredBehind() if work.among_others else None


def _judged_or_pending(work: Work, told: Told | Begun, schema: Schema, stored: Stored | None) -> Worked | Pending:
    if isinstance(told, Begun):
        return Pending(story=pickle.dumps((work, schema.hash, told)), questions=told.questions)
    return _judged(work, told, stored)


def _judged(work: Work, told: Told, stored: Stored | None) -> Worked:
    """What was found, with people's decisions."""
    extraction, words = _decided(work, told, stored)
    form = result_form(extraction, told.schema, told.document)
    _log(form)
    return Worked(
        form=form,
        costs=_costs(extraction, told.schema),
        parts=_parts(told.document),
        words=words,
        records=records_of(form, told.schema),
    )


def _decided(work: Work, told: Told, stored: Stored | None) -> tuple[Extraction, tuple[Word, ...]]:
    ref = replace(told.extraction.document, id=work.document, parent=work.parent)
    return decided(replace(told.extraction, document=ref), told.document, told.schema, work.said, stored)


def _known(work: Work, opened: Opened) -> Opened:
    """The document under the id that the store gave it: lots are drawn by that."""
    return replace(opened, document=replace(opened.document, id=work.document))


def _divided(work: Work, opened: Opened) -> Worked:
    """The pieces of a packet, each with the schema that told them apart."""
    document, schema = opened.document, opened.schema
    form = divided_form(work.name, document.sha256, media_type=document.media_type, pages=document.page_count, schema=schema)
    pieces = tuple(Piece(name=work.name, page_range=pages, schema=(schema.name, schema.hash)) for pages in opened.ranges)
    return Worked(form=_placed(form, work), parts=_parts(document), pieces=pieces)


def _member(found: Upload | Refusal) -> Piece:
    if isinstance(found, Refusal):
        return Piece(name=found.name, error=found.error)
    return Piece(name=found.name, data=found.data)


def _placed(form: Form, work: Work) -> Form:
    """The result of a document that nothing was found in, with what is known of its place."""
    _log(form)
    place = {"id": work.document, "parent": work.parent, "page_range": work.page_range and list(work.page_range)}
    return {**form, "document": {**form["document"], **place}}


def _log(form: Form) -> None:
    error = form["error"]
    facts = {"sha256": form["document"]["sha256"], "status": form["status"], "code": error and error["code"]}
    log_event("document", **facts, timings_ms=form["timings_ms"])


def _costs(extraction: Extraction, schema: Schema) -> dict[str, float]:
    """What a wrong value costs by the schema, where that is not 1."""
    costs = {path: field.cost_of_error for path in extraction.fields if (field := schema.field_at(path)) is not None}
    return {path: cost for path, cost in costs.items() if cost != 1.0}


def _parts(document: Document) -> tuple[Part, ...]:
    """What the file consists of; what it says of itself is no piece of it."""
    pieces = (part for part in document.parts if part.media_type != METADATA)
    return tuple(Part(name=part.name, media_type=part.media_type, pages=len(part.pages), embedded=part.embedded) for part in pieces)


@lru_cache(maxsize=256)
def _loaded(source: SchemaSource) -> Schema:
    return load_schema(source.text, file=source.name, version=source.version)
