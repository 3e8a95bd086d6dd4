"""Tokens of the API: 256 random bits that are shown once; only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from assay.money import nano_of, usd_of
from store.pool import Database
from store.rows import value_of, values_of
from store.sql import queries

_SQL = queries("tokens")
_START = "assay_"
_SHOWN = len(_START) + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Who may do what. `prefix` is the beginning of the secret, for people to tell tokens apart.

    `nano_per_day` is what models may cost in a day for what is handed in with it, in billionths of a US dollar; None without a limit.
    """

    id: UUID
    workspace: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    nano_per_day: int | None

    @property
    def budget_per_day(self) -> Decimal | None:
        """The same in dollars."""
        return None if self.nano_per_day is None else usd_of(self.nano_per_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token with its secret, for the one moment in which it is known."""

    token: Token
    secret: str = field(repr=False)


def add_token(
    connection: Database,
    workspace: UUID,
    *,
    name: str,
    scopes: Sequence[str],
    days: int | None = None,
    budget_per_day: Decimal | None = None,
) -> NewToken:
    """A new token; without days it does not expire. The budget is in US dollars; 0 asks no model for what it hands in."""
    secret = _START + secrets.token_urlsafe(32)
    values = {
        "workspace": workspace,
        "name": name,
        "prefix": secret[:_SHOWN],
        "hash": _hash(secret),
        "scopes": list(scopes),
        "days": days,
        "nano_per_day": None if budget_per_day is None else nano_of(budget_per_day),
    }
    with connection.transaction():
        token = value_of(Token, connection, _SQL["add"], values)
    assert token is not None  # noqa: S101 - an insert returns its row
    return NewToken(token=token, secret=secret)


def token_of(connection: Database, secret: str) -> Token | None:
    """The token of this secret; None when it is unknown, revoked or past its time."""
    return value_of(Token, connection, _SQL["valid"], {"hash": _hash(secret)})


def revoke_token(connection: Database, workspace: UUID, token: UUID) -> bool:
    """Refuse the token from now on; False when the workspace has none of this id."""
    with connection.transaction():
        return connection.execute(_SQL["revoke"], {"workspace": workspace, "token": token}).fetchone() is not None


def tokens(connection: Database, workspace: UUID) -> list[Token]:
    """The tokens of a workspace, in the order in which they were made."""
    return values_of(Token, connection, _SQL["all"], {"workspace": workspace})


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
