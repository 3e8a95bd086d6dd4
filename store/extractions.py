"""Results: every revision is kept as it was made, and the newest is what a document says.

A result comes in and goes out as the JSON of the contract (section 2). Its fields are rows, so that they can be asked for; the
rest stays one piece. The document's id and pieces, the revision and the state of the review are put in when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.errors import Refused
from store.held import hold
from store.pool import Database
from store.review import queue_reviews
from store.rows import Form, as_json, as_text, row, rows, values_of
from store.sql import queries

_SQL = queries("extractions")
_WAITING = frozenset({"needs_review", "in_review", "postponed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a document with a format of its own."""

    name: str
    media_type: str
    pages: int
    embedded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A result on its way in. `costs` says what a wrong value costs by its schema, per pointer; 1 where it says nothing.

    `job` made it, or the person `made_by`. `parts` is None when the document was not read anew.
    """

    workspace: UUID
    document: UUID
    made_by: str
    form: Form
    costs: Mapping[str, float] = field(default_factory=dict)
    parts: Sequence[Part] | None = None
    job: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Who made which revision; `undoes` is the revision that it takes back."""

    revision: int
    origin: str
    made_by: str
    made_at: datetime
    undoes: int | None


def save(connection: Database, results: Sequence[Extracted]) -> list[int]:
    """Save each result as the next revision of its document, in the transaction that is open, and return the revisions.

    At most one result per document. One COPY per table, however many there are. A result's schema version must have been
    published (`store.schemas.publish`).
    """
    newest = _locked(connection, results)
    revisions = [newest[one.document] + 1 for one in results]
    with connection.cursor().copy(_SQL["copy_extractions"]) as copy:
        for one, revision in zip(results, revisions, strict=True):
            copy.write_row(_extraction_row(one, revision))
    with connection.cursor().copy(_SQL["copy_fields"]) as copy:
        for one, revision in zip(results, revisions, strict=True):
            for position, path in enumerate(one.form["fields"]):
                copy.write_row(_field_row(one, revision, position, path))
    _save_parts(connection, [one for one in results if one.parts is not None])
    show(connection, [one.workspace for one in results], [one.document for one in results], revisions)
    return revisions


def show(connection: Database, workspaces: Sequence[UUID], documents: Sequence[UUID], revisions: Sequence[int]) -> None:
    """Let the documents say what these revisions say, and wait for a person where they do."""
    named = {"workspaces": list(workspaces), "documents": list(documents)}
    connection.execute(_SQL["show_newest"], named | {"revisions": list(revisions)})
    hold(connection, workspaces, documents, revisions)
    queue_reviews(connection, workspaces, documents)


def lock_document(connection: Database, workspace: UUID, document: UUID) -> int:
    """Lock the document and return its newest revision. Raises Refused `not_found`."""
    found = row(connection, _SQL["newest"], {"workspaces": [workspace], "documents": [document]})
    if found is None:
        raise Refused("not_found")
    revision: int = found["revision"]
    return revision


def result(connection: Database, workspace: UUID, document: UUID, revision: int | None = None) -> dict[str, Any] | None:
    """The result at a revision, the newest when none is named; None when there is no such revision (yet).

    Raises Refused `not_found` when the workspace has no such document.
    """
    named = {"workspace": workspace, "document": document, "revision": revision}
    found = row(connection, _SQL["extraction"], named)
    if found is None:
        raise Refused("not_found")
    if found["form"] is None:
        return None
    fields = rows(connection, _SQL["fields"], named | {"revision": found["revision"]})
    form: dict[str, Any] = found["form"]
    state = found["review_now"] if found["newest"] else form["review"]["state"]
    return form | {
        "document": form["document"] | {"id": str(document), "pieces": found["pieces"]},
        "revision": found["revision"],
        "review": form["review"] | {"state": state},
        "fields": {one.pop("path"): one for one in fields},
    }


def parts(connection: Database, workspace: UUID, document: UUID) -> list[Part]:
    """The parts of a document as its reader found them, in order."""
    return values_of(Part, connection, _SQL["parts"], {"workspace": workspace, "document": document})


def history(connection: Database, workspace: UUID, document: UUID) -> list[Revision]:
    """Every revision of a document, the first one first."""
    return values_of(Revision, connection, _SQL["history"], {"workspace": workspace, "document": document})


def _locked(connection: Database, results: Sequence[Extracted]) -> dict[UUID, int]:
    named = {"workspaces": [one.workspace for one in results], "documents": [one.document for one in results]}
    return {found["document"]: found["revision"] for found in rows(connection, _SQL["newest"], named)}


def _extraction_row(one: Extracted, revision: int) -> tuple[object, ...]:
    form = one.form
    schema = form["schema"] or {"name": None, "version": None, "hash": None}
    return (
        one.workspace,
        one.document,
        revision,
        "review" if one.job is None else "job",
        one.job,
        one.made_by,
        schema["name"],
        schema["version"],
        schema["hash"],
        form["status"],
        form["error"] and form["error"]["code"],
        _review_state(one),
        as_json({**form, "fields": {}}),
    )


def _field_row(one: Extracted, revision: int, position: int, path: str) -> tuple[object, ...]:
    said = one.form["fields"][path]
    return (
        one.workspace,
        one.document,
        revision,
        path,
        position,
        as_json(said["value"]),
        None if said["raw"] is None else as_text(said["raw"]),
        said["state"],
        said["confidence"],
        path in one.form["review"]["fields"],
        one.costs.get(path, 1.0),
        as_json(said["why"]),
        as_json(said["source"]),
        as_json(said["evidence"]),
        as_json(said["rivals"]),
        as_json(said["cost"]),
    )


def _review_state(one: Extracted) -> str:
    """What the table keeps: who holds the document, and until when, stands with the queue."""
    state: str = one.form["review"]["state"]
    if state in _WAITING:
        return "needs_review"
    return "approved" if state == "not_required" and one.job is None else state


def _save_parts(connection: Database, read: Sequence[Extracted]) -> None:
    if not read:
        return
    named = {"workspaces": [one.workspace for one in read], "documents": [one.document for one in read]}
    connection.execute(_SQL["forget_parts"], named)
    with connection.cursor().copy(_SQL["copy_parts"]) as copy:
        for one in read:
            for position, part in enumerate(one.parts or ()):
                copy.write_row((one.workspace, one.document, position, part.name, part.media_type, part.pages, part.embedded))
