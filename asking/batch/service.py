"""A provider's files and batches, in OpenAI's form. Importing this module costs a second or two: it brings the provider's client.

Nothing is repeated here: whoever moves a batch comes again later, and every step finds what an earlier one may have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar

import httpx2
import openai
from openai.types import Batch as ProvidersBatch
from openai.types import FileObject

from asking.wire.failure import failure_of
from assay.errors import ModelError, ModelUnauthorised

T = TypeVar("T")

WINDOW: Literal["24h"] = "24h"
"""The only one that there is."""

MOST_LOOKED_THROUGH = 1000
"""The newest of the files and batches at the provider, among which one of ours is looked for."""

_ABSENT = (404, 405, 501)
_OVER = ("completed", "expired", "cancelled", "failed")
_LATER = ("token_limit_exceeded", "rate_limit_exceeded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the provider says of a batch. `over`: nothing more will come. `code`: why the provider did not take it on, where it did not.

    `output` and `errors` are files with a line for each request that ended well or badly; `answered` of `lines` are done.
    """

    over: bool
    code: str | None = None
    output: str | None = None
    errors: str | None = None
    lines: int = 0
    answered: int = 0

    @property
    def later(self) -> bool:
        """Whether the same file may be taken on at another time: as much as the account allows is under way."""
        return self.code in _LATER


class BatchService:
    """The batches of one endpoint. Every method raises ModelError: `llm_no_batches` where the endpoint has none."""

    def __init__(self, client: openai.OpenAI, *, path: Literal["/v1/chat/completions"] = "/v1/chat/completions") -> None:
        """`path` is what each line asks for."""
        self._client = client
        self.path = path

    def upload(self, name: str, content: bytes) -> str:
        """The id of the file, under which it may have been uploaded before."""
        with _translated():
            found = next((one.id for one in self._newest_files() if one.filename == name), None)
            return found or self._client.files.create(file=(name, content), purpose="batch").id

    def create(self, file: str) -> str:
        """The id of the batch over the file, which may have been created before; one that was not taken on does not count."""
        with _translated():
            found = next((one.id for one in self._newest_batches() if one.input_file_id == file and one.status != "failed"), None)
            return found or self._client.batches.create(input_file_id=file, endpoint=self.path, completion_window=WINDOW).id

    def look(self, batch: str) -> Look | None:
        """How far the batch is; None when the provider has forgotten it."""
        with _translated():
            try:
                found = self._client.batches.retrieve(batch)
            except openai.NotFoundError:
                return None
            return _look(found)

    def cancel(self, batch: str) -> None:
        """Have the batch end soon, with what it has until then."""
        with _translated():
            self._client.batches.cancel(batch)

    def lines(self, file: str) -> Iterator[str]:
        """The lines of a file."""
        with _translated(), self._client.files.with_streaming_response.content(file) as response:
            yield from response.iter_lines()

    def forget(self, file: str) -> None:
        """Delete a file at the provider, where documents' text should not lie any longer than it must."""
        with _translated():
            self._client.files.delete(file)

    def _newest_files(self) -> Iterator[FileObject]:
        return _newest(self._client.files.list(purpose="batch", limit=100))

    def _newest_batches(self) -> Iterator[ProvidersBatch]:
        return _newest(self._client.batches.list(limit=100))


def _newest(pages: Iterable[T]) -> Iterator[T]:
    """What the provider lists, the newest first; nothing where it cannot list."""
    try:
        yield from islice(pages, MOST_LOOKED_THROUGH)
    except openai.APIStatusError as error:
        if error.status_code not in _ABSENT:
            raise


def _look(found: ProvidersBatch) -> Look:
    problems = (found.errors.data if found.errors else None) or []
    counts = found.request_counts
    return Look(
        over=found.status in _OVER,
        code=(problems[0].code if problems else None) or "failed" if found.status == "failed" else None,
        output=found.output_file_id,
        errors=found.error_file_id,
        lines=counts.total if counts else 0,
        answered=counts.completed + counts.failed if counts else 0,
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (openai.OpenAIError, httpx2.HTTPError) as cause:
        raise _error(cause) from None


def _error(cause: Exception) -> ModelError:
    """The endpoint's error in our words. Its own may repeat what was sent, so it is never shown."""
    if isinstance(cause, openai.APIStatusError) and cause.status_code in _ABSENT:
        return ModelError("llm_no_batches")
    error = failure_of(cause).error or ModelError("llm_unavailable")
    return error if error.retryable or isinstance(error, ModelUnauthorised) else ModelError("llm_batch_refused")
