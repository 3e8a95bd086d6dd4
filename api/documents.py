"""Documents: handed in, listed, shown, begun anew, erased."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from api import examples
from api.caller import Asked, ByAdmin, ByAnyone, BySubmitter
from api.idempotency import Answer, Little, Sending, WithFiles, once
from api.models import DocumentForm, Facets, Listed, ReviewState, Status, document_form
from api.paging import Cursor, Limit, link, next_url
from api.results import shown_result
from api.upload import DocumentSent, Sent
from api.waiting import Prefer, is_over, wait_seconds
from store import documents as kept
from store.costs import total_cost
from store.documents import Filters, Submitted, find_document
from store.pool import transaction
from store.shelf import PostgresShelf
from workers.intake import WAITED_FOR, Handed, hand_in, ring

LOOK_AGAIN = {"Retry-After": "1"}

router = APIRouter(prefix="/v1/documents", tags=["documents"])

Force = Annotated[bool, Query(description="Work on the same bytes once more, instead of naming the document that has them.")]
Revision = Annotated[int | None, Query(ge=1, le=2_147_483_647, description="An earlier revision; the newest when it is not given.")]


@router.post("", status_code=202, response_model=DocumentForm, **examples.operation("submit_document"))
async def submit_document(
    asked: BySubmitter, repeat: WithFiles, sent: DocumentSent, *, prefer: Prefer = None, force: Force = False
) -> Response:
    """Hand in one file.

    202 with the document, whose result follows; 200 with `duplicate_of` when the same bytes are there for the same schema version.
    With `Prefer: wait=30` the answer is 200 with the result, as soon as it is there.
    """
    seconds = wait_seconds(prefer)
    answer = await run_in_threadpool(once, asked, repeat.of(sent.digest), lambda: _submitted(asked, sent, waited=seconds > 0, force=force))
    if seconds and await is_over(asked, UUID(answer.body["id"]), seconds=seconds):
        answer = await run_in_threadpool(_with_result, asked, answer)
    return answer.response()


@router.get("", response_model=Listed, **examples.operation("list_documents"))
def list_documents(
    request: Request,
    asked: ByAnyone,
    *,
    status: Annotated[Status | None, Query()] = None,
    review: Annotated[ReviewState | None, Query()] = None,
    schema: Annotated[str | None, Query(max_length=200)] = None,
    error: Annotated[
        str | None, Query(max_length=100, description="Only those that failed with this code; `no_schema_applies` is the triage list.")
    ] = None,
    parent: Annotated[UUID | None, Query(description="Only the pieces of this document.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The documents, the newest first, with how many there are of each kind."""
    with transaction(asked.system.pool) as connection:
        filters = Filters(status=status, review=review, schema=schema, error=error, parent=parent)
        found = kept.list_documents(connection, asked.workspace, filters=filters, cursor=cursor, limit=limit)
        facets = kept.facets(connection, asked.workspace)
    url = next_url(request, found.cursor)
    counted = Facets(status=dict(facets.status), review=dict(facets.review), schema=dict(facets.schema))
    page = {
        "documents": [document_form(one) for one in found.documents],
        "limit": limit,
        "cursor": found.cursor,
        "next_url": url,
        "facets": counted.model_dump(by_alias=True),
    }
    return JSONResponse(page, headers=link(url))


@router.get("/{document}", response_model=DocumentForm, **examples.operation("document"))
def document(asked: ByAnyone, document: UUID) -> Any:
    """One document, and what models cost for it so far."""
    with transaction(asked.system.pool) as connection:
        record = find_document(connection, asked.workspace, document)
    with PostgresShelf(asked.system.pool).transaction() as shelf:
        return document_form(record, cost=total_cost(shelf, asked.workspace, document=str(document)))


@router.get("/{document}/result", **examples.operation("document_result"))
def document_result(asked: ByAnyone, document: UUID, revision: Revision = None) -> Response:
    """The result. Its `ETag` is the revision, for `If-Match` with a decision. It can be read any number of times."""
    with transaction(asked.system.pool) as connection:
        found = shown_result(connection, asked.workspace, document, revision)
    return JSONResponse(found, headers=revision_tag(found["revision"]))


@router.post("/{document}/retry", status_code=202, response_model=DocumentForm, **examples.operation("retry_document"))
def retry_document(asked: BySubmitter, document: UUID, repeat: Little) -> Response:
    """Work on a failed or canceled document once more; any other stays as it is."""
    return _again(asked, repeat, document, kept.retry).response()


@router.post("/{document}/reprocess", status_code=202, response_model=DocumentForm, **examples.operation("reprocess_document"))
def reprocess_document(
    asked: BySubmitter,
    document: UUID,
    repeat: Little,
    schema: Annotated[str | None, Query(max_length=200, description="Another schema, or the newest version of the same.")] = None,
) -> Response:
    """Work on a document once more, whatever became of it. What was found and decided before is kept as earlier revisions."""
    pinned = None if schema is None else asked.system.versions.pin(asked.workspace, schema)
    return _again(asked, repeat, document, kept.reprocess, schema=pinned).response()


@router.post("/{document}/cancel", response_model=DocumentForm, **examples.operation("cancel_document"))
def cancel_document(asked: BySubmitter, document: UUID, repeat: Little) -> Response:
    """End the work on a document; one that is at its end stays as it is."""

    def carry_out() -> Answer:
        with transaction(asked.system.pool) as connection:
            kept.cancel(connection, asked.workspace, document)
            return Answer(status=200, body=document_form(find_document(connection, asked.workspace, document)))

    return once(asked, repeat, carry_out).response()


@router.delete("/{document}", status_code=204, response_model=None, **examples.operation("delete_document"))
def delete_document(
    asked: ByAdmin, document: UUID, reason: Annotated[str, Query(max_length=200, description="It stands in the tombstone.")] = "asked for"
) -> Response:
    """Erase a document and everything known about it; a tombstone says that it was there."""
    with transaction(asked.system.pool) as connection:
        kept.erase(connection, asked.workspace, document, by=asked.caller.name, reason=reason)
    return Response(status_code=204)


def revision_tag(revision: int) -> dict[str, str]:
    """The `ETag` of a result."""
    return {"ETag": f'"{revision}"', "Cache-Control": "private, no-cache"}


def _submitted(asked: Asked, sent: Sent, *, waited: bool, force: bool) -> Answer:
    (file,) = sent.files
    handed = Handed(
        name=file.name,
        data=file.file.read(),
        origin="api",
        token=asked.caller.token,
        schema=sent.schema,
        metadata=sent.metadata,
        password=sent.password,
        waited=waited,
    )
    (submitted,) = hand_in(asked.system, asked.workspace, [handed])
    if submitted.duplicate and force:
        _begin(asked, submitted.document, kept.reprocess)
    return _submission_answer(asked, submitted, forced=force)


def _submission_answer(asked: Asked, submitted: Submitted, *, forced: bool) -> Answer:
    with transaction(asked.system.pool) as connection:
        record = find_document(connection, asked.workspace, submitted.document)
    form = document_form(record, duplicate=submitted.duplicate)
    headers = {"Location": f"{asked.root}/v1/documents/{record.id}"}
    if submitted.duplicate and not forced:
        return Answer(status=200, body=form, headers=headers)
    return Answer(status=202, body=form, headers={**headers, **LOOK_AGAIN})


def _with_result(asked: Asked, answer: Answer) -> Answer:
    """The result instead of the document; a document that was canceled meanwhile has none."""
    id_ = UUID(answer.body["id"])
    with transaction(asked.system.pool) as connection:
        if find_document(connection, asked.workspace, id_).status == "canceled":
            return answer
        found = shown_result(connection, asked.workspace, id_)
    headers = {
        "Location": answer.headers["Location"],
        "Content-Location": f"{answer.headers['Location']}/result",
        "Preference-Applied": "wait",
        **revision_tag(found["revision"]),
    }
    if answer.body["duplicate_of"]:
        headers["Duplicate-Of"] = answer.body["duplicate_of"]
    return Answer(status=200, body=found, headers=headers, replayed=answer.replayed)


def _again(asked: Asked, repeat: Sending, document: UUID, begin: Any, **more: Any) -> Answer:
    def carry_out() -> Answer:
        _begin(asked, document, begin, **more)
        with transaction(asked.system.pool) as connection:
            form = document_form(find_document(connection, asked.workspace, document))
        return Answer(status=202, body=form, headers={"Location": f"{asked.root}/v1/documents/{document}", **LOOK_AGAIN})

    return once(asked, repeat, carry_out)


def _begin(asked: Asked, document: UUID, begin: Any, **more: Any) -> None:
    """Begin the work anew and ring for it. Somebody has asked for this one document, so it is not kept waiting."""
    with transaction(asked.system.pool) as connection:
        begun: Submitted = begin(connection, asked.workspace, document, priority=WAITED_FOR, **more)
    if begun.job is not None:
        ring(asked.system, [begun.job], together=False)
