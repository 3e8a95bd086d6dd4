"""`assay plan`: what `assay extract` would ask a model, and what that would cost, before anything is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from asking.forecast import Forecaster
from asking.past import NO_PAST, Past, past_of
from asking.plan import FileForecast, Plan, planned
from asking.price_file import prices_of
from asking.remembered import ShelvedMemory
from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, ConfigurationError
from assay.settings import Settings
from cli.folder import documents_at
from cli.planned import lines, plan_form
from cli.progress import watched
from cli.tally import Tally
from engine.dispatch import carried_out, usable_cores
from engine.order import AUTO, Form, Order, Outcome
from store.local import LocalShelf, kept_locally

MOST_FILES = 200
"""So many are read in about a minute; of more a sample is taken, unless --sample says how many."""

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def plan(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Documents, or folders that hold some.")],
    schema: Annotated[
        str,
        typer.Option(metavar="NAME|FILE.yaml|FOLDER|auto", help="What is wanted; auto and a folder of schemas choose for each document."),
    ] = AUTO,
    sample: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Look at so many files, spread over all of them, and reckon from those."),
    ] = MOST_FILES,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Plan for this model instead of ASSAY_MODEL.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="Documents at the same time; by default one per core.")
    ] = None,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens documents that are protected by it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False,
) -> None:
    """Read documents, and say what asking a language model about them would take. Nobody is asked.

    Shows calls, tokens and US dollars, what is remembered already, whether it fits into the budgets, and the minutes that people
    would have to look at fields; each as what is expected, and in brackets between what and what it is likely to lie.

    Exit status: 0 done, 1 some documents cannot be read, 2 usage or configuration, 130 interrupted.
    """
    settings = _settings(model)
    order = Order(settings=settings, schema=schema, password=password)
    files = documents_at(paths)
    found = _planned(order, files, spread(files, sample), children=jobs or usable_cores())
    typer.echo(json.dumps(plan_form(found), indent=2) if as_json else "\n".join(lines(found)))
    raise typer.Exit(EXIT_DOCUMENTS_FAILED if found.failed.expected else EXIT_DONE)


def _settings(model: str | None) -> Settings:
    given = dict(os.environ) | ({} if model is None else {"ASSAY_MODEL": model})
    settings = Settings.from_environment(given)
    if settings.model is None:
        raise ConfigurationError(
            "No language model is named, so there is nothing to plan.",
            code="setting_missing",
            fix="Set ASSAY_MODEL, or name one with --model, such as openai/gpt-5-mini.",
        )
    return settings


def spread(files: Sequence[Path], most: int) -> list[Path]:
    """Up to so many of the files, at even distances: neighbours in a folder are alike."""
    if len(files) <= most:
        return list(files)
    return [files[place * len(files) // most] for place in range(most)]


def _planned(order: Order, files: Sequence[Path], sample: Sequence[Path], *, children: int) -> Plan:
    """The plan for all files from those in the sample. Raises what `carried_out` raises."""
    settings = order.settings
    prices = prices_of(settings.prices)
    with kept_locally(settings.data_dir) as shelf:
        forecaster = Forecaster(settings, prices, None if shelf is None else ShelvedMemory(shelf))
        tally = Tally(aloud=True)
        found = watched(carried_out(order, sample, children=children, ask=forecaster.ask), total=len(sample), doing="Planning")
        forecasts = [_of_file(tally.counted(pieces), forecaster) for pieces in found]
        past = _past(shelf, forecasts)
    return planned(forecasts, files=len(files), prices=prices, past=past, per_day=settings.budget_per_day)


def _past(shelf: LocalShelf | None, forecasts: Sequence[FileForecast]) -> Past:
    schemas = dict.fromkeys(forecast.schema for one in forecasts for forecast in one.forecasts)
    return NO_PAST if shelf is None else past_of(shelf, schemas)


def _of_file(pieces: Iterable[Outcome], forecaster: Forecaster) -> FileForecast:
    found = FileForecast()
    for piece in pieces:
        one = _of_document(piece.form, forecaster)
        found = FileForecast(
            documents=found.documents + 1,
            failed=found.failed + one.failed,
            unasked=found.unasked + one.unasked,
            doubted=found.doubted + one.doubted,
            open=found.open + one.open,
            remembered=found.remembered + one.remembered,
            forecasts=(*found.forecasts, *one.forecasts),
        )
    return found


def _of_document(form: Form, forecaster: Forecaster) -> FileForecast:
    document = form["document"]["id"]
    forecasts = forecaster.of(document)
    asked = {field for one in forecasts for field in one.fields}
    failed = form["status"] == "failed"
    return FileForecast(
        failed=failed,
        unasked=not forecasts and not failed,
        doubted=sum(_name(pointer) not in asked for pointer in form["review"]["fields"]),
        open=len(asked),
        remembered=len(forecaster.remembered(document)),
        forecasts=forecasts,
    )


def _name(pointer: Any) -> str:
    """The field at the top that a pointer leads into."""
    return str(pointer).split("/", 2)[1]
