"""`assay explain`: why a field of a document has its value, in sentences."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from assay.asking import FieldAnswer
from assay.errors import UsageError
from assay.log import open_log
from assay.settings import Settings
from cli.recorded import recorded
from engine.desk import Desk
from engine.order import AUTO, Order
from engine.reading import WORKING_SECONDS, sandbox_for

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    document: Annotated[str, typer.Argument(metavar="FILE|DOCUMENT", help="A file, or the id of a document of the running system.")],
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="A field by its dotted name; a cell with its row from 0, as in items.0.name.")
    ],
    schema: Annotated[str, typer.Option(metavar="NAME|FILE.yaml|FOLDER|auto", help="What is wanted from the file.")] = AUTO,
    no_model: Annotated[bool, typer.Option("--no-model", help="Use the rules alone, whatever ASSAY_MODEL says.")] = False,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens a file that is protected by one.")] = None,
) -> None:
    """Say why a field of a document has its value.

    The sentences tell which sources were asked, what each found, why one was chosen, and what the checks said.

    A document of the running system is explained with what the system knows of it: its schema, what the language model answered, what
    people decided, and what is stored beside it.

    Exit status: 0 done, 1 the document cannot be read, 2 usage or configuration, 130 interrupted.
    """
    settings = Settings.from_environment(os.environ)
    stored = None if Path(document).exists() else _as_id(document)
    if stored is None:
        told = _of_file(Order(settings=settings, schema=schema, use_model=not no_model, password=password), Path(document), field)
    elif schema != AUTO or no_model or password:
        raise UsageError("The options are for files: the running system knows how it read its documents.", fix="Leave them out.")
    else:
        told = _of_document(settings, stored, field)
    for sentence in told:
        typer.echo(sentence)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_file(order: Order, file: Path, field: str) -> tuple[str, ...]:
    with Desk(partial(_start, order, field, recorded(order.settings, file)), children=1) as desk:
        return desk.ask(file, seconds=WORKING_SECONDS)


def _of_document(settings: Settings, document: UUID, field: str) -> tuple[str, ...]:
    from cli.handing import system_at  # noqa: PLC0415  files are explained without a database
    from engine.errands import desk  # noqa: PLC0415
    from workers.review import explain as explained  # noqa: PLC0415

    with desk(settings, children=1) as children, system_at(settings) as system:
        return explained(system, children, system.workspace, document, field)


def _start(order: Order, field: str, kept: Mapping[str, FieldAnswer]) -> Callable[[Path], tuple[str, ...]]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(order.settings.data_dir)
    from engine.explaining import explained  # noqa: PLC0415  in the child, so that the command line starts without the readers

    sandbox = sandbox_for(order.settings)
    return lambda file: explained(order, sandbox, file, field, kept)
