"""An asker that asks nobody: it packs the questions as they would be asked, and notes what each call would take."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from asking.call import request_bytes
from asking.known import recalled, still_open
from asking.memory import Memory
from asking.pack import Pack, is_long, packs_of
from asking.prices import Prices
from assay.asking import Answered, Asked, Budget, FieldAnswer, Json, Question, Reason, Size
from assay.settings import Settings

BYTES_PER_TOKEN = 4
"""Of usual text in the tokenizers of today."""

ROWS_PER_TABLE = 5
ITEMS_PER_LIST = 2
"""Nobody knows before how many there are: an everyday invoice and a list of emphases have about so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What one question would take: its part in a call.

    `calls` is that part, and `fewest` what it is when as many documents as may be travel together. `cells` counts the values of its
    answer, `output_tokens` is how long that may be. `worst` is the most that the question can cost when asked alone, in US dollars; None
    without a price.
    """

    document: str
    schema: str
    model: str
    reason: Reason
    fields: frozenset[str]
    calls: float
    fewest: float
    request_bytes: float
    cells: int
    output_tokens: int
    worst: Decimal | None
    budget: Budget | None


class Forecaster:
    """Notes what `Asker.ask` would ask. `memory` is None where nothing was ever kept. Safe to share between threads."""

    def __init__(self, settings: Settings, prices: Prices, memory: Memory | None) -> None:
        self._settings = settings
        self._prices = prices
        self._memory = memory
        self._lock = threading.Lock()
        self._forecasts: dict[str, list[Forecast]] = {}
        self._remembered: dict[str, set[str]] = {}

    def ask(self, questions: Sequence[Question]) -> tuple[Answered, ...]:
        """What is remembered for each question, and nothing for the rest, whose cost is noted. Raises StorageError."""
        known = [self._recalled(question) for question in questions]
        left = [still_open(question, one) for question, one in zip(questions, known, strict=True)]
        packs = list(packs_of([one for one in left if one.fields], most=self._settings.model_documents))
        with self._lock:
            for question, one in zip(questions, known, strict=True):
                self._remembered.setdefault(question.document, set()).update(one)
            for forecast in (one for pack in packs for one in self._forecasts_of(pack)):
                self._forecasts.setdefault(forecast.document, []).append(forecast)
        return tuple(Answered(fields=one) for one in known)

    def of(self, document: str) -> tuple[Forecast, ...]:
        """What was noted about a document since it was last looked up."""
        with self._lock:
            return tuple(self._forecasts.pop(document, ()))

    def remembered(self, document: str) -> frozenset[str]:
        """The fields of the document that a model answered before."""
        return frozenset(self._remembered.get(document, ()))

    def _recalled(self, question: Question) -> Mapping[str, FieldAnswer]:
        return {} if self._memory is None else recalled(self._memory, question, self._models(question.size))

    def _models(self, size: Size) -> tuple[str, ...]:
        return (self._settings.models_large if size == "large" else ()) or self._settings.models

    def _forecasts_of(self, pack: Pack) -> list[Forecast]:
        sent = request_bytes(pack.request)
        shares = pack.shares()
        return [
            self._forecast(question, share=1 / len(shares), sent=sent * share)
            for question, share in zip(pack.questions.values(), shares, strict=True)
        ]

    def _forecast(self, question: Question, *, share: float, sent: float) -> Forecast:
        model = self._models(question.size)[0]
        alone = Pack(questions={"d0000": question}).request
        price = self._prices.price(model)
        return Forecast(
            document=question.document,
            schema=question.schema.name,
            model=model,
            reason=question.reason,
            fields=frozenset(field.name for field in question.fields),
            calls=share,
            fewest=1.0 if is_long(question) else 1 / self._settings.model_documents,
            request_bytes=sent,
            cells=sum(map(cells_of, question.fields)),
            output_tokens=question.output_tokens,
            worst=price.worst(request_bytes(alone), alone.output_tokens, "live") if price else None,
            budget=question.budget,
        )


def cells_of(field: Asked) -> int:
    """How many values the answer is likely to hold."""
    form: Mapping[str, Json] = field.shape.get("properties", {})
    if "rows" in form:
        return ROWS_PER_TABLE * len(form["rows"]["items"]["properties"])
    return ITEMS_PER_LIST if "items" in form else 1
