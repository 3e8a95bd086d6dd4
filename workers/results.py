"""What there is to say of a document at any moment, in the shape of a result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from assay.errors import DocumentError
from exports.result import failed_form
from store.documents import DocumentRecord, find_document
from store.extractions import result
from store.pieces import leaves_of
from store.pool import Database

Form = dict[str, Any]


def line_of(connection: Database, workspace: UUID, document: UUID) -> Form:
    """The newest result; a document without one, or one that is still at work or was canceled, says so by its status.

    Raises Refused `not_found`.
    """
    record = find_document(connection, workspace, document)
    kept = result(connection, workspace, document) if record.status in ("succeeded", "failed") else None
    return kept if kept is not None and kept["status"] == record.status else unread_form(record)


def lines_of(connection: Database, workspace: UUID, document: UUID) -> list[Form]:
    """As `line_of`, for each of the pieces that a document came apart into, in order, or for the document itself."""
    return [line_of(connection, workspace, one) for one in leaves_of(connection, workspace, document)]


def unread_form(record: DocumentRecord) -> Form:
    """The result of a document without one: the same shape, nothing in it, its status, and why."""
    form = failed_form(record.name, record.sha256, DocumentError("internal"), None)
    known = {
        "id": str(record.id),
        "media_type": record.media_type,
        "pages": record.pages,
        "parent": record.parent_id and str(record.parent_id),
        "page_range": record.page_range and list(record.page_range),
    }
    state = {"status": record.status, "error": record.error, "revision": record.revision}
    return {**form, **state, "document": {**form["document"], **known}}
