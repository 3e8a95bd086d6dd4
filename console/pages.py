"""The pages. Each is an empty frame that says who is signed in; its script fills it through the API."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from console.sign_in import HOME, SignedIn
from console.template import page

router = APIRouter(default_response_class=Response)


@router.get("/")
@router.get("/console")
@router.get("/console/")
def home() -> Response:
    """The documents are where one begins."""
    return RedirectResponse(HOME, 303)


@router.get("/console/documents")
def documents(session: SignedIn) -> Response:
    """Hand documents in, and see what became of them."""
    return page("documents.html", session=session, here="documents")


@router.get("/console/queue")
def queue(session: SignedIn) -> Response:
    """What waits for a person."""
    return page("queue.html", session=session, here="queue")


@router.get("/console/documents/{document}")
def document(session: SignedIn, document: UUID) -> Response:
    """One document beside its fields. Whether it is there, the script finds out."""
    return page("document.html", session=session, here="document", document=document)
