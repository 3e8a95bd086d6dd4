"""A model that is asked only while that has a point."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assay.document import Document
from assay.errors import ModelError, ModelUnauthorised, ModelUnreached
from extractors.base import Extractor, Found
from schemas.schema import Field, Schema
from schemas.types.base import Locale

UNREACHED_IN_A_ROW = 2
REST_SECONDS = 30.0


@dataclass(slots=True, kw_only=True)
class Sparing:
    """A model that is asked only while that has a point.

    Once its endpoint has refused the key it is not asked again. Once it could not be reached twice in a row it is not
    asked for half a minute, for each try costs seconds; then one try tells whether it is back. `clock` gives seconds.
    """

    model: Extractor
    clock: Callable[[], float] = time.monotonic
    _error: ModelError | None = field(default=None, init=False)
    _unreached: int = field(default=0, init=False)
    _rests_until: float = field(default=0.0, init=False)

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """What the model finds, or the error that it met before."""
        if self._error is not None and self.clock() < self._rests_until:
            return Found(error=self._error)
        found = self.model.extract(document, schema, fields, locale)
        self._error = found.error
        self._unreached = self._unreached + 1 if isinstance(found.error, ModelUnreached) else 0
        self._rests_until = self._rest()
        return found

    def _rest(self) -> float:
        if isinstance(self._error, ModelUnauthorised):
            return math.inf
        return self.clock() + REST_SECONDS if self._unreached >= UNREACHED_IN_A_ROW else 0.0
