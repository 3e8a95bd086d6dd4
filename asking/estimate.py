"""A figure that is not known yet: what is expected, and between which bounds it is likely to lie."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Z = 1.96
"""Standard deviations to either side that hold 95 of 100 cases of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An expected value within its interval: `low <= expected <= high`."""

    expected: float
    low: float
    high: float

    def __add__(self, other: Estimate) -> Estimate:
        """The sum; its bounds are the sums of the bounds, for what makes one estimate wrong usually makes the other wrong too."""
        return Estimate(expected=self.expected + other.expected, low=self.low + other.low, high=self.high + other.high)

    def times(self, factor: float) -> Estimate:
        """So many times as much."""
        return Estimate(expected=self.expected * factor, low=self.low * factor, high=self.high * factor)

    def widened(self, margin: float) -> Estimate:
        """The interval wider by so much on either side; less than nothing there cannot be."""
        return Estimate(expected=self.expected, low=max(0.0, self.low - margin), high=self.high + margin)


def known(value: float) -> Estimate:
    """A figure without any doubt."""
    return Estimate(expected=value, low=value, high=value)


NOTHING = known(0.0)


def total(estimates: Iterable[Estimate]) -> Estimate:
    """All of them together."""
    return sum(estimates, NOTHING)


def extrapolated(sample: Sequence[Estimate], of: int) -> Estimate:
    """The total over `of` units, of which the sample holds some.

    The interval is wider by `Z * N * s / sqrt(n) * sqrt(1 - n/N)`: the standard error of a total estimated from `n` of `N` units, with
    the finite population correction (Cochran, Sampling Techniques, 1977, 2.6). A sample of all is no sample.
    """
    count = len(sample)
    if count == 0 or count >= of:
        return total(sample)
    margin = Z * of * _deviation([one.expected for one in sample]) / math.sqrt(count) * math.sqrt(1 - count / of)
    return total(sample).times(of / count).widened(margin)


def _deviation(values: Sequence[float]) -> float:
    """The standard deviation of what the values are a sample of; of a single value as large as itself, since nothing is known."""
    if len(values) < 2:
        return abs(values[0])
    mean = sum(values) / len(values)
    return math.sqrt(sum((one - mean) ** 2 for one in values) / (len(values) - 1))
