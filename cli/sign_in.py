"""`assay sign-in`: a link into the console."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from assay.settings import Settings
from cli.household import person
from store.migrate import published, require_current
from store.pool import connect
from store.postgres import database
from store.workspaces import ensure_workspace
from workers.access import MINUTES, sign_in_address
from workers.system import WORKSPACE

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def sign_in(
    name: Annotated[str | None, typer.Option(help="Whose decisions they will be; by default yours.", show_default=False)] = None,
    url: Annotated[str | None, typer.Option(help="Where people reach the console, such as https://assay.example.")] = None,
) -> None:
    """Print a link that signs a person in to the console, once.

    Exit status: 0 done, 1 the database cannot be reached, 2 a setting is wrong.
    """
    settings = Settings.from_environment(os.environ)
    base = (url or f"http://127.0.0.1:{settings.port}").rstrip("/")
    with database(settings) as address, connect(address) as connection:
        require_current(connection, published())
        workspace = ensure_workspace(connection, WORKSPACE)
        typer.echo(sign_in_address(connection, workspace, base=base, reviewer=name or person()))
    typer.echo(f"It works once, within {MINUTES} minutes.", err=True)
