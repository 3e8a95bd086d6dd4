"""What reading a number of files is likely to cost: the sum over what was forecast for each of them, or for a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from asking.estimate import NOTHING, Estimate, extrapolated, known
from asking.forecast import Forecast
from asking.load import Load, Scales, total_load, unpriced
from asking.past import Past
from asking.prices import Prices
from assay.asking import Budget

SECONDS_PER_FIELD = 15.0
"""To read a value beside its place in the document and to press a key, or to type another one."""

LEAST_SECONDS, MOST_SECONDS = 5.0, 40.0
"""A glance, and a value to be looked for."""

REVIEWED = 0.25
"""The share of the fields a model is asked for that a person has to look at after it: what it finds is mostly borne out by the text."""

Fits = Literal["yes", "perhaps", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForecast:
    """What was forecast for one file: its documents, and what is to be asked about them.

    `doubted` counts the fields that wait for a person whatever a model says, `open` those that a model is asked for, `remembered` those
    that one has answered before.
    """

    documents: int = 0
    failed: int = 0
    unasked: int = 0
    doubted: int = 0
    open: int = 0
    remembered: int = 0
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetForecast:
    """A budget in US dollars, what is spent of it, and whether the plan fits; `documents` is for how many one of each is too small."""

    whose: str
    most: Decimal
    spent: Decimal | None
    fits: Fits
    documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What reading `files` files is likely to take, of which `sampled` were looked at.

    `usd` and `usd_in_batch` are None where a model that is to be asked has no price: those are `unpriced`. `prices` names those in force.
    """

    files: int
    sampled: int
    documents: Estimate
    failed: Estimate
    unasked: Estimate
    remembered: Estimate
    calls: Estimate
    input_tokens: Estimate
    output_tokens: Estimate
    usd: Estimate | None
    usd_in_batch: Estimate | None
    review_fields: Estimate
    review_minutes: Estimate
    models: tuple[str, ...] = ()
    unpriced: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()
    budgets: tuple[BudgetForecast, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """The files that were looked at, what each takes, and how many there are in all."""

    sample: Sequence[FileForecast]
    loads: Sequence[Load]
    files: int

    def of(self, measure: Callable[[FileForecast], float]) -> Estimate:
        return extrapolated([known(measure(one)) for one in self.sample], self.files)

    def taken(self, measure: Callable[[Load], Estimate]) -> Estimate:
        return extrapolated([measure(one) for one in self.loads], self.files)


def planned(sample: Sequence[FileForecast], *, files: int, prices: Prices, past: Past, per_day: Decimal | None) -> Plan:
    """The plan for so many files, of which the sample was looked at. `per_day` is the budget for everything in a day."""
    forecasts = tuple(forecast for one in sample for forecast in one.forecasts)
    scales = Scales(prices=prices, histories=past.histories, parts=max(1, len(forecasts)))
    sums = _Sums(sample=sample, loads=[total_load(map(scales.load, one.forecasts)) for one in sample], files=files)
    missing = unpriced(forecasts, prices)
    review = extrapolated([_for_people(one) for one in sample], files)
    usd = None if missing else sums.taken(lambda load: load.usd)
    models = tuple(dict.fromkeys(one.model for one in forecasts))
    return Plan(
        files=files,
        sampled=len(sample),
        documents=sums.of(lambda one: one.documents),
        failed=sums.of(lambda one: one.failed),
        unasked=sums.of(lambda one: one.unasked),
        remembered=sums.of(lambda one: one.remembered),
        calls=sums.taken(lambda load: load.calls),
        input_tokens=sums.taken(lambda load: load.input_tokens),
        output_tokens=sums.taken(lambda load: load.output_tokens),
        usd=usd,
        usd_in_batch=None if missing else sums.taken(lambda load: load.usd_in_batch),
        review_fields=review,
        review_minutes=_minutes(review),
        models=models,
        unpriced=missing,
        prices=tuple(price.name for model in models if (price := prices.price(model)) is not None),
        budgets=(*_of_schemas(forecasts, sums, scales, past), *_of_the_day(per_day, past, usd if forecasts else NOTHING)),
    )


def _for_people(one: FileForecast) -> Estimate:
    return Estimate(expected=one.doubted + REVIEWED * one.open, low=one.doubted, high=one.doubted + one.open)


def _minutes(fields: Estimate) -> Estimate:
    return Estimate(
        expected=fields.expected * SECONDS_PER_FIELD / 60,
        low=fields.low * LEAST_SECONDS / 60,
        high=fields.high * MOST_SECONDS / 60,
    )


def _of_schemas(forecasts: Sequence[Forecast], sums: _Sums, scales: Scales, past: Past) -> Iterator[BudgetForecast]:
    """The budgets of the schemas that something is to be asked for."""
    for schema, budget in {one.schema: one.budget or Budget() for one in forecasts}.items():
        own = [one for one in forecasts if one.schema == schema]
        if budget.per_document is not None:
            yield _per_document(schema, own, budget.per_document)
        if budget.per_day is not None:
            cost = None if unpriced(own, scales.prices) else _cost_of(schema, sums, scales)
            yield _per_day(f"the schema `{schema}` today", budget.per_day, past.spent_by_schema.get(schema, Decimal(0)), cost)


def _of_the_day(most: Decimal | None, past: Past, usd: Estimate | None) -> Iterator[BudgetForecast]:
    if most is not None:
        yield _per_day("everything today (ASSAY_BUDGET_PER_DAY)", most, past.spent_today, usd)


def _cost_of(schema: str, sums: _Sums, scales: Scales) -> Estimate:
    loads = [total_load(scales.load(one) for one in file.forecasts if one.schema == schema) for file in sums.sample]
    return extrapolated([load.usd for load in loads], sums.files)


def _per_document(schema: str, forecasts: Sequence[Forecast], most: Decimal) -> BudgetForecast:
    """As the ledger has it: what a call can cost at most must fit."""
    too_dear = {one.document for one in forecasts if most == 0 or one.worst is None or one.worst > most}
    whose = f"a document of the schema `{schema}`"
    return BudgetForecast(whose=whose, most=most, spent=None, fits="no" if too_dear else "yes", documents=len(too_dear))


def _per_day(whose: str, most: Decimal, spent: Decimal, usd: Estimate | None) -> BudgetForecast:
    """A call of unknown price fits into no budget."""
    left = float(most - spent)
    if most == 0 or usd is None or usd.expected > left:
        fits: Fits = "no"
    else:
        fits = "yes" if usd.high <= left else "perhaps"
    return BudgetForecast(whose=whose, most=most, spent=spent, fits=fits)
