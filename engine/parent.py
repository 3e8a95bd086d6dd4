"""How a child asks whoever waits for its answer: it knows neither the database nor the broker, and there is something only they know.

A process has one parent, so the line to it is the module's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

Same = Mapping[str, Any]

_line: list[Connection] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a child wants to know of the other stored documents of a schema: those with the values `same`, JSON forms by pointer.

    Without a `path`, whether there is one; else the newest value that was accepted there.
    """

    schema: str
    same: Same
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a question."""

    value: Any


Replies = Callable[[Question], Any]
"""Who answers the questions of a child; what it raises ends the child and is raised to whoever waits."""


def open_line(connection: Connection) -> None:
    """From now on questions go this way."""
    _line[:] = [connection]


def ask(question: Question) -> Any:
    """The parent's answer. Raises SystemExit when it is gone, for nobody waits for this child any more."""
    (connection,) = _line
    try:
        connection.send(question)
        reply: Reply = connection.recv()
    except (EOFError, OSError) as gone:
        raise SystemExit from gone
    return reply.value


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBehind:
    """What is stored, as the parent knows it; nothing is asked twice."""

    known: dict[str, Any] = field(default_factory=dict)

    def exists(self, schema: str, same: Same) -> bool:
        """As in `validation.stored.Stored`."""
        return bool(self._asked(Question(schema=schema, same=same)))

    def newest(self, schema: str, path: str, same: Same) -> Any:
        """As in `validation.stored.Stored`."""
        return self._asked(Question(schema=schema, same=same, path=path))

    def _asked(self, question: Question) -> Any:
        key = repr(question)
        if key not in self.known:
            self.known[key] = ask(question)
        return self.known[key]
