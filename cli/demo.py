"""`assay demo`: the sample documents, and what was found in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from assay.errors import UsageError
from assay.settings import Settings
from cli.folder import documents_at
from cli.output import opened, write_table
from cli.progress import watched
from workers.dispatch import carried_out, usable_cores
from workers.order import Order, Outcome

SAMPLES = Path(__file__).resolve().parent.parent / "samples"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def demo() -> None:
    """Read the sample documents and show what was found.

    Exits with 0 also when a sample cannot be read: the receipt photograph needs text recognition.
    """
    if not SAMPLES.is_dir():
        raise UsageError(
            "The sample documents are not here.", code="no_documents", fix="They come with a checkout of the source; run `make demo` there."
        )
    files = documents_at([SAMPLES])
    order = Order(settings=Settings.from_environment(os.environ))
    outcomes = list(watched(carried_out(order, files, children=usable_cores()), total=len(files), doing="Reading samples"))
    with opened(None) as stream:
        write_table(outcomes, stream)
    typer.echo("\n" + "\n".join(summary(outcomes, order)))


def summary(outcomes: Sequence[Outcome], order: Order) -> list[str]:
    """What the table comes to, in sentences."""
    values = sum(1 for outcome in outcomes for row in outcome.rows if row.value)
    failed = sum(1 for outcome in outcomes if outcome.form["error"])
    read = f"{values} fields with a value from {len(outcomes) - failed} documents; {failed} could not be read and say why."
    asking = sum(_need_a_model(outcome) for outcome in outcomes)
    if order.asks_model or not asking:
        return [read]
    return [
        read,
        f"{asking} fields wait for review because they need a language model, and none is set.",
        "To let one answer them: set ASSAY_MODEL (such as openai/gpt-5-mini, with OPENAI_API_KEY) and run this again.",
    ]


def _need_a_model(outcome: Outcome) -> int:
    """Fields of the document that no rule settled and that only a model could have looked for."""
    return sum(any(reason["signal"] == "unheard" for reason in judged["why"]) for judged in outcome.form["fields"].values())
