"""What requests and answers look like. Results are the contract's own JSON and are handed through as they are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.decision import Verdict
from exports.cost import cost_form
from store.costs import Cost
from store.documents import DocumentRecord

Status = Literal["queued", "running", "succeeded", "failed", "canceled"]
ReviewState = Literal["not_required", "needs_review", "in_review", "postponed", "second_review", "approved", "rejected"]


class Model(BaseModel):
    """A shape that is complete: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class SchemaRef(Model):
    """A schema's name and the hash of the version that was pinned; none for `auto`."""

    name: str
    hash: str | None


class ErrorForm(Model):
    """Why a document failed."""

    code: str
    says: str
    fix: str
    retryable: bool


class CostForm(Model):
    """What language models cost. Calls about several documents count for each of them."""

    name: str = Field(description="What the sum is of: a schema, `invoice.total`, a document, a day, a model, a token, or `total`.")
    calls: int
    unpriced_calls: int = Field(description="Calls of models whose price is not known; they are in no sum of money.")
    open_calls: int = Field(description="Calls that have not ended; they count with the most that they can cost.")
    documents: int
    input_tokens: int
    cached_tokens: int = Field(description="Some of the input tokens: those that the provider had in its cache.")
    output_tokens: int
    usd: str | None = Field(description="US dollars; null when the price of no call is known.")


class CostReport(Model):
    """What language models cost by one thing, the dearest first, or the days in order."""

    by: str
    since: date | None
    until: date | None
    costs: list[CostForm]
    total: CostForm


class DocumentForm(Model):
    """A document. `schema` is what it was handed in for, `schema_name` the schema that it was read with, once that is known."""

    id: UUID
    name: str
    sha256: str
    size: int = Field(description="In bytes.")
    media_type: str | None
    pages: int | None
    parent: UUID | None = Field(description="The packet, archive or mailbox that this one was found in.")
    page_range: tuple[int, int] | None = Field(description="Its first and last page there, when that is a packet.")
    pieces: int = Field(description="How many documents were found in this one; `GET /v1/documents?parent=` lists them.")
    origin: str
    metadata: dict[str, Any]
    schema_: SchemaRef = Field(alias="schema")
    schema_name: str
    status: Status
    review: ReviewState
    revision: int = Field(description="Of the newest result; 0 before the first.")
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    cost: CostForm | None = Field(None, description="What language models cost for it so far; only where one document is asked for.")
    duplicate_of: UUID | None = Field(None, description="This very document, when the same bytes were there for the same schema version.")


class Listed(Model):
    """A page of documents, the newest first, and how many there are of each kind in the whole workspace."""

    documents: list[DocumentForm]
    limit: int
    cursor: str | None = Field(description="Of the next page; null on the last.")
    next_url: str | None
    facets: Facets


class Facets(Model):
    """How many documents there are by status, state of review, and schema."""

    status: dict[str, int]
    review: dict[str, int]
    schema_: dict[str, int] = Field(alias="schema")


class BatchForm(Model):
    """Files that were handed in together. `counts` is by the status of their documents.

    A file that came apart counts by its pieces, one that was refused as `refused`.
    """

    id: UUID
    origin: str
    schema_: str = Field(alias="schema")
    made_by: str
    created_at: datetime
    canceled_at: datetime | None
    size: int = Field(description="How many files it has.")
    counts: dict[str, int]
    done: bool = Field(description="Nothing of it waits or runs any more.")
    items: list[BatchItemForm] | None = Field(None, description="One per file, in order; only in the answer to the upload.")


class BatchItemForm(Model):
    """One file of a batch: its document, or why it was refused."""

    name: str
    document: UUID | None
    duplicate: bool
    error: ErrorForm | None


class ReviewItem(Model):
    """A doubtful field; `risk` is (1 - confidence) x cost_of_error."""

    path: str
    risk: float


class ReviewForm(Model):
    """A document in the caller's hands until `until`; the dearest doubt first."""

    document: UUID
    revision: int
    schema_: str = Field(alias="schema")
    risk: float
    until: datetime
    items: list[ReviewItem]


class WaitingForm(Model):
    """A document that waits for a person; `reviewer` has it until `free_at`."""

    document: UUID
    name: str
    page_range: tuple[int, int] | None
    schema_: str = Field(alias="schema")
    risk: float
    doubtful: int
    reviewer: str | None
    free_at: datetime
    since: datetime


class Queue(Model):
    """The documents that wait, the dearest first."""

    reviews: list[WaitingForm]
    limit: int
    cursor: str | None
    next_url: str | None


class DecisionForm(Model):
    """A person's word about the field at a pointer. `correct` takes either `typed`, as it would be printed, or `value` in JSON form."""

    path: str = Field(max_length=1000, examples=["/total"])
    verdict: Verdict
    typed: str | None = Field(None, max_length=10_000)
    value: Any = None
    span: tuple[int, int] | None = Field(None, description="The code points of the document's text that the person pointed at.")

    @model_validator(mode="after")
    def _one_value(self) -> DecisionForm:
        given = (self.typed is not None) + (self.value is not None)
        if given != (self.verdict == "correct"):
            raise ValueError("exactly one of `typed` and `value` goes with `correct`, and none with another verdict")
        return self


class Decisions(Model):
    """What a reviewer decided on one revision, in order."""

    decisions: list[DecisionForm] = Field(min_length=1, max_length=1000)


class Release(Model):
    """For how long the document is put off; 0 gives it to the next reviewer at once."""

    seconds: float = Field(0, ge=0, le=30 * 86_400)


class Deleted(Model):
    """Why a document is erased; it stands in the tombstone."""

    reason: str = Field(max_length=200)


class FieldForm(Model):
    """A field of a schema. `type` is null for a table."""

    path: str
    shape: str
    type: str | None
    required: bool
    cost_of_error: float
    labels: list[str]


class SchemaListed(Model):
    """A schema in its newest version."""

    name: str
    version: int
    hash: str
    published_at: datetime
    published_by: str


class SchemaList(Model):
    """The schemas of a workspace by name, and the files that cannot be used."""

    schemas: list[SchemaListed]
    troubles: list[dict[str, str]]


class SchemaForm(SchemaListed):
    """A schema with its source, as written, and its fields."""

    title: str
    source: str
    fields: list[FieldForm]


class VersionList(Model):
    """Every version of a schema, the newest first."""

    versions: list[SchemaListed]


class Word(Model):
    """A word, its box as fractions of the page from the top left, and its code points in the document's text."""

    text: str
    box: tuple[float, float, float, float] | None
    chars: tuple[int, int]


class PageForm(Model):
    """A page's size in points and its words in reading order."""

    part: str
    page: int
    page_size: tuple[float, float] | None
    words: list[Word]


class Words(Model):
    """The words of the pages that were asked for."""

    pages: list[PageForm]


class PartState(Model):
    """Whether a part of the system does its work: `ok`, `degraded` (nothing is lost, it takes longer) or `down`."""

    state: Literal["ok", "degraded", "down"]
    says: str


class Readiness(Model):
    """Whether the system takes and does work."""

    status: Literal["ok", "degraded", "down"]
    parts: dict[str, PartState]


class Alive(Model):
    """This process answers."""

    status: Literal["ok"]


class ProblemPlace(Model):
    """A place of the request and what is wrong there."""

    pointer: str
    detail: str
    fix: str | None = None


class ProblemForm(BaseModel):
    """An error, as RFC 9457 describes it. Programs go by `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fix: str
    retryable: bool
    errors: list[ProblemPlace]
    request_id: str | None


def document_form(record: DocumentRecord, *, duplicate: bool = False, cost: Cost | None = None) -> dict[str, Any]:
    """A document as JSON."""
    form = DocumentForm(
        id=record.id,
        name=record.name,
        sha256=record.sha256,
        size=record.size,
        media_type=record.media_type,
        pages=record.pages,
        parent=record.parent_id,
        page_range=record.page_range,
        pieces=record.pieces,
        origin=record.origin,
        metadata=dict(record.metadata),
        schema=SchemaRef(name=record.schema_asked, hash=record.schema_hash),
        schema_name=record.schema_name,
        status=record.status,  # type: ignore[arg-type]  # the table's own check
        review=record.review_state,  # type: ignore[arg-type]  # the table's own check
        revision=record.revision,
        error=None if record.error is None else dict(record.error),
        created_at=record.created_at,
        started_at=record.started_at,
        finished_at=record.finished_at,
        cost=None if cost is None else CostForm(**cost_form(cost)),
        duplicate_of=record.id if duplicate else None,
    )
    return form.model_dump(mode="json", by_alias=True)
