"""`assay worker`: works on what was handed in."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from assay.log import open_log
from assay.settings import Settings
from workers.tether import hold_tether
from workers.worker import run_worker

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def worker(
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="Documents at once; as many as there are processors.")] = None,
) -> int:
    """Work on the documents that were handed in, until Ctrl+C.

    Any number of workers may run, on any number of machines that reach the database, the broker and the kept files. Ctrl+C or SIGTERM
    lets the worker finish the documents that it has in hand and gives the others back; a second one ends it at once.

    Exit status: 0 it was told to stop, 1 the database cannot be reached, 2 a setting is wrong.
    """
    settings = Settings.from_environment(os.environ)
    tied = hold_tether()
    open_log(settings.data_dir)
    if not tied:
        typer.echo("Working; Ctrl+C stops it.", err=True)
    return run_worker(settings, jobs=jobs, say=Counter() if sys.stderr.isatty() and not tied else None)


class Counter:
    """Says how many documents are done whenever that has changed."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, done: int) -> None:
        """At most one line for each call."""
        if done != self._said:
            typer.echo(f"{done} documents done, {done - self._said} in the last second", err=True)
            self._said = done
