"""`assay token`: who may use the API."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import typer

from assay.errors import Refused, UsageError
from assay.settings import Settings
from store.migrate import published, require_current
from store.pool import Database, connect
from store.postgres import database
from store.tokens import add_token, revoke_token, tokens
from store.workspaces import ensure_workspace
from workers.access import EVERYTHING
from workers.system import WORKSPACE

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True, help="Make, list and revoke tokens of the API.")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What it is for; decisions made with it carry this name.")],
    scope: Annotated[list[str] | None, typer.Option(help="submit, review, author or admin; may be repeated.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="For how long it is valid; without this it does not end.")] = None,
    budget_per_day: Annotated[
        Decimal | None, typer.Option(parser=usd, metavar="USD", help="What models may cost in a day for what is handed in with it.")
    ] = None,
) -> None:
    """Make a token and show it, this once."""
    scopes = scope or ["submit"]
    if unknown := [one for one in scopes if one not in EVERYTHING]:
        raise UsageError(f"There is no scope `{unknown[0]}`.", fix=f"There are {', '.join(EVERYTHING)}.")
    with _workspace() as (connection, workspace):
        made = add_token(connection, workspace, name=name, scopes=scopes, days=days, budget_per_day=budget_per_day)
    typer.echo(made.secret)
    typer.echo("It is kept nowhere else: only its hash is stored.", err=True)


@app.command("list")
def list_tokens() -> None:
    """Show the tokens, without their secrets."""
    with _workspace() as (connection, workspace):
        for one in tokens(connection, workspace):
            state = "revoked" if one.revoked_at else f"until {one.expires_at:%Y-%m-%d}" if one.expires_at else "valid"
            budget = "" if one.budget_per_day is None else f"  {one.budget_per_day:f} USD a day"
            typer.echo(f"{one.id}  {one.prefix}...  {one.name}  {','.join(one.scopes)}  {state}{budget}")


@app.command("revoke")
def revoke(token: Annotated[UUID, typer.Argument(help="Its id, as `assay token list` shows it.")]) -> None:
    """Refuse a token from now on."""
    with _workspace() as (connection, workspace):
        if not revoke_token(connection, workspace, token):
            raise Refused("not_found")
    typer.echo("It is refused from now on.")


def usd(text: str) -> Decimal:
    """An amount in US dollars. Raises UsageError."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise UsageError(f"`{text[:20]}` is no amount in US dollars.", fix="Write a number from 0 on, such as 5 or 0.50.")
    return Decimal(text)


@contextmanager
def _workspace() -> Iterator[tuple[Database, UUID]]:
    with database(Settings.from_environment(os.environ)) as address, connect(address) as connection:
        require_current(connection, published())
        yield connection, ensure_workspace(connection, WORKSPACE)
