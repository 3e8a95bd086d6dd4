"""What people decide about a document: it is worked out anew with their word, and kept as the next revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from assay.decision import Verdict
from assay.errors import DocumentError
from engine.desk import Desk
from engine.errand import Answered, Errand, Explain, Reasons, Said, Work, Worked
from exports.records import records_of
from schemas.loader import load_schema
from store.decisions import Judgement
from store.decisions import decide as keep
from store.decisions import undo as take_back
from store.documents import find_document
from store.extractions import result
from store.outbox import Event
from store.pool import transaction
from store.records import Records
from store.rows import Form
from workers.anew import SECONDS, pinned, work_of, worked_anew
from workers.stored import replies
from workers.system import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A person's word about the field at a pointer.

    A correction is `typed` as it is printed, or given as a `value` in its JSON form. `span` are the code points of the document's
    text that the person pointed at, half-open.
    """

    path: str
    verdict: Verdict
    typed: str | None = None
    value: Any = None
    span: tuple[int, int] | None = None


def decide(
    system: System, desk: Desk[Errand, Answered], workspace: UUID, document: UUID, *, revision: int, by: str, said: Sequence[Saying]
) -> int:
    """Keep what a person decided on `revision`, and return the revision that it makes.

    Raises Refused (`not_found`, `revision_stale`, `held_by_another`), DocumentError (`value_unreadable`, `field_unknown`, or what
    reading the document again met), StorageError.
    """
    now = datetime.now(UTC)
    new = [Said(path=one.path, verdict=one.verdict, by=by, at=now, typed=one.typed, value=one.value, span=one.span) for one in said]
    worked = _decided(system, desk, workspace, work_of(system, workspace, document, revision, new))
    words = worked.words[len(worked.words) - len(new) :]
    judgement = Judgement(
        revision=revision,
        by=by,
        words=words,
        form=worked.form,
        costs=worked.costs,
        events=_events(document, worked.form["review"]["state"]),
        records=worked.records,
    )
    with transaction(system.pool) as connection:
        return keep(connection, workspace, document, judgement)


def undo(system: System, workspace: UUID, document: UUID, *, revision: int, by: str) -> int:
    """Take back the newest decision that stands, and return the revision that this makes. Raises as `decide`, and `nothing_to_undo`."""
    with transaction(system.pool) as connection:
        version = pinned(result(connection, workspace, document), find_document(connection, workspace, document))
    schemas = {one.hash: one for one in system.versions.sources(workspace, *version)}

    def records(form: Form) -> Records | None:
        source = schemas.get(form["schema"]["hash"]) if form["schema"] else None
        if source is None:
            return None
        return records_of(form, load_schema(source.text, file=source.name, version=source.version))

    with transaction(system.pool) as connection:
        return take_back(connection, workspace, document, revision=revision, by=by, records_of=records)


def explain(system: System, desk: Desk[Errand, Answered], workspace: UUID, document: UUID, field: str) -> tuple[str, ...]:
    """Why a field of the document has its value, in sentences; the field by its dotted name or its pointer.

    The language model is not asked: what it said is kept. Raises Refused `not_found`, DocumentError (`field_unknown`, or what reading
    the document again met), StorageError.
    """
    errand = Explain(work=work_of(system, workspace, document), field=field)
    answered = desk.ask(errand, seconds=SECONDS, replies=replies(system.pool, workspace, document))
    assert isinstance(answered, Reasons)  # noqa: S101 - that is what this errand is answered with
    return answered.sentences


def _decided(system: System, desk: Desk[Errand, Answered], workspace: UUID, work: Work) -> Worked:
    done = worked_anew(system, desk, workspace, work)
    if done.pieces:
        raise DocumentError("field_unknown", "The file holds several documents, and has no fields of its own.", fix="Decide about these.")
    error = done.form["error"]
    if error is not None and not done.form["fields"]:
        raise DocumentError(error["code"], error["says"])
    return done


def _events(document: UUID, state: str) -> tuple[Event, ...]:
    return () if state == "needs_review" else (Event(type="document.approved", payload={"document": str(document)}),)
