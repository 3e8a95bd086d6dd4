"""Around every request: its id, the bound of its body, one line in the log, and an answer also to what nobody foresaw."""

from __future__ import annotations

import re
import time
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem import answer
from assay.errors import DocumentError, Refused, RequestError
from assay.log import log_event, log_unexpected

BODY_BYTES = 1_000_000
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Bound:
    """How much of a body is received before the request is refused; a route that takes files lifts `limit` before it reads."""

    def __init__(self, receive: Receive, length: str | None) -> None:
        self._receive = receive
        self._length = int(length) if length and length.isdigit() else 0
        self._received = 0
        self.limit = BODY_BYTES

    async def __call__(self) -> Message:
        """The next message. Raises HTTPException 413 at the limit, and before the first byte when the length says so."""
        if self._length > self.limit:
            raise self._too_large()
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self.limit:
            raise self._too_large()
        return message

    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"The request has more than {self.limit:,} bytes, which is the limit here.")


class Front:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["assay.request"] = request_id = _id_of(headers.get("x-request-id"))
        scope["assay.body"] = bound = Bound(receive, headers.get("content-length"))
        started = time.monotonic()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                added = MutableHeaders(scope=message)
                added["X-Request-Id"] = request_id
                added["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await (_unknown(scope) or self._app)(scope, bound, send_with_id)
        except ClientDisconnect:
            pass  # whoever asked has gone
        except Exception as error:  # noqa: BLE001  the person gets a problem, the log says where it happened
            log_unexpected(error, request=request_id)
            if status == 0:
                await answer(Request(scope), DocumentError("internal"))(scope, receive, send_with_id)
        finally:
            # The route's pattern, not the address: an address may hold what a person typed.
            route = getattr(scope.get("route"), "path", None)
            took = round((time.monotonic() - started) * 1000, 1)
            log_event("request", request=request_id, method=scope["method"], route=route, status=status, ms=took)


def _unknown(scope: Scope) -> ASGIApp | None:
    """The refusal of an address with a NUL, which no text in the database has."""
    if "\0" in scope["path"]:
        return answer(Request(scope), Refused("not_found"))
    if b"%00" in scope["query_string"]:
        return answer(Request(scope), RequestError("request_malformed", "The address holds a NUL character."))
    return None


def _id_of(given: str | None) -> str:
    """The id that the caller chose, when it is harmless; else a new one."""
    return given if given and _ID.fullmatch(given) else uuid4().hex
