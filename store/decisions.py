"""What people decided: appended, never edited. A decision makes a revision, and so does taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.decision import Verdict
from assay.errors import Refused
from store.extractions import Extracted, lock_document, result, save, show
from store.outbox import Event, write_events
from store.pool import Database
from store.records import Recorded, Records, record
from store.review import holder
from store.rows import Form, as_json, as_text, row, values_of
from store.sql import queries

_SQL = queries("decisions")
_EXTRACTIONS = queries("extractions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A person's word about the field at a pointer; `value`, in its JSON form, is given exactly with the verdict `correct`.

    `typed` is what the person wrote, `span` the code points in the document's text that the person pointed at, half-open.
    """

    path: str
    verdict: Verdict
    value: Any = None
    typed: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A decision as it was kept, and the revision that it made."""

    path: str
    verdict: Verdict
    value: Any
    typed: str | None
    span_start: int | None
    span_end: int | None
    decided_by: str
    decided_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reviewer decided on `revision`, and the result that the judge made of it."""

    revision: int
    by: str
    words: Sequence[Word]
    form: Form
    costs: Mapping[str, float] = field(default_factory=dict)
    events: Sequence[Event] = ()
    records: Records | None = None


def _no_records(_: Form) -> None:
    """What a result records whose schema wants no records."""


def decide(connection: Database, workspace: UUID, document: UUID, judgement: Judgement) -> int:
    """Keep the decisions and the new result together, and return its revision; the queue follows.

    Raises Refused: `not_found`; `revision_stale` when the result has changed since the reviewer saw it; `held_by_another`
    while another reviewer holds the document.
    """
    with connection.transaction():
        _lock(connection, workspace, document, judgement.revision, judgement.by)
        extracted = Extracted(workspace=workspace, document=document, made_by=judgement.by, form=judgement.form, costs=judgement.costs)
        (revision,) = save(connection, [extracted])
        record(connection, [Recorded(workspace=workspace, document=document, revision=revision, records=judgement.records)])
        named = {"workspace": workspace, "document": document, "revision": revision, "by": judgement.by}
        for position, word in enumerate(judgement.words):
            start, end = word.span or (None, None)
            said: dict[str, object] = {"position": position, "path": word.path, "verdict": word.verdict, "value": as_json(word.value)}
            said |= {"typed": None if word.typed is None else as_text(word.typed), "start": start, "end": end}
            connection.execute(_SQL["add"], named | said)
        write_events(connection, [(workspace, document, event) for event in judgement.events])
        return revision


def undo(
    connection: Database,
    workspace: UUID,
    document: UUID,
    *,
    revision: int,
    by: str,
    events: Sequence[Event] = (),
    records_of: Callable[[Form], Records | None] = _no_records,
) -> int:
    """Take back the newest decision that stands on the newest result: what was before it is the next revision, which is returned.

    `records_of` says what the restored result records (`exports.records.records_of` with the result's schema).
    Raises Refused as `decide` does, and `nothing_to_undo`.
    """
    named = {"workspace": workspace, "document": document}
    with connection.transaction():
        newest = _lock(connection, workspace, document, revision, by)
        found = row(connection, _EXTRACTIONS["undoable"], named)
        if found is None or found["undone"] is None:
            raise Refused("nothing_to_undo")
        values = named | found | {"revision": newest + 1, "by": by}
        connection.execute(_EXTRACTIONS["restore"], values)
        connection.execute(_EXTRACTIONS["restore_fields"], values)
        show(connection, [workspace], [document], [newest + 1])
        _record_restored(connection, workspace, document, newest + 1, records_of)
        write_events(connection, [(workspace, document, event) for event in events])
        return newest + 1


def decisions_in_force(connection: Database, workspace: UUID, document: UUID) -> list[KeptDecision]:
    """The decisions that nobody took back, in the order in which they were made: a later one overrules an earlier one."""
    return values_of(KeptDecision, connection, _SQL["in_force"], {"workspace": workspace, "document": document})


def _record_restored(
    connection: Database, workspace: UUID, document: UUID, revision: int, records_of: Callable[[Form], Records | None]
) -> None:
    restored = result(connection, workspace, document)
    records = None if restored is None else records_of(restored)
    record(connection, [Recorded(workspace=workspace, document=document, revision=revision, records=records)])


def _lock(connection: Database, workspace: UUID, document: UUID, revision: int, by: str) -> int:
    newest = lock_document(connection, workspace, document)
    if newest != revision or newest == 0:
        raise Refused("revision_stale")
    if holder(connection, workspace, document) not in (None, by):
        raise Refused("held_by_another")
    return newest
