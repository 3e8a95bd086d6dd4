"""The story of one file from its bytes, as every way in tells it: the command line and the running system alike.

A file is one document, or a packet whose pages hold several, or a container (an archive, a mailbox) of files. What is found inside is
a piece, and has a story of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assay.document import Document, Notice, PageRange
from assay.errors import DocumentError
from assay.extraction import Extraction
from extractors.base import Extractor
from ingest.excerpt import excerpt
from ingest.limits import DEFAULT_LIMITS
from ingest.media import sniff
from ingest.sandbox.sandbox import Sandbox
from ingest.unpack import CONTAINERS, Refusal
from ingest.upload import Upload
from pipeline.choose import choose_schema
from pipeline.run import run
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


def tell(opened: Opened, *, rules: Extractor, model: Extractor | None) -> Iterator[Told]:
    """What is found in the document, or in each of its pieces, in order."""
    if not opened.ranges:
        yield tell_whole(opened, rules=rules, model=model)
    for pages in opened.ranges:
        yield tell_piece(opened, pages, rules=rules, model=model)


def tell_whole(opened: Opened, *, rules: Extractor, model: Extractor | None, stored: Stored | None = None) -> Told:
    """What is found in the document, whatever its schema says of pieces."""
    document = with_lot(opened.document, opened.schema)
    extraction = run(document, opened.schema, rules=rules, model=model, clock=time.perf_counter, stored=stored)
    return Told(extraction=_timed(extraction, opened.read_ms), schema=opened.schema, document=document)


def tell_piece(opened: Opened, pages: PageRange, *, rules: Extractor, model: Extractor | None, stored: Stored | None = None) -> Told:
    """What is found on these pages of a packet. Reading the packet took its share of the piece's time.

    Raises DocumentError `corrupt_document` for pages that the packet does not have.
    """
    packet = opened.document
    try:
        piece = replace(excerpt(packet, *pages), id=f"{packet.id}-{pages[0]}-{pages[1]}")
    except ValueError as error:
        raise DocumentError("corrupt_document", f"The file has no pages {pages[0]} to {pages[1]} any more.") from error
    told = tell_whole(replace(opened, document=piece, read_ms=_share(opened)), rules=rules, model=model, stored=stored)
    ref = replace(told.extraction.document, parent=packet.id, page_range=pages)
    return replace(told, extraction=replace(told.extraction, document=ref))


def _share(opened: Opened) -> float:
    return round(opened.read_ms / max(1, len(opened.ranges)), 3)


def _timed(extraction: Extraction, read_ms: float) -> Extraction:
    timings = extraction.timings_ms
    return replace(extraction, timings_ms={"read": read_ms, **timings, "total": round(read_ms + timings.get("total", 0.0), 3)})
