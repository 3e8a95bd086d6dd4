"""Who is signed in: links that work once, and the sessions of browsers. Only hashes of their secrets are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from store.pool import Database
from store.rows import value_of
from store.sql import queries

SESSION_HOURS = 12

_SQL = queries("sessions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in. Its requests that change something repeat `csrf`."""

    workspace: UUID
    reviewer: str
    scopes: list[str]
    csrf: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session with its secret, for the one moment in which it is known."""

    session: Session
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    workspace: UUID
    reviewer: str
    scopes: list[str]


def make_link(connection: Database, workspace: UUID, *, reviewer: str, scopes: Sequence[str], minutes: int = 15) -> str:
    """The secret of a new link, which signs this reviewer in once, within so many minutes."""
    secret = secrets.token_urlsafe(32)
    values = {"workspace": workspace, "hash": _hash(secret), "reviewer": reviewer, "scopes": list(scopes), "minutes": minutes}
    with connection.transaction():
        connection.execute(_SQL["add_link"], values)
    return secret


def sign_in(connection: Database, secret: str) -> NewSession | None:
    """A session for whoever has the secret of a link, which is used up; None when it is unknown, used or past its time."""
    with connection.transaction():
        link = value_of(_Link, connection, _SQL["use_link"], {"hash": _hash(secret)})
        if link is None:
            return None
        return _new_session(connection, link)


def session_of(connection: Database, secret: str) -> Session | None:
    """The session of this secret; None when it is unknown, ended or past its time."""
    return value_of(Session, connection, _SQL["valid"], {"hash": _hash(secret)})


def sign_out(connection: Database, secret: str) -> None:
    """End the session of this secret, if there is one."""
    with connection.transaction():
        connection.execute(_SQL["end"], {"hash": _hash(secret)})


def forget_expired(connection: Database) -> None:
    """Remove the links and sessions that are past their time, of all workspaces."""
    with connection.transaction():
        connection.execute(_SQL["forget_links"])
        connection.execute(_SQL["forget_sessions"])


def _new_session(connection: Database, link: _Link) -> NewSession:
    secret = secrets.token_urlsafe(32)
    values = {
        "workspace": link.workspace,
        "hash": _hash(secret),
        "reviewer": link.reviewer,
        "scopes": link.scopes,
        "csrf": secrets.token_urlsafe(32),
        "hours": SESSION_HOURS,
    }
    session = value_of(Session, connection, _SQL["add_session"], values)
    assert session is not None  # noqa: S101 - an insert returns its row
    return NewSession(session=session, secret=secret)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
