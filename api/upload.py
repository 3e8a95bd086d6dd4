"""Files on their way in. A body is read piece by piece to the disk, counted and hashed, and only from callers who may send it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.caller import BySubmitter
from assay.errors import RequestError
from ingest.limits import DEFAULT_LIMITS
from store.documents import AUTO

MULTIPART = "multipart/form-data"
JSON = "application/json"
ZIP = "application/zip"
NDJSON = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})

PARTS = frozenset({"file", "files", "schema", "metadata", "password"})
FILES = 500  # of one request; a zip may hold more
FIELDS = 20
FIELD_BYTES = 100_000
ENVELOPE_BYTES = 1_000_000  # what multipart adds around the files
BATCH_BYTES = 500_000_000
FILE_BYTES = DEFAULT_LIMITS.file_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as it was sent: its name is a label, its bytes lie in a temporary file or in memory."""

    name: str
    media_type: str
    file: Any  # a binary file that can be read again from its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a request brought. `digest` is the same for the same files and fields, however they were wrapped."""

    files: tuple[SentFile, ...]
    schema: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)
    digest: str


async def sent_document(request: Request, asked: BySubmitter) -> AsyncIterator[Sent]:  # noqa: ARG001  nobody else's body is read
    """One file: multipart, or a JSON body that is itself the document."""
    request.scope["assay.body"].limit = FILE_BYTES + ENVELOPE_BYTES
    media_type = _media_type(request)
    if media_type == JSON or media_type.endswith("+json"):
        yield await _whole(request, "body.json", media_type)
        return
    _expect(media_type, MULTIPART)
    async with _multipart(request) as sent:
        if len(sent.files) != 1:
            raise RequestError("request_invalid", "The part `file` is needed once.", fix="Send one file; `POST /v1/batches` takes many.")
        yield sent


async def sent_batch(request: Request, asked: BySubmitter) -> AsyncIterator[Sent]:  # noqa: ARG001  nobody else's body is read
    """Many files: multipart, or a body that is a zip."""
    request.scope["assay.body"].limit = BATCH_BYTES
    media_type = _media_type(request)
    if media_type in NDJSON:
        raise RequestError("urls_off")
    if media_type == ZIP:
        async with _spooled(request) as sent:
            yield sent
        return
    _expect(media_type, MULTIPART)
    async with _multipart(request) as sent:
        if not sent.files:
            raise RequestError("request_invalid", "The part `files` is needed at least once.")
        yield sent


DocumentSent = Annotated[Sent, Depends(sent_document)]
BatchSent = Annotated[Sent, Depends(sent_batch)]


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _expect(media_type: str, wanted: str) -> None:
    if media_type != wanted:
        raise RequestError("media_type_unsupported")


async def _whole(request: Request, name: str, media_type: str) -> Sent:
    data = await request.body()
    file = SentFile(name=request.query_params.get("name", name), media_type=media_type, file=io.BytesIO(data))
    return _sent((file,), _query_fields(request))


@contextlib.asynccontextmanager
async def _spooled(request: Request) -> AsyncIterator[Sent]:
    with tempfile.TemporaryFile() as file:
        async for piece in request.stream():
            await run_in_threadpool(file.write, piece)
        file.seek(0)
        yield await run_in_threadpool(_sent, (SentFile(name="batch.zip", media_type=ZIP, file=file),), _query_fields(request))


@contextlib.asynccontextmanager
async def _multipart(request: Request) -> AsyncIterator[Sent]:
    async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
        files = tuple(
            SentFile(name=one.filename or "unnamed", media_type=one.content_type or "", file=one.file)
            for _, one in form.multi_items()
            if isinstance(one, UploadFile)
        )
        yield await run_in_threadpool(_sent, files, _form_fields(form))


def _query_fields(request: Request) -> dict[str, str]:
    return {name: request.query_params[name] for name in ("schema", "metadata") if name in request.query_params}


def _form_fields(form: FormData) -> dict[str, str]:
    if not set(form) <= PARTS:
        raise RequestError("request_invalid", "The form has a part that is not known here.", fix=f"Send only {', '.join(sorted(PARTS))}.")
    fields = {name: text for name in ("schema", "metadata", "password") if isinstance(text := form.get(name), str)}
    if any("\0" in text for text in fields.values()):
        raise RequestError("request_malformed", "The form holds a NUL character.")
    return fields


def _sent(files: tuple[SentFile, ...], fields: Mapping[str, str]) -> Sent:
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for one in files:
        digest.update(json.dumps(one.name).encode())
        digest.update(hashlib.file_digest(one.file, "sha256").digest())
        one.file.seek(0)
    return Sent(
        files=files,
        schema=fields.get("schema") or AUTO,
        metadata=_metadata(fields.get("metadata")),
        password=fields.get("password") or None,
        digest=digest.hexdigest(),
    )


def _metadata(text: str | None) -> dict[str, Any]:
    try:
        metadata = json.loads(text) if text else {}
    except ValueError:
        metadata = None
    if not isinstance(metadata, dict):
        raise RequestError("request_invalid", "The field `metadata` is not a JSON object.", fix="Send an object, or leave it out.")
    return metadata
