"""Examples of every operation: shown in the description of the API, and carried out by its tests.

`given` names the state of the system in which an example holds; `{document}` and `{batch}` stand for ids of that state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from api.problem import MEDIA_TYPE
from assay.errors import AssayError
from assay.problem import CODES, problem, status_of

JSON = "application/json"
ID = "6f1c2b1e-3d0c-4a51-9a53-0f6f3f6a7d10"
BATCH_ID = "0f3a9d62-7f55-4f0e-8b0c-5d8f1a2b3c4d"
HASH = "9213165138cd19b511da17173570cf658f9c8038e2fce067590943af73886728"
SHA256 = "83e435c52b1708fcb747d52df7e841783566a8fc2cfc3bd1e44f13fec84ced1c"
AT = "2026-03-05T09:12:44.120000Z"
TEXT = "INVOICE\n\nInvoice number: INV-2041\nInvoice date: 2026-03-05\n\nInvoice total: 1,234.50 EUR\n"
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is sent: query, headers, and a body as JSON, as a form with files, or as text of a media type."""

    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, Any] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One request and its answer. `answer` is JSON, or a text where the answer is of another `media_type`."""

    name: str
    given: str = "nothing"
    ask: Ask = Ask()
    status: int = 200
    answer: Any = None
    media_type: str = JSON


def refusal(code: str, *, given: str = "nothing", ask: Ask = Ask(), more: Mapping[str, Any] = NOTHING) -> Example:
    """A request that is refused with this code."""
    explained = CODES[code]
    error = AssayError(explained.says, code=code, fix=explained.fix, retryable=explained.retryable)
    form = {**problem(error), "errors": [], "request_id": "b38ad7629498481ab9be2cafe5236a74", **more}
    return Example(name=code, given=given, ask=ask, status=status_of(code), answer=form, media_type=MEDIA_TYPE)


QUEUED = {
    "id": ID,
    "name": "invoice.txt",
    "sha256": SHA256,
    "size": 84,
    "media_type": None,
    "pages": None,
    "parent": None,
    "page_range": None,
    "pieces": 0,
    "origin": "api",
    "metadata": {"customer": "4711"},
    "schema": {"name": "invoice", "hash": HASH},
    "schema_name": "invoice",
    "status": "queued",
    "review": "not_required",
    "revision": 0,
    "error": None,
    "created_at": AT,
    "started_at": None,
    "finished_at": None,
    "cost": None,
    "duplicate_of": None,
}
READ = QUEUED | {
    "media_type": "text/plain",
    "pages": 0,
    "status": "succeeded",
    "review": "needs_review",
    "revision": 1,
    "started_at": AT,
    "finished_at": AT,
}
DUPLICATE = QUEUED | {"duplicate_of": ID}
CANCELED = QUEUED | {"status": "canceled", "finished_at": AT}

TOTAL = {
    "value": {"amount": "1234.50", "currency": "EUR"},
    "raw": "1,234.50 EUR",
    "state": "check",
    "confidence": 0.94,
    "why": [{"signal": "beside_label", "says": "It stands beside the label `Invoice total`."}],
    "source": {"kind": "rule", "id": "total.from[8]", "extractor": "label@1"},
    "evidence": [
        {"part": "main", "page": None, "box": None, "page_size": None, "chars": [76, 88], "quote": "1,234.50 EUR", "match": "exact"}
    ],
    "rivals": [],
    "cost": {"calls": 0, "usd": "0"},
}
RESULT = {
    "document": {
        "id": ID,
        "name": "invoice.txt",
        "sha256": SHA256,
        "media_type": "text/plain",
        "pages": 0,
        "parent": None,
        "page_range": None,
        "pieces": [],
    },
    "schema": {"name": "invoice", "version": 1, "hash": HASH},
    "revision": 1,
    "status": "succeeded",
    "error": None,
    "review": {"state": "needs_review", "fields": ["/total"]},
    "data": {"invoice_number": "INV-2041", "total": {"amount": "1234.50", "currency": "EUR"}},
    "fields": {"/total": TOTAL},
    "checks": [],
    "notices": [],
    "hidden": [],
    "usage": {"calls": 0, "input_tokens": 0, "cached_tokens": 0, "output_tokens": 0, "usd": "0"},
    "timings_ms": {"read": 0.4, "rules": 2.1, "model": None, "judge": 0.3, "total": 3.2},
}
DECIDED = RESULT | {
    "revision": 2,
    "review": {"state": "approved", "fields": []},
    "fields": {"/total": TOTAL | {"state": "confirmed", "confidence": 1.0}},
}

FACETS = {"status": {"succeeded": 1}, "review": {"needs_review": 1}, "schema": {"invoice": 1}}
LISTED = {"documents": [READ], "limit": 50, "cursor": None, "next_url": None, "facets": FACETS}
EMPTY_LIST = {"documents": [], "limit": 50, "cursor": None, "next_url": None, "facets": FACETS}

REFUSED = {"code": "empty_file", "says": "The file is empty.", "fix": "Export or download it again.", "retryable": False}
BATCH = {
    "id": BATCH_ID,
    "origin": "api",
    "schema": "invoice",
    "made_by": "accounting",
    "created_at": AT,
    "canceled_at": None,
    "size": 2,
    "counts": {"queued": 1, "refused": 1},
    "done": False,
    "items": None,
}
ITEMS = [
    {"name": "invoice.txt", "document": ID, "duplicate": False, "error": None},
    {"name": "empty.txt", "document": None, "duplicate": False, "error": REFUSED},
]

REVIEW = {
    "document": ID,
    "revision": 1,
    "schema": "invoice",
    "risk": 0.06,
    "until": AT,
    "items": [{"path": "/total", "risk": 0.06}],
}
WAITING = {
    "document": ID,
    "name": "invoice.txt",
    "page_range": None,
    "schema": "invoice",
    "risk": 0.06,
    "doubtful": 1,
    "reviewer": None,
    "free_at": AT,
    "since": AT,
}
SCHEMA = {"name": "invoice", "version": 1, "hash": HASH, "published_at": AT, "published_by": "files"}
FIELD = {"path": "/total", "shape": "value", "type": "money", "required": True, "cost_of_error": 1.0, "labels": ["invoice total"]}
WORD = {"text": "INV-2041", "box": [0.1, 0.2, 0.2, 0.22], "chars": [25, 33]}
WORDS = {"pages": [{"part": "main", "page": 1, "page_size": [595.0, 842.0], "words": [WORD]}]}
NO_COST = {
    "name": "total",
    "calls": 0,
    "unpriced_calls": 0,
    "open_calls": 0,
    "documents": 0,
    "input_tokens": 0,
    "cached_tokens": 0,
    "output_tokens": 0,
    "usd": "0",
}
COST = NO_COST | {"name": "invoice", "calls": 3, "documents": 10, "input_tokens": 9120, "output_tokens": 1480, "usd": "0.006016"}
OK = {"state": "ok", "says": ""}
PARTS_OK = {"database": OK, "blobs": OK, "broker": OK, "workers": OK, "sweeper": OK}

FILE = {"file": {"name": "invoice.txt", "text": TEXT}, "schema": "invoice", "metadata": '{"customer": "4711"}'}
FILES = {"files": [{"name": "invoice.txt", "text": TEXT}, {"name": "empty.txt", "text": ""}], "schema": "invoice"}
CONFIRM = {"decisions": [{"path": "/total", "verdict": "confirm"}]}
SEEN = {"If-Match": '"1"'}
SEND = Ask(form=FILE)
UNKNOWN = refusal("not_found", given="unknown")

MULTIPART = "multipart/form-data"
BINARY = {"type": "string", "format": "binary"}
FORM = {
    "type": "object",
    "properties": {
        "file": BINARY | {"description": "The one file of `POST /v1/documents`."},
        "files": {"type": "array", "items": BINARY, "description": "The files of `POST /v1/batches`; a zip counts as its members."},
        "schema": {"type": "string", "default": "auto", "description": "A schema's name; `auto` lets the document choose."},
        "metadata": {"type": "string", "description": "A JSON object that is kept with the document and given back."},
        "password": {"type": "string", "format": "password", "description": "Opens a protected file. It is kept, and never given back."},
    },
}
PROBLEM = {"$ref": "#/components/schemas/ProblemForm"}

EXAMPLES: dict[str, Sequence[Example]] = {
    "submit_document": (
        Example(name="queued", ask=SEND, status=202, answer=QUEUED),
        Example(name="waited", given="worker", ask=Ask(form=FILE, headers={"Prefer": "wait=30"}), answer=RESULT),
        Example(name="duplicate", given="queued", ask=SEND, answer=DUPLICATE),
        refusal("empty_file", ask=Ask(form={"file": {"name": "empty.txt", "text": ""}})),
        refusal("schema_not_found", ask=Ask(form=FILE | {"schema": "unheard_of"})),
    ),
    "list_documents": (
        Example(name="newest", given="read", answer=LISTED),
        Example(name="none", given="read", ask=Ask(query={"status": "failed"}), answer=EMPTY_LIST),
        refusal("cursor_invalid", ask=Ask(query={"cursor": "nonsense"})),
    ),
    "document": (Example(name="read", given="read", answer=READ | {"cost": NO_COST}), UNKNOWN),
    "document_result": (
        Example(name="result", given="read", answer=RESULT),
        refusal("result_not_ready", given="queued"),
        refusal("document_canceled", given="canceled"),
    ),
    "retry_document": (Example(name="begun", given="canceled", status=202, answer=QUEUED), UNKNOWN),
    "reprocess_document": (
        Example(name="begun", given="read", status=202, answer=READ | {"status": "queued", "started_at": None, "finished_at": None}),
        UNKNOWN,
    ),
    "cancel_document": (Example(name="canceled", given="queued", answer=CANCELED), UNKNOWN),
    "delete_document": (Example(name="erased", given="read", ask=Ask(query={"reason": "asked for by the sender"}), status=204), UNKNOWN),
    "document_original": (
        Example(name="original", given="queued", answer=TEXT, media_type="application/octet-stream"),
        UNKNOWN,
    ),
    "document_page": (
        Example(name="picture", given="pages", ask=Ask(query={"width": "400"}), answer="(a picture)", media_type="image/jpeg"),
        refusal("not_drawable", given="queued"),
    ),
    "document_words": (Example(name="words", given="pages", ask=Ask(query={"page": "1"}), answer=WORDS), UNKNOWN),
    "submit_batch": (
        Example(name="files", ask=Ask(form=FILES), status=202, answer=BATCH | {"items": ITEMS}),
        refusal("urls_off", ask=Ask(text='{"url": "https://example.com/invoice.pdf"}\n', headers={"Content-Type": "application/x-ndjson"})),
    ),
    "batch": (Example(name="batch", given="batch", answer=BATCH), UNKNOWN),
    "batch_results": (
        Example(name="lines", given="batch", answer="(one result a line)\n", media_type="application/jsonl"),
        UNKNOWN,
    ),
    "cancel_batch": (
        Example(name="canceled", given="batch", answer=BATCH | {"canceled_at": AT, "counts": {"canceled": 1, "refused": 1}, "done": True}),
        UNKNOWN,
    ),
    "review_queue": (
        Example(name="dearest", given="read", answer={"reviews": [WAITING], "limit": 50, "cursor": None, "next_url": None}),
        Example(name="empty", answer={"reviews": [], "limit": 50, "cursor": None, "next_url": None}),
    ),
    "next_review": (Example(name="taken", given="read", answer=REVIEW), Example(name="empty", status=204)),
    "claim_review": (Example(name="taken", given="read", answer=REVIEW), refusal("held_by_another", given="held")),
    "release_review": (
        Example(name="given back", given="read", status=204),
        Example(name="put off", given="taken", ask=Ask(body={"seconds": 3600}), status=204),
        UNKNOWN,
    ),
    "decide": (
        Example(name="confirmed", given="read", ask=Ask(headers=SEEN, body=CONFIRM), answer=DECIDED),
        refusal("revision_stale", given="decided", ask=Ask(headers=SEEN, body=CONFIRM), more={"newest": DECIDED}),
        refusal("precondition_missing", given="read", ask=Ask(body=CONFIRM)),
    ),
    "undo": (
        Example(name="taken back", given="decided", ask=Ask(headers={"If-Match": '"2"'}), answer=RESULT | {"revision": 3}),
        refusal("nothing_to_undo", given="read", ask=Ask(headers=SEEN)),
    ),
    "list_schemas": (
        Example(name="schemas", answer={"schemas": [SCHEMA], "troubles": []}),
        refusal("unauthorised", given="stranger"),
    ),
    "schema": (
        Example(name="schema", given="schema", answer=SCHEMA | {"title": "Supplier invoice", "source": "assay: 1\n...", "fields": [FIELD]}),
        refusal("schema_not_found", given="unknown"),
    ),
    "schema_versions": (
        Example(name="versions", given="schema", answer={"versions": [SCHEMA]}),
        refusal("schema_not_found", given="unknown"),
    ),
    "cost_report": (
        Example(
            name="by schema",
            given="spent",
            answer={"by": "schema", "since": None, "until": None, "costs": [COST], "total": COST | {"name": "total"}},
        ),
        Example(
            name="of a day on which nothing was asked",
            ask=Ask(query={"by": "model", "since": "2026-03-05", "until": "2026-03-05"}),
            answer={"by": "model", "since": "2026-03-05", "until": "2026-03-05", "costs": [], "total": NO_COST},
        ),
        refusal("unauthorised", given="stranger"),
    ),
    "alive": (Example(name="alive", answer={"status": "ok"}), Example(name="to a stranger", given="stranger", answer={"status": "ok"})),
    "ready": (
        Example(
            name="degraded",
            answer={
                "status": "degraded",
                "parts": PARTS_OK | {"workers": {"state": "degraded", "says": "No worker is alive; documents wait."}},
            },
        ),
        Example(
            name="down",
            given="no database",
            status=503,
            answer={"status": "down", "parts": PARTS_OK | {"database": {"state": "down", "says": "The database cannot be reached."}}},
        ),
    ),
    "metrics": (
        Example(name="numbers", answer='assay_documents{status="queued"} 2.0\n', media_type="text/plain"),
        refusal("unauthorised", given="stranger"),
    ),
}


def operation(name: str) -> dict[str, Any]:
    """What a route says beyond its types: its name, and what its other answers are."""
    responses: dict[int | str, dict[str, Any]] = {"default": {"description": "A problem."}}
    for one in EXAMPLES[name]:
        responses.setdefault(one.status, {"description": _DESCRIPTIONS.get(one.status, "Refused.")})
    return {"operation_id": name, "responses": responses}


def add_examples(document: dict[str, Any]) -> None:
    """Put the examples into an OpenAPI document, where its readers look for them: with bodies, with answers, and whole.

    FastAPI drops every null on its way to the document, so they are added when it is made.
    """
    for methods in document["paths"].values():
        for said in methods.values():
            _add_to(said, EXAMPLES[said["operationId"]])


def _add_to(said: dict[str, Any], found: Sequence[Example]) -> None:
    for one in found:
        if one.answer is not None:
            content = said["responses"][str(one.status)].setdefault("content", {}).setdefault(one.media_type, {})
            content.setdefault("examples", {})[one.name] = {"value": one.answer}
            if one.media_type == MEDIA_TYPE:
                content["schema"] = PROBLEM
    said["responses"]["default"]["content"] = {MEDIA_TYPE: {"schema": PROBLEM}}
    said["x-examples"] = [_whole(one) for one in found]
    for media_type, body in _bodies(found).items():
        said.setdefault("requestBody", {"content": {}})["content"].setdefault(media_type, {}).update(body)


_DESCRIPTIONS = {200: "Done.", 202: "Accepted: the result follows.", 204: "Done; there is nothing to show."}


def _whole(one: Example) -> dict[str, Any]:
    ask = {name: value for name, value in asdict(one.ask).items() if value}
    return {"name": one.name, "given": one.given, "request": ask, "response": {"status": one.status, "body": one.answer}}


def _bodies(found: Sequence[Example]) -> dict[str, dict[str, Any]]:
    bodies: dict[str, dict[str, Any]] = {}
    for one in found:
        media_type, value = _body(one.ask)
        if media_type is not None:
            bodies.setdefault(media_type, {"examples": {}})["examples"][one.name] = {"value": value}
    if MULTIPART in bodies:
        bodies[MULTIPART]["schema"] = FORM
    return bodies


def _body(ask: Ask) -> tuple[str | None, Any]:
    if ask.form is not None:
        return MULTIPART, {name: value if isinstance(value, str) else "(a file)" for name, value in ask.form.items()}
    if ask.text is not None:
        return ask.headers["Content-Type"], ask.text
    return (None, None) if ask.body is None else (JSON, ask.body)
