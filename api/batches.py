"""Batches: many files at once. A file that is refused says so in its place and never stops the others."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from api import examples
from api.archive import members
from api.caller import Asked, ByAnyone, BySubmitter
from api.documents import LOOK_AGAIN
from api.idempotency import Answer, WithFiles, once
from api.models import BatchForm, BatchItemForm, ErrorForm
from api.results import OVER, refused_form
from api.upload import ZIP, BatchSent, Sent, SentFile
from assay.errors import DocumentError
from ingest.limits import DEFAULT_LIMITS
from ingest.upload import check_size, shown_name
from store.batches import BatchItem, add_batch, add_items, batch_counts, batch_items, batch_size, cancel_batch, find_batch
from store.documents import Submitted
from store.pieces import leaves_of
from store.pool import Database, transaction
from workers.intake import Handed, hand_in
from workers.results import line_of

TOGETHER_FILES = 100
TOGETHER_BYTES = 50_000_000  # how much of a batch is in memory at a time, one file more or less

ENDED = OVER | {"refused"}
JSONL = "application/jsonl"

router = APIRouter(prefix="/v1/batches", tags=["batches"])

File = tuple[str, bytes | DocumentError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A batch that is being taken in."""

    id: UUID
    schema: str
    sent: Sent


@router.post("", status_code=202, response_model=BatchForm, **examples.operation("submit_batch"))
def submit_batch(asked: BySubmitter, repeat: WithFiles, sent: BatchSent) -> Response:
    """Hand in many files, or a zip of them. The answer has one item per file, in order: its document, or why it was refused."""
    return once(asked, repeat.of(sent.digest), lambda: _submitted(asked, sent)).response()


@router.get("/{batch}", response_model=BatchForm, **examples.operation("batch"))
def batch(asked: ByAnyone, batch: UUID) -> Any:
    """A batch, and how far its documents are."""
    return _form(asked, batch)


@router.get("/{batch}/results.jsonl", response_class=StreamingResponse, **examples.operation("batch_results"))
def batch_results(asked: ByAnyone, batch: UUID) -> Response:
    """One line per file, in order, or per piece of one that came apart: its result, also for what failed or was refused.

    A document that is still at work has a line too, which says so by its `status`. Nothing is lost by asking early or twice.
    """
    with transaction(asked.system.pool) as connection:
        find_batch(connection, asked.workspace, batch)
    return StreamingResponse(_lines(asked, batch), media_type=JSONL)


@router.delete("/{batch}", response_model=BatchForm, **examples.operation("cancel_batch"))
def cancel(asked: BySubmitter, batch: UUID) -> Any:
    """End the work on what came with this batch and is not done; what is done stays."""
    with transaction(asked.system.pool) as connection:
        cancel_batch(connection, asked.workspace, batch)
    return _form(asked, batch)


def _submitted(asked: Asked, sent: Sent) -> Answer:
    files = itertools.chain.from_iterable(_files(one) for one in sent.files)
    chunk = _chunk(files)  # a zip that cannot be opened, or a schema that is not there, ends the request before there is a batch
    asked.system.versions.pin(asked.workspace, sent.schema)
    with transaction(asked.system.pool) as connection:
        id_ = add_batch(connection, asked.workspace, origin="api", schema=sent.schema, by=asked.caller.name)
    incoming = Incoming(id=id_, schema=sent.schema, sent=sent)
    position = 0
    while chunk:
        _take_in(asked, incoming, chunk, position)
        position += len(chunk)
        chunk = _chunk(files)
    return Answer(status=202, body=_form(asked, id_, with_items=True), headers={"Location": f"{asked.root}/v1/batches/{id_}", **LOOK_AGAIN})


def _files(sent: SentFile) -> Iterator[File]:
    if sent.media_type == ZIP or sent.name.lower().endswith(".zip"):
        yield from members(sent.file)
    else:
        yield sent.name, sent.file.read(DEFAULT_LIMITS.file_bytes + 1)


def _chunk(files: Iterator[File]) -> list[File]:
    chunk: list[File] = []
    held = 0
    while len(chunk) < TOGETHER_FILES and held < TOGETHER_BYTES and (file := next(files, None)):
        chunk.append(file)
        held += len(file[1]) if isinstance(file[1], bytes) else 0
    return chunk


def _take_in(asked: Asked, incoming: Incoming, chunk: Sequence[File], first: int) -> None:
    checked = [(name, _checked(content)) for name, content in chunk]
    handed = [
        Handed(
            name=name,
            data=content,
            origin="api",
            token=asked.caller.token,
            schema=incoming.schema,
            metadata=incoming.sent.metadata,
            password=incoming.sent.password,
        )
        for name, content in checked
        if isinstance(content, bytes)
    ]

    def keep_items(connection: Database, submitted: list[Submitted]) -> None:
        became = iter(submitted)
        items = [
            _item(first + place, name, content if isinstance(content, DocumentError) else next(became))
            for place, (name, content) in enumerate(checked)
        ]
        add_items(connection, asked.workspace, incoming.id, items)

    hand_in(asked.system, asked.workspace, handed, also=keep_items)


def _checked(content: bytes | DocumentError) -> bytes | DocumentError:
    try:
        if isinstance(content, bytes):
            check_size(len(content), DEFAULT_LIMITS)
    except DocumentError as error:
        return error
    return content


def _item(position: int, name: str, became: Submitted | DocumentError) -> BatchItem:
    if isinstance(became, Submitted):
        return BatchItem(position=position, name=shown_name(name), document=became.document, duplicate=became.duplicate)
    explained = {"code": became.code, "says": became.says, "fix": became.fix, "retryable": became.retryable}
    return BatchItem(position=position, name=shown_name(name), error=explained)


def _form(asked: Asked, batch: UUID, *, with_items: bool = False) -> dict[str, Any]:
    with transaction(asked.system.pool) as connection:
        found = find_batch(connection, asked.workspace, batch)
        counts = batch_counts(connection, asked.workspace, batch)
        size = batch_size(connection, asked.workspace, batch)
        items = batch_items(connection, asked.workspace, batch, limit=2**31) if with_items else None
    form = BatchForm(
        id=found.id,
        origin=found.origin,
        schema=found.schema_asked,
        made_by=found.made_by,
        created_at=found.created_at,
        canceled_at=found.canceled_at,
        size=size,
        counts=counts,
        done=set(counts) <= ENDED,
        items=None if items is None else [_item_form(one) for one in items],
    )
    return form.model_dump(mode="json", by_alias=True)


def _item_form(item: BatchItem) -> BatchItemForm:
    error = None if item.error is None else ErrorForm(**item.error)
    return BatchItemForm(name=item.name, document=item.document, duplicate=item.duplicate, error=error)


def _lines(asked: Asked, batch: UUID) -> Iterator[bytes]:
    """Holds a connection only while it reads, however slowly the lines are taken."""
    first = 0
    while True:
        with transaction(asked.system.pool) as connection:
            items = batch_items(connection, asked.workspace, batch, first=first, limit=TOGETHER_FILES)
        if not items:
            return
        for one in items:
            for line in _lines_of(asked, one):
                yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
        first = items[-1].position + 1


def _lines_of(asked: Asked, item: BatchItem) -> Iterator[dict[str, Any]]:
    if item.document is None:
        yield refused_form(item.name, item.error or {})
        return
    with transaction(asked.system.pool) as connection:
        leaves = leaves_of(connection, asked.workspace, item.document)
    for one in leaves:
        with transaction(asked.system.pool) as connection:
            yield line_of(connection, asked.workspace, one)
