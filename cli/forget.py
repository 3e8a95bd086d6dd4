"""`assay forget`: what language models answered to `assay extract` is taken out of the data folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from asking.forgetting import Forgotten, forget, is_about, is_older
from assay.errors import UsageError
from assay.settings import Settings
from cli.folder import documents_at
from engine.dispatch import members_of
from engine.order import Order
from engine.story import is_container
from ingest.assemble import ID_LENGTH
from ingest.upload import Upload, open_upload
from store.answers import Remembered
from store.local import kept_locally

ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}(-\d+-\d+)?")

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command("forget")
def command(
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="PATH|DOCUMENT", help="Files, folders, or documents by the ids of their results.")
    ] = None,
    older_than: Annotated[int | None, typer.Option(min=0, metavar="DAYS", help="All that nothing was added to for so many days.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how much that is, and forget nothing.")] = False,
) -> None:
    """Forget what language models answered to `assay extract`.

    The documents are asked about again when they are read the next time.

    A file stands for the pieces that it was split into and the files that it holds, too.

    What the running system keeps goes with its documents.

    Exit status: 0 done, 1 a file cannot be opened, 2 usage or configuration.
    """
    settings = Settings.from_environment(os.environ)
    which = _chosen(settings, documents or [], older_than, everything=everything)
    with kept_locally(settings.data_dir) as shelf:
        done = Forgotten(0, 0) if shelf is None else forget(shelf, which, really=not dry_run)
    typer.echo(_sentence(done, dry_run=dry_run))


def _chosen(settings: Settings, documents: Sequence[str], days: int | None, *, everything: bool) -> Callable[[Remembered], bool]:
    if bool(documents) + (days is not None) + everything != 1:
        raise UsageError("It has to be said what to forget, in one way.", fix="Name documents, or give --older-than or --all.")
    if documents:
        return partial(is_about, documents={name for one in documents for name in _ids(settings, one)})
    return (lambda _: True) if days is None else partial(is_older, days=days)


def _ids(settings: Settings, text: str) -> Iterator[str]:
    """The ids of what a person named: of the files at a path and of what they hold, or the text itself."""
    path = Path(text)
    if ID.fullmatch(text) and not path.exists():
        yield text
        return
    for file in documents_at([path]):
        upload = open_upload(file)
        yield upload.sha256[:ID_LENGTH]
        if is_container(upload):
            members = members_of(Order(settings=settings), file)
            yield from (one.content.sha256[:ID_LENGTH] for one in members if isinstance(one.content, Upload))


def _sentence(done: Forgotten, *, dry_run: bool) -> str:
    if not done.answers:
        return "There is nothing to forget."
    answers = f"{done.answers} answer{'s' * (done.answers != 1)}"
    documents = f"{done.documents} document{'s' * (done.documents != 1)}"
    return f"{answers} about {documents} {'would be' if dry_run else 'are'} forgotten."
