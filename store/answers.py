"""Answers of language models, field by field, so that the same question is not paid for twice and a run can be repeated exactly.

An answer hangs on the document that it is about, and goes with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from assay.asking import FieldAnswer
from store.pool import Database
from store.shelf import Row, Transaction
from store.sql import queries

_SQL = queries("model_answers")
_POSTGRES = queries("answers")

DOCUMENTS_AT_A_TIME = 1000  # lose their answers in one tidying; the next ones follow in the next
SECONDS_OF_DAY = 86400


DocumentGone = ForeignKeyViolation
"""A document may be erased while it is at work; then nothing is kept about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How many answers are kept about a document, and when it was last read with a new one, in seconds since 1970."""

    document: str
    answers: int
    heard_at: float


def own_answers(transaction: Transaction, workspace: UUID, document: str, keys: Iterable[str]) -> list[FieldAnswer]:
    """What was answered to these keys about the document, by whichever model; what it was last read with stands at the end."""
    return _answers(transaction, "own", {"workspace": workspace, "document": document, "keys": _names(keys)})


def first_answers(transaction: Transaction, workspace: UUID, model: str, keys: Iterable[str]) -> list[FieldAnswer]:
    """What the model answered to each of these keys first, about whichever document of the workspace."""
    return _answers(transaction, "first", {"workspace": workspace, "model": model, "keys": _names(keys)})


def put_answers(transaction: Transaction, workspace: UUID, document: str, answers: Iterable[FieldAnswer]) -> None:
    """Keep the answers; the first one of a model to a key stays. Either way they are what the document was last read with.

    Raises `DocumentGone` where there is no such document any more.
    """
    for one in sorted(answers, key=lambda one: one.key):  # in one order, so that two who keep the same ones are not stuck
        values = {
            "workspace": workspace,
            "document": document,
            "key": one.key,
            "model": one.model,
            "field": one.name,
            "value": json.dumps(one.value, separators=(",", ":")),  # in ASCII, in which every database holds every text
            "prompt": one.prompt,
            "documents": one.documents,
            "position": one.position,
            "call": one.call,
        }
        transaction.run(_SQL["put"], values)


def answers_of(transaction: Transaction, workspace: UUID, document: str) -> dict[str, FieldAnswer]:
    """What was answered about the document, by key, the newest at the end. Of several models' it is the last one heard."""
    answers: dict[str, FieldAnswer] = {}
    for one in _answers(transaction, "of_document", {"workspace": workspace, "document": document}):
        answers.pop(one.key, None)
        answers[one.key] = one
    return answers


def documents_remembered(transaction: Transaction, workspace: UUID) -> list[Remembered]:
    """The documents about which answers are kept, the one that was left alone the longest first."""
    found = transaction.rows(_SQL["documents"], {"workspace": workspace})
    return [Remembered(**{**row, "document": str(row["document"])}) for row in found]


def erase_answers(transaction: Transaction, workspace: UUID, document: str) -> int:
    """Forget what was answered about the document and what waits to be asked, and say how many answers that were."""
    named = {"workspace": workspace, "document": document}
    transaction.run(_SQL["erase_questions"], named)
    return len(transaction.rows(_SQL["erase"], named))


def expire_answers(connection: Database, *, days: int, limit: int = DOCUMENTS_AT_A_TIME) -> int:
    """Forget what was answered about documents that have got no new answer for so many days, and say how many answers that were.

    A document keeps all of its answers or none. One that is at work or waits for a person keeps them: a decision reads it again.
    """
    with connection.transaction():
        return connection.execute(_POSTGRES["expire"], {"seconds": days * SECONDS_OF_DAY, "limit": limit}).rowcount


def _answers(transaction: Transaction, query: str, values: dict[str, object]) -> list[FieldAnswer]:
    return [_answer(row) for row in transaction.rows(_SQL[query], values)]


def _answer(row: Row) -> FieldAnswer:
    return FieldAnswer(
        name=row["field"],
        key=row["key"],
        value=json.loads(row["value"]),
        model=row["model"],
        prompt=row["prompt"],
        documents=row["documents"],
        position=row["position"],
        call=row["call"],
    )


def _names(keys: Iterable[str]) -> str:
    return json.dumps(dict.fromkeys(keys, 0))
