"""Who asks, and what they may do.

`who` is the one dependency that says who asks: here by bearer token. An app that knows its callers otherwise overrides it; what
a caller may do is checked by `asking`, for every app alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from api.parts import Parts
from assay.errors import RequestError
from engine.desk import Desk
from engine.errand import Answered, Errand
from store.pool import transaction
from store.tokens import token_of
from workers.system import System

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "submit": "hand documents in, begin them anew, cancel them",
        "review": "decide about doubtful values",
        "author": "write schemas",
        "admin": "everything, erasing included",
    }
)

bearer_of = HTTPBearer(auto_error=False, scheme_name="bearer", description="A token of the workspace: `assay_...`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `name` stands with what they decide; `key` tells callers of one name apart; `token` is set for one who has a token."""

    workspace: UUID
    name: str
    key: str
    scopes: frozenset[str]
    token: UUID | None = None

    def may(self, scope: str) -> bool:
        """Whether the caller has the scope, by itself or through `admin`."""
        return scope in self.scopes or "admin" in self.scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request of somebody who may make it. `root` is where the app is mounted: an empty string, or `/console/api`."""

    caller: Caller
    system: System
    desk: Desk[Errand, Answered]
    root: str

    @property
    def workspace(self) -> UUID:
        """The caller's workspace: nothing of another one is known here."""
        return self.caller.workspace


def parts_of(request: Request) -> Parts:
    """What the app was created with."""
    parts: Parts = request.app.state.parts
    return parts


def who(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_of)]) -> Caller:
    """The caller by the bearer token. Raises RequestError `unauthorised`."""
    return by_token(parts_of(request), bearer)


def by_token(parts: Parts, bearer: HTTPAuthorizationCredentials | None) -> Caller:
    """Whose token it is. Raises RequestError `unauthorised`."""
    if bearer is None:
        raise RequestError("unauthorised")
    with transaction(parts.system.pool) as connection:
        token = token_of(connection, bearer.credentials)
    if token is None:
        raise RequestError("unauthorised")
    return Caller(workspace=token.workspace, name=token.name, key=str(token.id), scopes=frozenset(token.scopes), token=token.id)


def asking(request: Request, needed: SecurityScopes, caller: Annotated[Caller, Depends(who)]) -> Asked:
    """The request, once its caller has every scope that the route needs. Raises RequestError `forbidden`."""
    for scope in needed.scopes:
        if not caller.may(scope):
            raise RequestError("forbidden", f"This needs the scope `{scope}`: {SCOPES[scope]}.")
    parts = parts_of(request)
    return Asked(caller=caller, system=parts.system, desk=parts.desk, root=request.scope.get("root_path", ""))


ByAnyone = Annotated[Asked, Security(asking)]
BySubmitter = Annotated[Asked, Security(asking, scopes=["submit"])]
ByReviewer = Annotated[Asked, Security(asking, scopes=["review"])]
ByAdmin = Annotated[Asked, Security(asking, scopes=["admin"])]
