"""Answers of language models, so that the same question is not paid for twice and a run can be repeated exactly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from store.pool import Database
from store.rows import as_json, rows, value_of
from store.sql import queries

_SQL = queries("answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a model is asked: which model, the hash of the fixed text, the key of the fields asked for, the hash of the document's text."""

    model: str
    prompt_hash: str
    fields_key: str
    text_hash: str

    @property
    def key(self) -> str:
        """SHA-256 over all four; a list in JSON, so that no two questions run together."""
        parts = json.dumps([self.model, self.prompt_hash, self.fields_key, self.text_hash])
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, as JSON, and what it cost. `model` is who answered, once the answer is kept."""

    answer: Any
    usage: Mapping[str, Any]
    model: str = ""


def answer_to(connection: Database, workspace: UUID, question: Question) -> Answer | None:
    """The answer that was kept."""
    return value_of(Answer, connection, _SQL["get"], {"workspace": workspace, "key": question.key})


def answers_of(connection: Database, workspace: UUID, document: UUID) -> dict[str, Answer]:
    """The answers that were asked for a document, by the key of their question, the oldest first."""
    found = rows(connection, _SQL["of_document"], {"workspace": workspace, "document": document})
    return {one["key"]: Answer(answer=one["answer"], usage=one["usage"], model=one["model"]) for one in found}


def keep_answer(connection: Database, workspace: UUID, document: UUID, question: Question, answer: Answer) -> None:
    """Keep the answer, unless there is one. It goes with the document that it was asked for."""
    values = {
        "workspace": workspace,
        "document": document,
        "key": question.key,
        "model": question.model,
        "prompt_hash": question.prompt_hash,
        "fields_key": question.fields_key,
        "text_hash": question.text_hash,
        "answer": as_json(answer.answer),
        "usage": as_json(answer.usage),
    }
    with connection.transaction():
        connection.execute(_SQL["put"], values)
