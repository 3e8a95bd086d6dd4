"""Reports: the numbers of the dashboard."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import examples
from api.caller import ByAnyone
from api.models import CostReport
from exports.cost import report_form
from store.costs import By, Days, costs, total_cost
from store.shelf import PostgresShelf

router = APIRouter(prefix="/v1/reports", tags=["reports"])


@router.get("/cost", response_model=CostReport, **examples.operation("cost_report"))
def cost_report(
    asked: ByAnyone,
    by: Annotated[By, Query(description="What the sums are taken by.")] = "schema",
    since: Annotated[date | None, Query(description="From this day on (UTC).")] = None,
    until: Annotated[date | None, Query(description="Up to this day, included (UTC).")] = None,
) -> Any:
    """What language models cost, summed up by schema, field, document, day, model or token, the dearest first.

    Every call counts from the moment before it is made, with the most that it can cost, and once it has ended with what it cost.
    """
    days = Days(since=since, until=until)
    with PostgresShelf(asked.system.pool).transaction() as transaction:
        found = costs(transaction, asked.workspace, by=by, days=days)
        return report_form(by, days, found, total_cost(transaction, asked.workspace, days=days))
