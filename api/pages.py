"""What a document looks like: the original bytes, the picture of a page, its words."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import JSONResponse, Response

from api import examples
from api.caller import Asked, ByAnyone
from api.models import PageForm, Word, Words
from engine.errand import Draw, Drawn, PageWords, Spell, Spelled
from store.documents import DocumentRecord, find_document
from store.pool import transaction

SECONDS = 60.0  # how long a page may take to be drawn, or a document to be read
FOREVER = "private, max-age=31536000, immutable"  # the bytes of a document never change
HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'"}
DRAWING = "1"  # part of every tag: raised when pages are drawn or spelled in another way

router = APIRouter(prefix="/v1/documents/{document}", tags=["documents"])

Width = Annotated[int, Query(ge=50, le=3000, description="Of the picture, in pixels.")]
Seen = Annotated[str | None, Header(alias="If-None-Match", description="The `ETag` of the answer that is at hand.")]
Page = Annotated[int, Path(ge=1, le=100_000)]
Number = Annotated[int, Query(ge=1, le=100_000, description="One page only.")]


@router.get("/original", response_class=Response, **examples.operation("document_original"))
def document_original(asked: ByAnyone, document: UUID) -> Response:
    """The bytes as they were handed in, those of a packet for a piece of it, as an attachment that no browser opens by itself."""
    record = _record(asked, document)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(record.name, safe='')}", "Cache-Control": "private, no-store"}
    return Response(asked.system.blobs.get(record.sha256), headers={**headers, **HARMLESS}, media_type="application/octet-stream")


@router.get("/pages/{page}", response_class=Response, **examples.operation("document_page"))
def document_page(asked: ByAnyone, document: UUID, page: Page, width: Width = 1000, seen: Seen = None) -> Response:
    """The picture of a page, from 1. Only what has pages can be drawn."""
    record = _record(asked, document)
    tag = _tag(record, "page", page, width)
    if _is_seen(seen, tag):
        return Response(status_code=304, headers=_kept_headers(tag))
    data = asked.system.blobs.get(record.sha256)
    errand = Draw(name=record.name, data=data, page=page, width=width, page_range=record.page_range, password=record.password)
    drawn = asked.desk.ask(errand, seconds=SECONDS)
    assert isinstance(drawn, Drawn)  # noqa: S101  the answer to that errand
    wide, high = drawn.page_size
    headers = {**_kept_headers(tag), **HARMLESS, "Page-Size": f"{wide:g} {high:g}"}
    return Response(drawn.data, headers=headers, media_type=drawn.media_type)


@router.get("/words", response_model=Words, **examples.operation("document_words"))
def document_words(asked: ByAnyone, document: UUID, page: Number | None = None, seen: Seen = None) -> Response:
    """The words of a document with their places, of one page or of all."""
    record = _record(asked, document)
    tag = _tag(record, "words", page)
    if _is_seen(seen, tag):
        return Response(status_code=304, headers=_kept_headers(tag))
    data = asked.system.blobs.get(record.sha256)
    errand = Spell(name=record.name, data=data, page=page, page_range=record.page_range, password=record.password)
    spelled = asked.desk.ask(errand, seconds=SECONDS)
    assert isinstance(spelled, Spelled)  # noqa: S101  the answer to that errand
    words = Words(pages=[_page_form(one) for one in spelled.pages])
    return JSONResponse(words.model_dump(mode="json"), headers=_kept_headers(tag))


def _record(asked: Asked, document: UUID) -> DocumentRecord:
    with transaction(asked.system.pool) as connection:
        return find_document(connection, asked.workspace, document)


def _page_form(page: PageWords) -> PageForm:
    words = [Word(text=text, box=box, chars=chars) for text, box, chars in page.words]
    return PageForm(part=page.part, page=page.page, page_size=page.page_size, words=words)


def _tag(record: DocumentRecord, *what: object) -> str:
    """The name decides how bytes are read, so it is part of what the answer depends on."""
    seed = " ".join(map(str, (DRAWING, record.sha256, record.name, record.page_range, *what)))
    return f'"{hashlib.sha256(seed.encode()).hexdigest()[:24]}"'


def _is_seen(seen: str | None, tag: str) -> bool:
    return seen is not None and tag in [one.strip().removeprefix("W/") for one in seen.split(",")]


def _kept_headers(tag: str) -> dict[str, Any]:
    return {"ETag": tag, "Cache-Control": FOREVER}
