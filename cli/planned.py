"""A plan as a person and as a program reads it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from asking.estimate import Estimate
from asking.plan import LEAST_SECONDS, MOST_SECONDS, SECONDS_PER_FIELD, BudgetForecast, Plan
from exports.cost import plain

Form = dict[str, Any]

SAMPLED = "Reckoned from {sampled} of {files} files."
UNPRICED = "unpriced: no price of {models} is known. Add it to the file of ASSAY_PRICES."
ASSUMED = "{seconds:g} seconds a field are assumed, {least:g} to {most:g}."
FITS = {
    "yes": "fits",
    "perhaps": "fits only when it costs no more than expected",
    "no": "does not fit",
}


def lines(plan: Plan) -> Iterator[str]:
    """The plan for people."""
    if plan.sampled < plan.files:
        yield SAMPLED.format(sampled=plan.sampled, files=plan.files)
    rows = dict(_rows(plan))
    width = max(map(len, rows))
    for name, figure in rows.items():
        yield f"{name.ljust(width)}  {figure}"
    if plan.unpriced:
        yield UNPRICED.format(models=", ".join(plan.unpriced))
    for price in plan.prices:
        yield f"Price: {price}."
    yield from (_budget_line(one) for one in plan.budgets)
    yield ASSUMED.format(seconds=SECONDS_PER_FIELD, least=LEAST_SECONDS, most=MOST_SECONDS)


def _rows(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "documents", _count(plan.documents)
    if plan.failed.expected:
        yield "cannot be read", _count(plan.failed)
    yield "need no model", _count(plan.unasked)
    yield "fields remembered", _count(plan.remembered)
    yield "calls", _count(plan.calls)
    yield "input tokens", _count(plan.input_tokens)
    yield "output tokens", _count(plan.output_tokens)
    yield "US dollars", _money(plan.usd)
    yield "in batches", _money(plan.usd_in_batch)
    yield "fields to review", _count(plan.review_fields)
    yield "minutes of review", _count(plan.review_minutes)


def plan_form(plan: Plan) -> Form:
    """The plan for programs. Money is US dollars as text, null where a price is not known."""
    return {
        "files": plan.files,
        "sampled": plan.sampled,
        "models": list(plan.models),
        "prices": list(plan.prices),
        "unpriced": list(plan.unpriced),
        **{name: _counted(getattr(plan, name)) for name in ("documents", "failed", "unasked", "remembered", "calls")},
        **{name: _counted(getattr(plan, name)) for name in ("input_tokens", "output_tokens")},
        **{name: _priced(getattr(plan, name)) for name in ("usd", "usd_in_batch")},
        "budgets": [_budget_form(one) for one in plan.budgets],
        "review": {
            "fields": _counted(plan.review_fields),
            "minutes": _counted(plan.review_minutes),
            "seconds_per_field": SECONDS_PER_FIELD,
        },
    }


def _counted(one: Estimate) -> Form:
    """Whole numbers."""
    expected = round(one.expected)
    return {"expected": expected, "low": min(expected, math.ceil(one.low)), "high": max(expected, math.ceil(one.high))}


def _priced(one: Estimate | None) -> Form | None:
    return None if one is None else {"expected": _usd(one.expected), "low": _usd(one.low), "high": _usd(one.high)}


def _usd(amount: float) -> str:
    return f"{amount:.6f}"


def _count(one: Estimate) -> str:
    counted = _counted(one)
    if counted["low"] == counted["high"]:
        return f"{counted['expected']:,}"
    return f"{counted['expected']:,} ({counted['low']:,} to {counted['high']:,})"


def _money(one: Estimate | None) -> str:
    return "unpriced" if one is None else f"{one.expected:.4f} ({one.low:.4f} to {one.high:.4f})"


def _budget_line(one: BudgetForecast) -> str:
    spent = "" if one.spent is None else f", {plain(one.spent)} of it spent or reserved"
    too_dear = f" for {one.documents} of those looked at" if one.documents else ""
    return f"Budget of {one.whose}: {plain(one.most)} USD{spent}: {FITS[one.fits]}{too_dear}."


def _budget_form(one: BudgetForecast) -> Form:
    return {
        "of": one.whose,
        "usd": plain(one.most),
        "spent": None if one.spent is None else plain(one.spent),
        "fits": one.fits,
        "documents_too_dear": one.documents,
    }
