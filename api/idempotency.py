"""Requests with an `Idempotency-Key`: sent again, they change nothing and get the answer of the first time."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse, Response

from api.caller import Asked
from assay.errors import StorageError
from store import idempotency
from store.idempotency import KeptAnswer
from store.pool import transaction

KEY_LENGTH = 255
LEASE_SECONDS = 600  # a large batch takes its time

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=KEY_LENGTH,
        description="The same key gets the same answer for a day, and nothing is done twice.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that can be kept: JSON, or nothing. `replayed`: it is the one that the first request got."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False

    def response(self) -> Response:
        """The answer as a response."""
        headers = {**self.headers, **({"Idempotent-Replayed": "true"} if self.replayed else {})}
        return Response(status_code=self.status, headers=headers) if self.body is None else JSONResponse(self.body, self.status, headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request that may come again: where it went, its key, and the hash of what was sent."""

    route: str
    key: str | None
    digest: str = ""

    def of(self, digest: str) -> Sending:
        """The same for a body that was hashed by whoever read it."""
        return replace(self, digest=f"{self.digest} {digest}")


def sending(request: Request, key: Key = None) -> Sending:
    """A request whose body is not looked at here."""
    return Sending(route=f"{request.method} {request.scope['path']}", key=key, digest=request.url.query)


async def sending_little(request: Request, key: Key = None) -> Sending:
    """A request with a small body or none."""
    return sending(request, key).of(hashlib.sha256(await request.body()).hexdigest())


WithFiles = Annotated[Sending, Depends(sending)]
Little = Annotated[Sending, Depends(sending_little)]


def once(asked: Asked, sent: Sending, carry_out: Callable[[], Answer]) -> Answer:
    """The answer of carrying the request out, or the one that it got the first time.

    Only what was done is kept: after an error the same key may be used again. Raises Refused `idempotency_conflict` and
    `idempotency_in_flight`.
    """
    if sent.key is None:
        return carry_out()
    pool = asked.system.pool
    request = idempotency.Request(workspace=asked.workspace, scope=f"{asked.caller.key} {sent.route}", key=sent.key, body_hash=sent.digest)
    with transaction(pool) as connection:
        kept = idempotency.begin(connection, request, lease_seconds=LEASE_SECONDS)
    if kept is not None:
        return Answer(status=kept.status, replayed=True, **kept.answer)
    try:
        answer = carry_out()
    except BaseException:
        with contextlib.suppress(StorageError), transaction(pool) as connection:
            idempotency.abandoned(connection, request)
        raise
    with transaction(pool) as connection:
        kept_answer = {"body": answer.body, "headers": dict(answer.headers)}
        idempotency.answered(connection, request, KeptAnswer(status=answer.status, answer=kept_answer))
    return answer
