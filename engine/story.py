"""The story of one file from its bytes, as every way in tells it: the command line and the running system alike.

A file is one document, or a packet whose pages hold several, or a container (an archive, a mailbox) of files. What is found inside is
a piece, and has a story of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from asking.replay import replayed
from assay.asking import Answered, FieldAnswer, Question
from assay.document import Document, Notice, PageRange
from assay.errors import DocumentError
from assay.extraction import Extraction
from assay.settings import Settings
from extractors.base import Extractor, Found
from extractors.llm.believed.claims import found_in
from extractors.llm.question import Asking
from extractors.llm.shown.seen import Seen, seen_of
from extractors.llm.withheld.planted import with_planted
from extractors.rules.extractor import RuleExtractor
from ingest.excerpt import excerpt
from ingest.limits import DEFAULT_LIMITS
from ingest.media import sniff
from ingest.sandbox.sandbox import Sandbox
from ingest.unpack import CONTAINERS, Refusal
from ingest.upload import Upload
from pipeline.choose import choose_schema
from pipeline.run import Case, Wanted, begin, end, hear, waited, wanted
from pipeline.split import page_ranges
from schemas.schema import Schema
from validation.review import with_lot
from validation.stored import Stored

_CONTAINER_STARTS = (b"PK", b"From ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document as read, the schema that it is for, and the pages of each piece; none where it is one document."""

    document: Document
    schema: Schema
    ranges: tuple[PageRange, ...]
    read_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was found in a document, and what it was found with."""

    extraction: Extraction
    schema: Schema
    document: Document


def is_container(upload: Upload) -> bool:
    """Whether what was handed in is not itself a document but holds some. Raises DocumentError."""
    return upload.data.startswith(_CONTAINER_STARTS) and sniff(upload, DEFAULT_LIMITS) in CONTAINERS


def members_of(container: Upload, *, sandbox: Sandbox) -> tuple[Upload | Refusal, ...]:
    """What a container holds; one that holds nothing is an empty file, for nothing would come of it in silence. Raises DocumentError."""
    members = sandbox.unpack(container)
    if not members:
        raise DocumentError("empty_file", "There are no documents in the file.", fix="Check what was packed into it.")
    return members


def open_document(upload: Upload, schemas: Sequence[Schema], *, sandbox: Sandbox) -> Opened:
    """Read the bytes, choose among the schemas when there are several, and see whether it is a packet. Raises DocumentError."""
    started = time.perf_counter()
    document = sandbox.read(upload)
    read_ms = round((time.perf_counter() - started) * 1000, 3)
    if len(schemas) == 1:
        return _opened(document, schemas[0], read_ms)
    choice = choose_schema(document, schemas)
    reason = Notice(code="schema_chosen", says=f"{choice.schema.title}: {choice.because}")
    return _opened(replace(document, notices=(*document.notices, reason)), choice.schema, read_ms)


def _opened(document: Document, schema: Schema, read_ms: float) -> Opened:
    return Opened(document=document, schema=schema, ranges=page_ranges(document, schema.split), read_ms=read_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A story up to where a model has to be asked. It can be pickled: its schema, which cannot, is kept by who goes on with it."""

    case: Case
    seen: Seen | None
    asked: tuple[Wanted, ...]
    questions: tuple[Question, ...]
    read_ms: float
    parent: str | None = None
    page_range: PageRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells stories. `limit` is how many tokens of a document one question shows; `has_large`, whether there is a large model."""

    rules: Extractor
    limit: int
    has_model: bool
    has_large: bool = False

    def tell(self, opened: Opened, *, stored: Stored | None = None) -> Iterator[Told | Begun]:
        """The document's story, or that of each of its pieces, in order."""
        if not opened.ranges:
            yield self.tell_whole(opened, stored=stored)
        for pages in opened.ranges:
            yield self.tell_piece(opened, pages, stored=stored)

    def tell_whole(self, opened: Opened, *, stored: Stored | None = None) -> Told | Begun:
        """The document's story, whatever its schema says of pieces."""
        return self._told(opened, with_lot(opened.document, opened.schema), stored)

    def tell_piece(self, opened: Opened, pages: PageRange, *, stored: Stored | None = None) -> Told | Begun:
        """The story of these pages of a packet. Reading the packet took its share of the piece's time.

        Raises DocumentError `corrupt_document` for pages that the packet does not have.
        """
        packet = opened.document
        try:
            piece = replace(excerpt(packet, *pages), id=f"{packet.id}-{pages[0]}-{pages[1]}")
        except ValueError as error:
            raise DocumentError("corrupt_document", f"The file has no pages {pages[0]} to {pages[1]} any more.") from error
        share = replace(opened, read_ms=round(opened.read_ms / max(1, len(opened.ranges)), 3))
        return self._told(share, with_lot(piece, opened.schema), stored, parent=packet.id, page_range=pages)

    def resume(
        self, begun: Begun, schema: Schema, answered: Sequence[Answered], *, seconds: float = 0.0, stored: Stored | None = None
    ) -> Told | Begun:
        """The story with the answers to its questions."""
        assert begun.seen is not None  # noqa: S101 - something of the document was shown
        found = found_in(begun.questions, answered, schema, begun.case.locale, begun.seen)
        case = hear(waited(begun.case, seconds), schema, begun.asked, found, clock=time.perf_counter, stored=stored)
        return self._on(replace(begun, case=case), schema, stored)

    def _told(
        self,
        opened: Opened,
        document: Document,
        stored: Stored | None,
        *,
        parent: str | None = None,
        page_range: PageRange | None = None,
    ) -> Told | Begun:
        schema = opened.schema
        document = with_planted(document, schema)
        case = begin(document, schema, rules=self.rules, has_model=self.has_model, clock=time.perf_counter, stored=stored)
        asked = wanted(case, schema, has_large=self.has_large)
        seen = seen_of(document, schema, case.locale, self.rules) if asked else None
        begun = Begun(case=case, seen=seen, asked=(), questions=(), read_ms=opened.read_ms, parent=parent, page_range=page_range)
        return self._on(begun, schema, stored)

    def _on(self, begun: Begun, schema: Schema, stored: Stored | None) -> Told | Begun:
        """To the next questions, or to the end."""
        case = begun.case
        while asked := wanted(case, schema, has_large=self.has_large):
            questions = self._questions(begun, schema, asked)
            if questions:
                return replace(begun, case=case, asked=asked, questions=questions)
            case = hear(case, schema, asked, Found(), clock=time.perf_counter, stored=stored)
        return _ended(replace(begun, case=case), schema)

    def _questions(self, begun: Begun, schema: Schema, asked: Sequence[Wanted]) -> tuple[Question, ...]:
        case = begun.case
        assert begun.seen is not None  # noqa: S101 - there is something to ask
        asking = Asking(document=case.document, schema=schema, locale=case.locale, seen=begun.seen, limit=self.limit)
        fields = {field.name: field for field in schema.fields}
        kinds = dict.fromkeys((one.size, one.reason) for one in asked)
        return tuple(
            question
            for size, reason in kinds
            for question in asking.questions(
                [fields[one.name] for one in asked if (one.size, one.reason) == (size, reason)], size=size, reason=reason
            )
        )


def teller(settings: Settings, *, asks_model: bool) -> Teller:
    """Who tells stories by these settings."""
    return Teller(
        rules=RuleExtractor(),
        limit=settings.model_context,
        has_model=asks_model,
        has_large=settings.model_large is not None,
    )


def replay(teller: Teller, told: Told | Begun, schema: Schema, kept: Mapping[str, FieldAnswer], *, stored: Stored | None = None) -> Told:
    """The story to its end with the answers that are kept. A second opinion that was never asked for is not among them."""
    teller = replace(teller, has_large=True)
    while isinstance(told, Begun):
        told = teller.resume(told, schema, replayed(told.questions, kept), stored=stored)
    return told


def _ended(begun: Begun, schema: Schema) -> Told:
    extraction = _timed(end(begun.case, schema, clock=time.perf_counter), begun.read_ms)
    ref = replace(extraction.document, parent=begun.parent, page_range=begun.page_range)
    return Told(extraction=replace(extraction, document=ref), schema=schema, document=begun.case.document)


def _timed(extraction: Extraction, read_ms: float) -> Extraction:
    timings = extraction.timings_ms
    return replace(extraction, timings_ms={"read": read_ms, **timings, "total": round(read_ms + timings.get("total", 0.0), 3)})
