"""`assay up`: everything in one terminal."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Annotated

import typer

from assay.errors import EXIT_INTERRUPTED
from assay.settings import Settings
from cli.household import Household, raised
from cli.message import tell
from cli.serve import LOOPBACK, warn_of_openness

SECONDS_BETWEEN_LOOKS = 0.2

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Of the API and the console; else ASSAY_PORT, else 8400.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; by default this machine alone can reach it.")] = LOOPBACK,
    jobs: Annotated[int | None, typer.Option(min=1, metavar="N", help="Documents at once; as many as there are processors.")] = None,
    no_watch: Annotated[bool, typer.Option("--no-watch", help="Do not watch the inbox.")] = False,
) -> None:
    """Run everything in this terminal: database, worker, watched folder, API and console.

    Without ASSAY_DATABASE_URL the database is an own one in the data folder, and without ASSAY_BROKER_URL it is the broker too. What
    dies is started again. Ctrl+C stops everything in order; what was handed in goes on at the next start.

    Exit status: 0 it was told to stop, 1 the database cannot be used or the port is taken, 2 a setting is wrong, or Assay runs here
    already, 130 interrupted before it was ready.
    """
    settings = Settings.from_environment(os.environ)
    if port is not None:
        settings = replace(settings, port=port)
    warn_of_openness(host)
    with interruptible() as stopped, raised(settings, host=host, jobs=jobs, watch=not no_watch) as household:
        stopped.household = household
        typer.echo(f"Assay is ready after {household.seconds_to_rise:.0f} s.")
        greet(household)
        run_on(household, stopped)


class Stopped:
    """Whether the person wants the system to stop. A second Ctrl+C ends it at once."""

    def __init__(self) -> None:
        self.now = False
        self.household: Household | None = None

    def hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  the signature of a handler
        """The handler of SIGINT and SIGTERM."""
        if self.now:
            if self.household is not None:
                self.household.supervisor.kill()
            os._exit(EXIT_INTERRUPTED)
        self.now = True
        if self.household is None:
            raise KeyboardInterrupt  # it is still being raised


@contextmanager
def interruptible() -> Iterator[Stopped]:
    """Take the signals that stop the system, as long as this lasts."""
    stopped = Stopped()
    usual = {number: signal.signal(number, stopped.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def greet(household: Household) -> None:
    """Say where everything is."""
    typer.echo(f"  Console  {household.sign_in_address()}")
    typer.echo("           signs you in once, within 15 minutes; `assay sign-in` makes another")
    typer.echo(f"  API      {household.base}/v1, described at {household.base}/docs")
    if household.new_token is not None:
        typer.echo(f"           its first token is in {household.new_token}")
    if household.inbox is not None:
        typer.echo(f"  Inbox    {household.inbox}")
    for says in household.troubles():
        tell(says)
    typer.echo("Ctrl+C stops it; nothing is lost.")


def run_on(household: Household, stopped: Stopped) -> None:
    """Look after the system until the person wants it to stop."""
    while not stopped.now:
        household.look_after()
        time.sleep(SECONDS_BETWEEN_LOOKS)
    tell("Stopping; what is being worked on is finished or given back. Ctrl+C again stops at once.")
