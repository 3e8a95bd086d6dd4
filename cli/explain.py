"""`assay explain`: why a field of a document has its value, in sentences."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assay.errors import DocumentError
from assay.log import open_log
from assay.settings import Settings
from engine.children import Belt
from engine.order import AUTO, Order
from engine.reading import sandbox_for, seconds_for

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document.")],
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="A field by its dotted name; a cell with its row from 0, as in items.0.name.")
    ],
    schema: Annotated[str, typer.Option(metavar="NAME|FILE.yaml|FOLDER|auto", help="What is wanted.")] = AUTO,
    no_model: Annotated[bool, typer.Option("--no-model", help="Use the rules alone, whatever ASSAY_MODEL says.")] = False,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens a file that is protected by one.")] = None,
) -> None:
    """Say why a field has its value: which sources were asked, what each found, why one was chosen, and what the checks said.

    Exit status: 0 done, 1 the document cannot be read, 2 usage or configuration, 130 interrupted.
    """
    order = Order(settings=Settings.from_environment(os.environ), schema=schema, use_model=not no_model, password=password)
    with Belt(partial(_start, order, field), children=1, limit_seconds=seconds_for(asks_model=order.asks_model)) as belt:
        (answer,) = belt.run([file])
    if isinstance(answer, DocumentError):
        raise answer
    for sentence in answer:
        typer.echo(sentence)


def _start(order: Order, field: str) -> Callable[[Path], tuple[str, ...]]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(order.settings.data_dir)
    from engine.explaining import explained  # noqa: PLC0415  in the child, so that the command line starts without the readers

    sandbox = sandbox_for(order.settings)
    return lambda file: explained(order, sandbox, file, field)
