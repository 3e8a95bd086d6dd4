"""What an endpoint says instead of an answer, in our words. Its own may repeat the document or the key, so they are never shown."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx2
import openai

from asking.wire.client import ModelReply
from assay.errors import ModelError, ModelUnauthorised, ModelUnreached

LONGEST_RETRY_AFTER = 600.0
"""Ten minutes: one word of an endpoint must not silence a model for a day, for everybody."""

UNREACHED = (httpx2.ConnectError, httpx2.ConnectTimeout)
"""Nobody listens there: the request was not sent, and cost nothing."""

_CODES = {
    "content_filter": "llm_refused",
    "context_length_exceeded": "llm_too_long",
    "insufficient_quota": "llm_no_quota",
    "json_validate_failed": "llm_invalid_output",  # of endpoints that look at what their model wrote
    "model_not_found": "llm_unknown_model",
}
_STATUSES = {402: "llm_no_quota", 404: "llm_unknown_model", 413: "llm_too_long", 429: "llm_rate_limited"}
_WORDS = ("context length", "context size", "maximum context", "context window")
"""How endpoints without codes say that a document is too long."""


class OutOfTime(Exception):
    """The endpoint had not ended its answer when its time was up."""


def failure_of(cause: Exception) -> ModelReply:
    """The reply to a request that was not answered. `cause` is what openai, httpx or we raised."""
    if isinstance(cause, openai.APIStatusError):
        return refusal(cause.status_code, code=str(cause.code or ""), message=str(cause.message), headers=cause.response.headers)
    if isinstance(cause, UNREACHED) or isinstance(cause.__cause__, UNREACHED):
        return ModelReply(error=ModelUnreached())
    if isinstance(cause, OutOfTime | openai.APITimeoutError | httpx2.TimeoutException):
        says = "The language model did not answer in time."
        return _lost(says, fix="Raise ASSAY_MODEL_SECONDS, choose a faster ASSAY_MODEL, or run the documents again later.")
    return _lost("The connection to the language model was lost before it answered.", fix="Run the documents again.")


def refusal(status: int, *, code: str = "", message: str = "", headers: Mapping[str, str] | None = None) -> ModelReply:
    """The reply that an HTTP status of 400 or more is, with the endpoint's own code and message where it has some."""
    return ModelReply(error=_error(status, code, message.lower()), retry_after=retry_after(headers or {}))


_OF_THE_KEY = frozenset({"invalid_api_key", "permission_denied", "insufficient_permissions", "unsupported_country_region_territory"})


def retry_after(headers: Mapping[str, str], *, now: float | None = None) -> float | None:
    """For how many seconds the endpoint wants to be left alone; None where it does not say so.

    RFC 9110, 10.2.3: seconds or a date; some say milliseconds in a header of their own. `now` is seconds since 1970.
    """
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return min(milliseconds / 1000, LONGEST_RETRY_AFTER)
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is None and text is not None:
        seconds = _until(text, time.time() if now is None else now)
    return None if seconds is None else min(seconds, LONGEST_RETRY_AFTER)


def _error(status: int, code: str, message: str) -> ModelError:
    if status == 401 or code in _OF_THE_KEY:
        return ModelUnauthorised()
    if code in _CODES:
        return ModelError(_CODES[code])
    if status == 403:  # gateways refuse what a document says like this, and the next document is innocent
        return ModelError("llm_refused")
    if status in (400, 422) and any(words in message for words in _WORDS):
        return ModelError("llm_too_long")
    if status in _STATUSES:
        return ModelError(_STATUSES[status])
    if status >= 500 or status in (408, 409, 425):
        says = f"The language model's endpoint answers with error {status}."
        return ModelError("llm_unavailable", says, fix="Run the documents again later.")
    return ModelError("llm_rejected", f"The language model's endpoint does not accept the request (error {status}).")


def _lost(says: str, *, fix: str) -> ModelReply:
    """Whether the model worked is not known."""
    return ModelReply(error=ModelError("llm_unavailable", says, fix=fix), is_counted=False)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _until(text: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
