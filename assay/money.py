"""Money as it is counted and kept: whole billionths of a US dollar, which add up exactly, and how a sum is divided without a rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from assay.extraction import Usage

NANO = Decimal("1e-9")


def nano_of(usd: Decimal) -> int:
    """The amount to the nearest billionth."""
    return int((usd / NANO).to_integral_value(rounding=ROUND_HALF_EVEN))


def nano_above(usd: Decimal) -> int:
    """The amount, no billionth too little: what is reserved must hold what it will cost."""
    return int((usd / NANO).to_integral_value(rounding=ROUND_CEILING))


def usd_of(nano: int) -> Decimal:
    """The amount in dollars, without noughts at its end."""
    return (nano * NANO).normalize() if nano else Decimal(0)


def by_shares(total: int, shares: Sequence[float]) -> list[int]:
    """Whole parts that add up to the total, each its share of it to less than one: what is left over goes to the largest remainders."""
    whole = sum(map(Decimal, shares))
    exact = [total * Decimal(share) / whole for share in shares]
    parts = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def evenly(total: int, parts: int) -> list[int]:
    """So many whole parts that add up to the total, as equal as may be, the larger ones first: as the view `model_costs` divides."""
    each, left = divmod(total, parts)
    return [each + (place < left) for place in range(parts)]


def usage_by_shares(usage: Usage, shares: Sequence[float]) -> list[Usage]:
    """What a call cost, divided among its documents; each of them counts the call."""
    return _divided(usage, len(shares), lambda total: by_shares(total, shares))


def usage_evenly(usage: Usage, parts: int) -> list[Usage]:
    """What was paid, divided into equal parts; each of them counts the calls."""
    return _divided(usage, parts, lambda total: evenly(total, parts))


def _divided(usage: Usage, parts: int, divide: Callable[[int], list[int]]) -> list[Usage]:
    counts = zip(divide(usage.input_tokens), divide(usage.cached_tokens), divide(usage.output_tokens), strict=True)
    money = [None] * parts if usage.usd is None else [usd_of(nano) for nano in divide(nano_of(usage.usd))]
    return [
        replace(usage, input_tokens=fresh, cached_tokens=cached, output_tokens=output, usd=usd)
        for (fresh, cached, output), usd in zip(counts, money, strict=True)
    ]
