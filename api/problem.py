"""Errors on the wire: `application/problem+json` (RFC 9457), whatever went wrong and wherever.

A problem carries the code, the sentence and the fix of `assay/errors.py`, and never text of a document or a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assay.errors import AssayError, Refused, RequestError, SchemaError
from assay.problem import CODES, problem, status_of

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2

_CODES_OF_STATUSES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Stale(Refused):
    """A decision on a result that has changed since; `newest` is the result as it is now, or None."""

    def __init__(self, newest: Mapping[str, Any] | None) -> None:
        super().__init__("revision_stale")
        self.newest = newest


def answer(
    request: Request, error: AssayError, *, errors: Sequence[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response to a request that ended in this error."""
    said = {
        **problem(error, root=request.scope.get("root_path", "")),
        "errors": list(errors),
        "request_id": request.scope.get("assay.request"),
        **({"newest": error.newest} if isinstance(error, Stale) else {}),
    }
    return JSONResponse(said, status_of(error.code), headers={**(headers or {}), **_headers(error)}, media_type=MEDIA_TYPE)


async def of_error(request: Request, error: Exception) -> JSONResponse:
    """An error of ours."""
    assert isinstance(error, AssayError)  # noqa: S101  it is registered for these
    places = error.problems if isinstance(error, SchemaError) else ()
    return answer(request, error, errors=[{"pointer": f"line {one.line}", "detail": one.says, "fix": one.fix} for one in places])


async def of_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses: an unknown address, another method, a body that is too long."""
    assert isinstance(error, HTTPException)  # noqa: S101  it is registered for these
    code = _CODES_OF_STATUSES.get(error.status_code, "request_malformed")
    if code == "not_found":
        said: AssayError = Refused(code, "There is nothing at this address.", fix="Check the address against the reference of the API.")
    elif code == "too_large":
        said = AssayError(error.detail, code=code, fix=CODES[code].fix)
    else:
        said = RequestError(code)
    return answer(request, said, headers=error.headers)


async def of_validation(request: Request, error: Exception) -> JSONResponse:
    """A request that does not fit its description; an id that is none is unknown. What was sent is not repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  it is registered for these
    if any(one["loc"][0] == "path" for one in error.errors()):
        return answer(request, Refused("not_found"))
    if any(one["type"] == "json_invalid" for one in error.errors()):
        return answer(request, RequestError("request_malformed", "The body is not JSON."))
    return answer(request, RequestError("request_invalid"), errors=[_place(one) for one in error.errors()])


def _place(one: Mapping[str, Any]) -> dict[str, str]:
    where, *steps = one["loc"]
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    return {"pointer": pointer if where == "body" else f"{where}{pointer}", "detail": _WORDS.get(one["type"], "This is not allowed here.")}


_WORDS = {
    "missing": "This is needed.",
    "extra_forbidden": "There is nothing of this name.",
    "int_parsing": "This has to be a whole number.",
    "int_type": "This has to be a whole number.",
    "bool_parsing": "This has to be true or false.",
    "string_type": "This has to be a text.",
    "string_too_long": "This text is too long.",
    "string_too_short": "This text is too short.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "literal_error": "This is not one of the words that are allowed here.",
    "list_type": "This has to be a list.",
    "too_short": "This list is too short.",
    "too_long": "This list is too long.",
    "dict_type": "This has to be an object.",
    "uuid_parsing": "This is not an id.",
}


def _headers(error: AssayError) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if error.code == "unauthorised":
        headers["WWW-Authenticate"] = 'Bearer realm="assay"'
    if error.retryable:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return headers
