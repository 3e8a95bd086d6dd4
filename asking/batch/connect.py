"""From the settings to the end of the line to a model's batches, without the cost of importing a client before there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from assay.errors import ModelError
from assay.provider import provider_named
from assay.settings import Settings

if TYPE_CHECKING:
    from asking.batch.end import BatchEnd


def batch_ends(settings: Settings) -> Callable[[str], BatchEnd]:
    """The end of the line to each model, made when it is first wanted.

    What it gives raises ModelError `llm_no_batches` for a provider that is not asked in OpenAI's form, and ConfigurationError.
    """

    @cache
    def end(model: str) -> BatchEnd:
        access = settings.access(model)
        if not provider_named(access.provider).speaks_openai:
            raise ModelError("llm_no_batches")
        from asking.batch.end import BatchEnd  # noqa: PLC0415  two seconds of imports, which only asking should cost
        from asking.batch.service import BatchService  # noqa: PLC0415  as above
        from asking.wire.dial import dial  # noqa: PLC0415  as above
        from asking.wire.endpoint import Endpoint  # noqa: PLC0415  as above

        client = dial(access, seconds=settings.model_seconds)
        return BatchEnd(model=Endpoint(model, client, seconds=settings.model_seconds), service=BatchService(client))

    return end
