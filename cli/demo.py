"""`assay demo`: the whole system, with the sample documents, and what it found in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import typer

from assay.errors import UsageError
from assay.settings import Settings
from cli.folder import documents_at
from cli.handing import entrusted, outcomes, system_at
from cli.household import Household, raised, with_free_port
from cli.message import tell
from cli.output import opened, write_table
from cli.progress import watched
from cli.serve import LOOPBACK
from cli.up import greet, interruptible, run_on
from engine.order import AUTO, Outcome

SAMPLES = Path(__file__).resolve().parent.parent / "samples"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def demo() -> None:
    """Start the system, hand it the sample documents, and show what was found.

    It has a database of its own in `demo` in the data folder. On a terminal it stays up until Ctrl+C, so that the console can be
    looked at; elsewhere it stops when the samples are done. Exits with 0 also when a sample cannot be read: the receipt photograph
    needs text recognition.
    """
    if not SAMPLES.is_dir():
        raise UsageError(
            "The sample documents are not here.", code="no_documents", fix="They come with a checkout of the source; run `make demo` there."
        )
    given = Settings.from_environment(os.environ)
    settings = with_free_port(replace(given, data_dir=given.data_dir / "demo"))
    tell("Starting the database, a worker, the watched folder, the API and the console.")
    with interruptible() as stopped, raised(settings, host=LOOPBACK, jobs=None, watch=True) as household:
        show(household, asks_model=settings.model is not None)
        if sys.stdin is not None and sys.stdin.isatty():
            stopped.household = household
            typer.echo()
            greet(household)
            run_on(household, stopped)


def show(household: Household, *, asks_model: bool) -> None:
    """Hand the samples in, wait for them, and print what was found."""
    files = documents_at([SAMPLES])
    with system_at(household.settings) as system:
        handed = list(entrusted(system, files, schema=AUTO, waited=True))
        told = watched(outcomes(system, handed, meanwhile=household.look_after), total=len(files), doing="Reading samples")
        found = list(chain.from_iterable(told))
    with opened(None) as stream:
        write_table(found, stream)
    typer.echo("\n" + "\n".join(summary(found, asks_model=asks_model)))


def summary(outcomes: Sequence[Outcome], *, asks_model: bool) -> list[str]:
    """What the table comes to, in sentences."""
    values = sum(1 for outcome in outcomes for row in outcome.rows if row.value)
    failed = sum(1 for outcome in outcomes if outcome.form["error"])
    read = f"{values} fields with a value from {len(outcomes) - failed} documents; {failed} could not be read and say why."
    asking = sum(_need_a_model(outcome) for outcome in outcomes)
    if asks_model or not asking:
        return [read]
    return [
        read,
        f"{asking} fields wait for review because they need a language model, and none is set.",
        "To let one answer them: set ASSAY_MODEL (such as openai/gpt-5-mini, with OPENAI_API_KEY) and run this again.",
    ]


def _need_a_model(outcome: Outcome) -> int:
    """Fields of the document that no rule settled and that only a model could have looked for."""
    return sum(any(reason["signal"] == "unheard" for reason in judged["why"]) for judged in outcome.form["fields"].values())
