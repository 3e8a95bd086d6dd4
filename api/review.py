"""The review: the queue, who has which document, and what people decide. A decision makes a revision, and so does taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response

from api import examples
from api.caller import Asked, ByReviewer
from api.documents import revision_tag
from api.idempotency import Answer, Little, once
from api.models import Decisions, Queue, Release, ReviewForm, ReviewItem, WaitingForm
from api.paging import Cursor, Limit, link, next_url
from api.problem import Stale
from api.results import shown_result
from assay.errors import Refused, RequestError
from store.documents import find_document
from store.extractions import result
from store.pool import transaction
from store.review import Review, Waiting, claim_review, list_waiting, next_review, release_review
from workers.review import Saying, decide, undo

LEASE_SECONDS = 15 * 60

_REVISION = re.compile(r'(?:W/)?"?(\d{1,9})"?')

router = APIRouter(prefix="/v1/review", tags=["review"])

Named = Annotated[str | None, Query(max_length=200, description="Only documents of this schema.")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The `ETag` of the result that was looked at.", examples=['"1"'])]


@router.get("", response_model=Queue, **examples.operation("review_queue"))
def review_queue(request: Request, asked: ByReviewer, schema: Named = None, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The documents that wait for a person, the one with the most at risk first."""
    with transaction(asked.system.pool) as connection:
        found = list_waiting(connection, asked.workspace, schema=schema, cursor=cursor, limit=limit)
    url = next_url(request, found.cursor)
    page = Queue(reviews=[_waiting_form(one) for one in found.waiting], limit=limit, cursor=found.cursor, next_url=url)
    return JSONResponse(page.model_dump(mode="json", by_alias=True), headers=link(url))


@router.get("/next", response_model=ReviewForm, **examples.operation("next_review"))
def next_document(asked: ByReviewer, schema: Named = None) -> Response:
    """Take the document with the most at risk that nobody has, for fifteen minutes; 204 when nothing waits."""
    with transaction(asked.system.pool) as connection:
        found = next_review(connection, asked.workspace, reviewer=asked.caller.name, lease_seconds=LEASE_SECONDS, schema=schema)
    return Response(status_code=204) if found is None else _claimed(found).response()


@router.post("/{document}/claim", response_model=ReviewForm, **examples.operation("claim_review"))
def claim(asked: ByReviewer, document: UUID, repeat: Little) -> Response:
    """Take this document, or keep it for fifteen minutes more."""

    def carry_out() -> Answer:
        with transaction(asked.system.pool) as connection:
            return _claimed(claim_review(connection, asked.workspace, document, reviewer=asked.caller.name, lease_seconds=LEASE_SECONDS))

    return once(asked, repeat, carry_out).response()


@router.post("/{document}/release", status_code=204, response_model=None, **examples.operation("release_review"))
def release(asked: ByReviewer, document: UUID, repeat: Little, until: Release | None = None) -> Response:
    """Give the document back, at once or put off by some seconds. One that is not this reviewer's stays where it is."""
    seconds = 0.0 if until is None else until.seconds

    def carry_out() -> Answer:
        with transaction(asked.system.pool) as connection:
            find_document(connection, asked.workspace, document)
            release_review(connection, asked.workspace, document, reviewer=asked.caller.name, delay_seconds=seconds)
        return Answer(status=204)

    return once(asked, repeat, carry_out).response()


@router.post("/{document}/decisions", **examples.operation("decide"))
def decisions(asked: ByReviewer, document: UUID, repeat: Little, said: Decisions, match: IfMatch = None) -> Response:
    """Keep what a person decided; the answer is the result that the judge makes of it, as the next revision.

    412 with the newest result when it has changed since the revision of `If-Match`.
    """
    sayings = [Saying(path=one.path, verdict=one.verdict, typed=one.typed, value=one.value, span=one.span) for one in said.decisions]

    def judge(revision: int) -> int:
        return decide(asked.system, asked.desk, asked.workspace, document, revision=revision, by=asked.caller.name, said=sayings)

    return _judged(asked, document, repeat.of(match or ""), match, judge)


@router.post("/{document}/undo", **examples.operation("undo"))
def undo_decision(asked: ByReviewer, document: UUID, repeat: Little, match: IfMatch = None) -> Response:
    """Take back the newest decision that stands; what was before it is the next revision."""

    def judge(revision: int) -> int:
        return undo(asked.system, asked.workspace, document, revision=revision, by=asked.caller.name)

    return _judged(asked, document, repeat.of(match or ""), match, judge)


def _judged(asked: Asked, document: UUID, repeat: Any, match: str | None, judge: Callable[[int], int]) -> Response:
    def carry_out() -> Answer:
        with transaction(asked.system.pool) as connection:
            find_document(connection, asked.workspace, document)
        try:
            revision = judge(_revision(match))
        except Refused as error:
            raise _explained(asked, document, error) from error
        with transaction(asked.system.pool) as connection:
            found = shown_result(connection, asked.workspace, document, revision)
        return Answer(status=200, body=found, headers=revision_tag(revision))

    return once(asked, repeat, carry_out).response()


def _explained(asked: Asked, document: UUID, error: Refused) -> Refused:
    """A refusal of an old revision brings the newest result along, so that nothing that was typed is lost."""
    if error.code != "revision_stale":
        return error
    with transaction(asked.system.pool) as connection:
        return Stale(result(connection, asked.workspace, document))


def _revision(match: str | None) -> int:
    if match is None:
        raise RequestError("precondition_missing")
    found = _REVISION.fullmatch(match.strip())
    if found is None:
        raise RequestError("request_malformed", "The header `If-Match` is not the `ETag` of a result.")
    return int(found[1])


def _claimed(review: Review) -> Answer:
    form = ReviewForm(
        document=review.document,
        revision=review.revision,
        schema=review.schema,
        risk=review.risk,
        until=review.until,
        items=[ReviewItem(path=one.path, risk=one.risk) for one in review.items],
    )
    return Answer(status=200, body=form.model_dump(mode="json", by_alias=True), headers=revision_tag(review.revision))


def _waiting_form(one: Waiting) -> WaitingForm:
    return WaitingForm(
        document=one.document,
        name=one.name,
        page_range=one.page_range,
        schema=one.schema,
        risk=one.risk,
        doubtful=one.doubtful,
        reviewer=one.reviewer,
        free_at=one.free_at,
        since=one.since,
    )
