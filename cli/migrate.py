"""`assay migrate`: the database in the form that this version of Assay expects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from assay.settings import Settings
from store.migrate import Migration, pending, published
from store.migrate import migrate as applied
from store.pool import Database, connect, place_of
from store.postgres import database, kept_in

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def migrate(dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be applied, and apply nothing.")] = False) -> None:
    """Bring the database to the form that this version expects.

    Without ASSAY_DATABASE_URL this is the own database in the data folder, which is made when there is none. A second run
    changes nothing, and several runs at once do no harm.

    Exit status: 0 the database is as it should be, 1 it cannot be reached or migrated, 2 a setting is wrong.
    """
    settings = Settings.from_environment(os.environ)
    with database(settings) as address, connect(address) as connection:
        own = kept_in(settings.data_dir) if settings.database_url is None else None
        typer.echo(f"Database {place_of(address)}" + (f" in {own}" if own else ""))
        for line in (_foretold if dry_run else _done)(connection, published()):
            typer.echo(line)


def _done(connection: Database, migrations: tuple[Migration, ...]) -> Iterator[str]:
    total = len(pending(connection, migrations))
    for number, migration in enumerate(applied(connection, migrations), start=1):
        yield f"  applied {migration.name} ({number} of {total})"
    yield "It is as this version expects it."


def _foretold(connection: Database, migrations: tuple[Migration, ...]) -> Iterator[str]:
    waiting = pending(connection, migrations)
    for migration in waiting:
        yield f"  would apply {migration.name}"
    yield "Nothing was applied." if waiting else "It is as this version expects it."
