"""Results as they are handed out: the contract's JSON, also for a document that never came to a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assay.errors import DocumentError, Refused, RequestError
from exports.result import failed_form
from store.documents import find_document
from store.extractions import result
from store.pool import Database
from workers.results import unread_form

Form = dict[str, Any]

OVER = frozenset({"succeeded", "failed", "canceled"})


def shown_result(connection: Database, workspace: UUID, document: UUID, revision: int | None = None) -> Form:
    """The result at a revision, the newest when none is named; for a document that could not be read at all, why.

    Raises RequestError `result_not_ready` and `document_canceled`, and Refused `not_found`, also for a revision that is not
    there. While a document is worked on anew, its earlier revisions are shown by their number only.
    """
    record = find_document(connection, workspace, document)
    if revision is None and record.status not in OVER:
        raise RequestError("result_not_ready")
    if revision is None and record.status == "canceled":
        raise RequestError("document_canceled")
    kept = result(connection, workspace, document, revision)
    if revision is None and record.status == "failed" and (kept is None or kept["status"] != "failed"):
        return unread_form(record)
    if kept is None:
        raise Refused("not_found", "The document has no such revision.")
    return kept


def refused_form(name: str, error: Mapping[str, Any]) -> Form:
    """The line of a file that was not accepted."""
    return {**failed_form(name, None, DocumentError("internal"), None), "error": dict(error), "revision": 0}
