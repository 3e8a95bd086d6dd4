"""What people decided: appended, never edited. A decision makes a revision, and so does taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.decision import Verdict
from assay.errors import Refused
from store.extractions import Extracted, lock_document, save, show
from store.outbox import Event, write_events
from store.pool import Database
from store.review import holder
from store.rows import Form, as_json, row, values_of
from store.sql import queries

_SQL = queries("decisions")
_EXTRACTIONS = queries("extractions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A person's word about the field at a pointer; `value`, in its JSON form, is given exactly with the verdict `correct`."""

    path: str
    verdict: Verdict
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A decision as it was kept, and the revision that it made."""

    path: str
    verdict: Verdict
    value: Any
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


def decide(connection: Database, workspace: UUID, document: UUID, judgement: Judgement) -> int:
    """Keep the decisions and the new result together, and return its revision; the queue follows.

    Raises Refused: `not_found`; `revision_stale` when the result has changed since the reviewer saw it; `held_by_another`
    while another reviewer holds the document.
    """
    with connection.transaction():
        _lock(connection, workspace, document, judgement.revision, judgement.by)
        extracted = Extracted(workspace=workspace, document=document, made_by=judgement.by, form=judgement.form, costs=judgement.costs)
        (revision,) = save(connection, [extracted])
        named = {"workspace": workspace, "document": document, "revision": revision, "by": judgement.by}
        for position, word in enumerate(judgement.words):
            said = {"position": position, "path": word.path, "verdict": word.verdict, "value": as_json(word.value)}
            connection.execute(_SQL["add"], named | said)
        write_events(connection, [(workspace, document, event) for event in judgement.events])
        return revision


def undo(connection: Database, workspace: UUID, document: UUID, *, revision: int, by: str, events: Sequence[Event] = ()) -> int:
    """Take back the newest decision that stands on the newest result: what was before it is the next revision, which is returned.

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
        write_events(connection, [(workspace, document, event) for event in events])
        return newest + 1


def decisions_in_force(connection: Database, workspace: UUID, document: UUID) -> list[KeptDecision]:
    """The decisions that nobody took back, in the order in which they were made: a later one overrules an earlier one."""
    return values_of(KeptDecision, connection, _SQL["in_force"], {"workspace": workspace, "document": document})


def _lock(connection: Database, workspace: UUID, document: UUID, revision: int, by: str) -> int:
    newest = lock_document(connection, workspace, document)
    if newest != revision or newest == 0:
        raise Refused("revision_stale")
    if holder(connection, workspace, document) not in (None, by):
        raise Refused("held_by_another")
    return newest
