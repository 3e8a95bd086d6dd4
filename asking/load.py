"""What questions are likely to take: calls, tokens and US dollars, each with an interval.

Input tokens are the bytes of the request by what a token stands for. Output tokens are the fields by what one took before, or, while
nothing is known, the values by what one usually takes. What is asked twice comes on top.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from asking.estimate import NOTHING, Estimate, Z
from asking.forecast import BYTES_PER_TOKEN, Forecast
from asking.ledger import Kind
from asking.prices import MILLION, Price, Prices
from store.history import History

MOST_BYTES_PER_TOKEN, LEAST_BYTES_PER_TOKEN = 5, 3
"""English prose, and figures, codes and languages of long words."""

TOKENS_PER_CELL = 18
"""`"total":{"value":"1,190.00","quote":"Total due 1,190.00"},` in the tokenizers of today."""

OF_NULLS, OF_LONG_QUOTES = 0.25, 3.0
"""An answer in which nothing was found, and one that quotes whole lines, beside `TOKENS_PER_CELL`."""

LEAST_PARTS = 5
"""Fewer answers tell nothing of the next ones."""

LEAST_MARGIN = 0.1
"""Of what was measured: the next documents are others."""

REPEATED = 0.05
"""The share of calls that are made twice, at most, while nothing was measured: usual endpoints fail less."""

DOUBTED = 0.3
"""The share of documents that go on to the large model, while nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is to be asked takes so many calls and tokens; `usd` and `usd_in_batch` are 0 where the price is not known."""

    calls: Estimate = NOTHING
    input_tokens: Estimate = NOTHING
    output_tokens: Estimate = NOTHING
    usd: Estimate = NOTHING
    usd_in_batch: Estimate = NOTHING

    def __add__(self, other: Load) -> Load:
        """Both together."""
        return Load(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            usd=self.usd + other.usd,
            usd_in_batch=self.usd_in_batch + other.usd_in_batch,
        )


def total_load(loads: Iterable[Load]) -> Load:
    """All of them together."""
    return sum(loads, Load())


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """What turns forecasts into loads. `parts` is how many forecasts there are: errors of many cancel out."""

    prices: Prices
    histories: Mapping[str, History]
    parts: int

    def load(self, forecast: Forecast) -> Load:
        """What one forecast is likely to take."""
        history = self.histories.get(forecast.schema, History())
        times = _doubted(history) if forecast.reason == "doubtful" else _repeats(history)
        sent = Estimate(
            expected=forecast.request_bytes / BYTES_PER_TOKEN,
            low=forecast.request_bytes / MOST_BYTES_PER_TOKEN,
            high=forecast.request_bytes / LEAST_BYTES_PER_TOKEN,
        )
        calls = Estimate(expected=forecast.calls, low=min(forecast.fewest, forecast.calls), high=forecast.calls)
        tokens = (_multiplied(sent, times), _multiplied(self._answer(forecast, history), times))
        price = self.prices.price(forecast.model)
        return Load(
            calls=_multiplied(calls, times),
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            usd=_usd(price, *tokens, "live"),
            usd_in_batch=_usd(price, *tokens, "batch"),
        )

    def _answer(self, forecast: Forecast, history: History) -> Estimate:
        """Output tokens."""
        if history.parts < LEAST_PARTS or not history.fields:
            expected = float(min(TOKENS_PER_CELL * forecast.cells, forecast.output_tokens))
            high = min(expected * OF_LONG_QUOTES, forecast.output_tokens)
            return Estimate(expected=expected, low=expected * OF_NULLS, high=high)
        usual = history.tokens_per_field * len(forecast.fields)
        margin = max(LEAST_MARGIN, Z * history.spread * math.sqrt(1 / self.parts + 1 / history.parts))
        return Estimate(expected=usual, low=usual * max(0.0, 1 - margin), high=usual * (1 + margin))


def unpriced(forecasts: Sequence[Forecast], prices: Prices) -> tuple[str, ...]:
    """The models that are to be asked and have no price."""
    return tuple(model for model in dict.fromkeys(one.model for one in forecasts) if prices.price(model) is None)


def _repeats(history: History) -> Estimate:
    """How often a call is made: once, and again where it failed or mixed documents up; the interval is that of a binomial share."""
    if history.calls < LEAST_PARTS:
        return Estimate(expected=1.0, low=1.0, high=1.0 + REPEATED)
    share = history.repeats / history.calls
    return Estimate(expected=1 + share, low=1.0, high=1 + share + Z * math.sqrt(share * (1 - share) / history.calls))


def _doubted(history: History) -> Estimate:
    """Whether a document goes on to the large model: those that were forecast are the most that may."""
    share = history.doubted / history.documents if history.doubted and history.documents >= LEAST_PARTS else DOUBTED
    return Estimate(expected=share, low=0.0, high=1.0)


def _multiplied(one: Estimate, other: Estimate) -> Estimate:
    return Estimate(expected=one.expected * other.expected, low=one.low * other.low, high=one.high * other.high)


def _usd(price: Price | None, sent: Estimate, answer: Estimate, kind: Kind) -> Estimate:
    """The price of fresh input: what the provider has in its cache may cost less."""
    if price is None:
        return NOTHING
    factor = float((price.batch if kind == "batch" else 1) / MILLION)
    return sent.times(float(price.input) * factor) + answer.times(float(price.output) * factor)
