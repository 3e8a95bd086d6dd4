"""`assay cost`: what language models cost so far, from the ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import typer

from assay.errors import UsageError
from assay.settings import Settings
from cli.message import printable
from exports.cost import egress_form, report_form
from store.costs import By, Cost, Days, costs, egress, total_cost
from store.local import FILE, NOBODY, LocalShelf
from store.migrate import published, require_current
from store.pool import connect, open_pool
from store.postgres import database, kept_in
from store.shelf import PostgresShelf, Shelf
from store.workspaces import ensure_workspace
from workers.system import WORKSPACE

COLUMNS = {
    "calls": "calls",
    "documents": "documents",
    "input_tokens": "input",
    "cached_tokens": "cached",
    "output_tokens": "output",
    "usd": "USD",
}
NOTHING = "No model has been asked."
OPEN = "Calls that have not ended count with the most that they can cost: {}."
UNPRICED = "Calls of models without a price, which are in no sum of money: {}. Add the price to the file of ASSAY_PRICES."

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def day(text: str) -> date:
    """A date. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"`{text[:20]}` is no date.", fix="Write it as 2026-03-05.") from error


@app.command()
def cost(
    by: Annotated[By, typer.Option(help="What the sums are taken by.")] = "schema",
    since: Annotated[date | None, typer.Option(parser=day, metavar="DATE", help="From this day on (UTC).")] = None,
    until: Annotated[date | None, typer.Option(parser=day, metavar="DATE", help="Up to this day, included (UTC).")] = None,
    local: Annotated[
        bool, typer.Option("--local", help="What `assay extract` asked, also where the data folder has a running system's database.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs; by document also what models were shown.")] = False,
) -> None:
    """Show what language models cost: calls, tokens and US dollars.

    Looks into the running system's database, or, where there is none, into what `assay extract` keeps in the data folder.
    """
    days = Days(since=since, until=until)
    with _shelf(Settings.from_environment(os.environ), local=local) as (shelf, workspace):
        report = reported(shelf, workspace, by, days)
    typer.echo(json.dumps(report, indent=2) if as_json else "\n".join(lines(report)))


def reported(shelf: Shelf | None, workspace: UUID, by: By, days: Days) -> dict[str, Any]:
    """The report for programs; where there is no shelf, nothing was ever asked."""
    if shelf is None:
        return report_form(by, days, [], Cost(name="total"))
    with shelf.transaction() as transaction:
        found = costs(transaction, workspace, by=by, days=days)
        report = report_form(by, days, found, total_cost(transaction, workspace, days=days))
        if by == "document":
            left = egress(transaction, workspace, days=days)
            report["costs"] = [one | {"egress": egress_form(left, one["name"])} for one in report["costs"]]
    return report


def lines(report: dict[str, Any]) -> Iterator[str]:
    """The report for people."""
    total = report["total"]
    if not total["calls"]:
        yield NOTHING
        return
    table = [[report["by"], *COLUMNS.values()], *(_cells(one) for one in (*report["costs"], total))]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    yield from (_line(cells, widths) for cells in table)
    if total["open_calls"]:
        yield OPEN.format(total["open_calls"])
    if total["unpriced_calls"]:
        yield UNPRICED.format(total["unpriced_calls"])


def _cells(cost: dict[str, Any]) -> list[str]:
    return [printable(cost["name"]) or "none", *("unpriced" if cost[key] is None else str(cost[key]) for key in COLUMNS)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The name to the left, figures to the right."""
    name, *figures = cells
    return "  ".join([name.ljust(widths[0]), *(figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True))])


@contextmanager
def _shelf(settings: Settings, *, local: bool) -> Iterator[tuple[Shelf | None, UUID]]:
    """Where the ledger is kept, and the workspace in it; None where nothing was ever kept."""
    if local or (settings.database_url is None and kept_in(settings.data_dir) is None):
        with _local_shelf(settings) as shelf:
            yield shelf, NOBODY
        return
    with database(settings) as address:
        with connect(address) as connection:
            require_current(connection, published())
            workspace = ensure_workspace(connection, WORKSPACE)
        with open_pool(address, size=1) as pool:
            yield PostgresShelf(pool), workspace


@contextmanager
def _local_shelf(settings: Settings) -> Iterator[Shelf | None]:
    if not (settings.data_dir / FILE).exists():
        yield None
        return
    shelf = LocalShelf(settings.data_dir)
    try:
        yield shelf
    finally:
        shelf.close()
