"""A document that is worked out once more from all that is kept: its bytes, its schema, what models answered, and what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from assay.asking import FieldAnswer
from assay.errors import ModelError, Refused
from engine.desk import Desk
from engine.errand import Answered, Errand, Said, Work, Worked
from store.answers import answers_of
from store.decisions import decisions_in_force
from store.documents import DocumentRecord, find_document
from store.extractions import result
from store.pool import transaction
from store.rows import Form
from store.shelf import PostgresTransaction
from workers.stored import replies
from workers.system import System
from workers.words import said_before

SECONDS = 120.0  # so long may a document take to be read again


def work_of(system: System, workspace: UUID, document: UUID, revision: int | None = None, new: Sequence[Said] = ()) -> Work:
    """All that the newest result was made of, and what is said now about that revision.

    Raises Refused (`not_found`, `revision_stale`), ModelError `llm_unrecorded` when answers that it was made of are not kept any more,
    StorageError.
    """
    with transaction(system.pool) as connection:
        record = find_document(connection, workspace, document)
        if record.revision == 0 or revision not in (None, record.revision):
            raise Refused("revision_stale")
        newest = result(connection, workspace, document)
        answers = answers_of(PostgresTransaction(connection), workspace, str(document))
        before = decisions_in_force(connection, workspace, document)
    _refuse_if_forgotten(newest, answers)
    return Work(
        document=str(document),
        name=record.name,
        data=system.blobs.get(record.sha256),
        schemas=system.versions.sources(workspace, *pinned(newest, record)),
        answers=answers,
        ask_model=False,
        said=(*(said_before(one) for one in before), *new),
        parent=None if record.parent_id is None else str(record.parent_id),
        page_range=record.page_range,
        password=record.password,
        among_others=True,
    )


def pinned(newest: Form | None, record: DocumentRecord) -> tuple[str, str | None]:
    """The version that the result was found with, also where it was chosen from among several."""
    schema = newest and newest["schema"]
    return (schema["name"], schema["hash"]) if schema else (record.schema_asked, record.schema_hash)


def worked_anew(system: System, desk: Desk[Errand, Answered], workspace: UUID, work: Work) -> Worked:
    """What comes of it. Raises DocumentError for what reading the document again met, StorageError."""
    done = desk.ask(work, seconds=SECONDS, replies=replies(system.pool, workspace, UUID(work.document)))
    assert isinstance(done, Worked)  # noqa: S101 - that is what this errand is answered with
    return done


def _refuse_if_forgotten(newest: Form | None, answers: Mapping[str, FieldAnswer]) -> None:
    """Without the answers, values that a model gave would be gone as soon as anything is decided about the document."""
    if not answers and newest is not None and any(_by_model(field) for field in newest["fields"].values()):
        raise ModelError("llm_unrecorded", fix="Reprocess the document: then the model is asked again.")


def _by_model(field: Mapping[str, Any]) -> bool:
    return field["source"] is not None and field["source"]["kind"] == "model"
