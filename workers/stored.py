"""What children are told about the documents of their workspace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.parent import Question, Replies
from store.held import is_held, newest_held
from store.pool import Pool, transaction


def replies(pool: Pool, workspace: UUID, document: UUID) -> Replies:
    """Answers to what is asked about the others while this document is worked on. Raises StorageError."""

    def reply(question: Question) -> Any:
        with transaction(pool) as connection:
            if question.path is None:
                return is_held(connection, workspace, document, schema=question.schema, same=question.same)
            return newest_held(connection, workspace, document, schema=question.schema, path=question.path, same=question.same)

    return reply
