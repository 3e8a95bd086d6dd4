"""Errors as RFC 9457 knows them, for answers to requests and for the files beside documents that failed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assay.errors import (
    COMMAND_CODES,
    DOCUMENT_CODES,
    MODEL_CODES,
    REFUSAL_CODES,
    REQUEST_CODES,
    STORAGE_CODES,
    AssayError,
    Explained,
)

CODES: Mapping[str, Explained] = MappingProxyType(
    {**COMMAND_CODES, **DOCUMENT_CODES, **MODEL_CODES, **STORAGE_CODES, **REFUSAL_CODES, **REQUEST_CODES}
)

# A code that is not named here says that the request was understood and cannot be carried out: 422.
STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "request_malformed": 400,
        "cursor_invalid": 400,
        "usage": 400,
        "unauthorised": 401,
        "forbidden": 403,
        "not_found": 404,
        "blob_missing": 404,
        "schema_not_found": 404,
        "method_not_allowed": 405,
        "result_not_ready": 409,
        "document_canceled": 409,
        "held_by_another": 409,
        "nothing_to_undo": 409,
        "duplicate": 409,
        "idempotency_in_flight": 409,
        "revision_stale": 412,
        "too_large": 413,
        "too_large_uncompressed": 413,
        "media_type_unsupported": 415,
        "urls_off": 415,
        "unsupported_type": 415,
        "precondition_missing": 428,
        "internal": 500,
        "parser_crashed": 500,
        "storage_denied": 500,
        "blob_damaged": 500,
        "setting_invalid": 500,
        "setting_missing": 500,
        "storage_unavailable": 503,
        "database_behind": 503,
        "database_newer": 503,
        "timeout": 503,
        "storage_full": 507,
    }
)


def status_of(code: str) -> int:
    """The HTTP status of a code."""
    return STATUSES.get(code, 422)


def problem(error: AssayError, *, root: str = "") -> dict[str, object]:
    """The members that every problem has. `root` comes before the path of its type."""
    explained = CODES.get(error.code)
    return {
        "type": f"{root}/problems/{error.code}",
        "title": explained.says if explained else error.says,
        "status": status_of(error.code),
        "detail": error.says,
        "code": error.code,
        "fix": error.fix,
        "retryable": error.retryable,
    }
