"""What models cost as JSON: the same for the API and the command line. Money is US dollars as text; an unknown price is null, never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from assay.extraction import Extraction, Usage
from assay.money import usage_evenly
from assay.span import Span
from schemas.schema import Schema
from store.costs import Cost, Days

Form = dict[str, Any]

NOTHING: Form = {"calls": 0, "usd": "0"}


def cost_form(cost: Cost) -> Form:
    """One sum."""
    return asdict(cost) | {"usd": None if cost.usd is None else plain(cost.usd)}


def report_form(by: str, days: Days, costs: Sequence[Cost], total: Cost) -> Form:
    """The sums by one thing, and all of it together. A call about several documents counts once in the total."""
    return {
        "by": by,
        "since": days.since and days.since.isoformat(),
        "until": days.until and days.until.isoformat(),
        "costs": [cost_form(one) for one in costs],
        "total": cost_form(total),
    }


def field_costs(extraction: Extraction, schema: Schema) -> dict[str, Form]:
    """By pointer, what it cost to ask a model for the value: calls, and an even share of the money that its list or table took.

    Nothing for what was not asked now, whatever its source is; null where the price is not known.
    """
    costs = dict.fromkeys(extraction.fields, NOTHING)
    for field in schema.fields:
        paths = [path for path in extraction.fields if path == field.path or path.startswith(f"{field.path}/")]
        if field.name in extraction.costs and paths:
            shares = usage_evenly(extraction.costs[field.name], len(paths))
            costs |= {path: _paid_form(one) for path, one in zip(paths, shares, strict=True)}
    return costs


def _paid_form(usage: Usage) -> Form:
    return {"calls": usage.calls, "usd": None if usage.usd is None else plain(usage.usd)}


def egress_form(egress: Mapping[str, Sequence[Span]], document: str) -> Form:
    """Which characters of a document's text a model was shown: spans, and how many they are."""
    spans = egress.get(document, ())
    return {"spans": [[one.start, one.end] for one in spans], "characters": sum(map(len, spans))}


def plain(number: Decimal) -> str:
    """Without an exponent and without trailing noughts: 0.00050 is `0.0005`."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
