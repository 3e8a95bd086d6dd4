"""The questions that go to a model in its provider's batch, and how far each batch has come.

A question waits, travels in a line of a batch, or was given up; an answered one has no row. Whoever moves a batch writes down what is
certain after every step, so that the next one can go on from there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID

from store.shelf import Row, Transaction
from store.sql import queries

_SQL = queries("model_batches")

State = Literal["collected", "uploaded", "created", "done"]

LATE = "late"
"""The outcome of a question whose time was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A question as it is kept. `question` is its JSON, `tries` counts the batches that brought no answer, `reminder` is what
    the model is told in the next one, and `alone` that no other document is asked about with it. `usage` is the JSON of what those batches
    cost; empty where they cost nothing."""

    workspace: UUID
    id: str
    question: str
    reminder: str = ""
    tries: int = 0
    alone: bool = False
    usage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried(Kept):
    """A question in a line of a batch, where its document has the id `block`. `outcome`: it was given up meanwhile, and why."""

    line: str
    block: str
    outcome: str | None
    seconds_left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a model: how many questions, and for how many seconds the first."""

    model: str
    questions: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of one model. `file`, `batch`, `output` and `errors` are the provider's ids, `lines` and `answered` what it counts."""

    id: UUID
    model: str
    state: State = "collected"
    file: str | None = None
    batch: str | None = None
    output: str | None = None
    errors: str | None = None
    canceled: bool = False
    lines: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A batch whose results are not read. `due`: it is time to look at it. `seconds_left` for the most urgent of its questions that
    are still waited for; None when there is none."""

    batch: Batch
    due: bool
    seconds_left: float | None


def put(at: Transaction, kept: Kept, *, document: str, model: str, seconds: float, wait_seconds: float = 0) -> None:
    """Keep a question for so many seconds, unless it is kept already. No batch takes it before `wait_seconds` are over."""
    values = {"workspace": kept.workspace, "id": kept.id, "document": document, "model": model}
    values |= {"seconds": seconds, "wait": wait_seconds}
    rest = {name: getattr(kept, name) for name in ("question", "reminder", "tries", "alone", "usage")}
    at.run(_SQL["put_anew"], {"workspace": kept.workspace, "id": kept.id})
    at.run(_SQL["put"], values | rest)


def of_document(at: Transaction, workspace: UUID, document: str) -> dict[str, str | None]:
    """The questions about a document that are not answered, by their ids: None while one is waited for, else why it was given up."""
    found = at.rows(_SQL["of_document"], {"workspace": workspace, "document": document})
    return {one["id"]: one["outcome"] for one in found}


def waiting(at: Transaction) -> list[Waiting]:
    """What no batch has taken yet, by model."""
    return [Waiting(**one) for one in at.rows(_SQL["waiting"], {})]


def next_waiting(at: Transaction, model: str, *, limit: int) -> list[Kept]:
    """The questions that have waited longest for a model."""
    return [Kept(**_kept(one)) for one in at.rows(_SQL["next"], {"model": model, "limit": limit})]


def begin(at: Transaction, batch: Batch) -> None:
    """Write down a batch whose questions are chosen."""
    at.run(_SQL["begin"], {"batch": batch.id, "model": batch.model})


def assign(at: Transaction, batch: Batch, kept: Kept, *, line: str, block: str, position: int) -> None:
    """Put a waiting question into a line of the batch."""
    values = {"workspace": kept.workspace, "id": kept.id, "batch": batch.id}
    at.run(_SQL["assign"], {**values, "line": line, "block": block, "position": position})


def unread(at: Transaction) -> list[Unread]:
    """The batches that are on their way, the oldest first."""
    return [_unread(one) for one in at.rows(_SQL["unread"], {})]


def take(at: Transaction, batch: Batch, *, seconds: float) -> bool:
    """Whether the batch is the caller's for so many seconds: it is due, and as far as it was seen to be."""
    return bool(at.rows(_SQL["take"], {"batch": batch.id, "state": batch.state, "seconds": seconds}))


def carried(at: Transaction, batch: Batch) -> dict[str, list[Carried]]:
    """The questions in a batch by line, in the order of their documents. Those whose document was erased are not among them."""
    lines: dict[str, list[Carried]] = {}
    for one in at.rows(_SQL["carried"], {"batch": batch.id}):
        rest = {name: one[name] for name in ("line", "block", "outcome", "seconds_left")}
        lines.setdefault(one["line"], []).append(Carried(**_kept(one), **rest))
    return lines


def advance(at: Transaction, batch: Batch, *, look_in_seconds: float = 0) -> None:
    """Write down how far a batch has come, and when to look at it again."""
    at.run(_SQL["advance"], asdict(batch) | {"seconds": look_in_seconds})


def rest(at: Transaction, batch: Batch, *, seconds: float) -> None:
    """Leave a batch alone for a while, however far it has come."""
    at.run(_SQL["rest"], {"batch": batch.id, "seconds": seconds})


def end(at: Transaction, batch: Batch) -> None:
    """The batch is read, or will never be."""
    at.run(_SQL["end"], {"batch": batch.id})


def take_out(at: Transaction, one: Carried) -> None:
    """A question was answered, or goes on in other words. Whoever comes with an old line changes nothing."""
    at.run(_SQL["take_out"], {"workspace": one.workspace, "id": one.id, "line": one.line})


def answered(at: Transaction, one: Carried, *, usage: str) -> None:
    """A question was answered, and is kept until its cost is counted."""
    at.run(_SQL["answered"], {"workspace": one.workspace, "id": one.id, "line": one.line, "usage": usage})


def give_up(at: Transaction, one: Carried, outcome: str, *, usage: str) -> None:
    """No batch will answer this question; what was given as the reason before stays."""
    at.run(_SQL["give_up"], {"workspace": one.workspace, "id": one.id, "line": one.line, "outcome": outcome, "usage": usage})


def count_costs(at: Transaction, workspace: UUID, document: str) -> list[tuple[str, str]]:
    """What batches cost for a document and was not counted before: the JSON of questions, each with the JSON of its usage."""
    of_it: dict[str, object] = {"workspace": workspace, "document": document}
    found = [(str(one["question"]), str(one["usage"])) for one in at.rows(_SQL["unpaid"], of_it)]
    if found:
        at.run(_SQL["counted_answered"], of_it)
        at.run(_SQL["counted"], of_it)
    return found


def give_up_waiting(at: Transaction, model: str, outcome: str) -> None:
    """No batch will take what waits for this model."""
    at.run(_SQL["give_up_waiting"], {"model": model, "outcome": outcome})


def give_up_late(at: Transaction, *, margin_seconds: float) -> None:
    """Give up what was waited for long enough, and what has no more than the margin left and no batch yet.

    An answer that comes all the same is still kept. A batch that nobody waits for any more is due at once.
    """
    at.run(_SQL["late"], {"outcome": LATE, "margin": margin_seconds})
    at.run(_SQL["abandoned"], {"canceled": False})


def tidy(at: Transaction, *, seconds: float) -> None:
    """Remove what was given up so long ago that nobody asks for it any more."""
    at.run(_SQL["tidy"], {"seconds": seconds})


def _kept(row: Row) -> Row:
    values = {name: row[name] for name in ("id", "question", "reminder", "tries", "usage")}
    return {"workspace": UUID(str(row["workspace_id"])), "alone": bool(row["alone"]), **values}


def _unread(row: Row) -> Unread:
    names = ("model", "state", "file", "batch", "output", "errors", "lines", "answered")
    batch = Batch(id=UUID(str(row["id"])), canceled=bool(row["canceled"]), **{name: row[name] for name in names})
    return Unread(batch=batch, due=bool(row["due"]), seconds_left=row["seconds_left"])
