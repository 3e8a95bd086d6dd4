"""`assay status`: which database is used, what waits, runs and failed in it, and which part does not do its work."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, StorageError
from assay.settings import Settings
from store.migrate import Migration, pending, published
from store.pool import Database, connect, place_of
from store.postgres import database, kept_in
from store.status import Contents, contents
from workers.app import celery_bell
from workers.health import State, states_of
from workers.system import open_system
from workers.versions import SCHEMAS, schema_files

app = typer.Typer(rich_markup_mode=None, add_completion=False)

STATES = {"database_behind": "behind", "database_newer": "newer", "migration_changed": "changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is not as it should be."""

    code: str
    says: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, as far as it could be looked at. `folder` holds the own database, where nobody has set another."""

    own: bool
    folder: Path | None = None
    place: str | None = None
    version: str | None = None
    migrations: str | None = None
    pending: tuple[str, ...] = ()
    contents: Contents | None = None
    parts: Mapping[str, State] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False) -> None:
    """Show what waits, runs and failed, and which part of the system is degraded.

    An own database that does not run is started for the look and stopped after it. The numbers are over all workspaces.

    Exit status: 0 all is well, 1 the database cannot be reached or is not as this version expects it, or a part is degraded or
    down, 2 a setting is wrong.
    """
    report = looked_at(Settings.from_environment(os.environ))
    typer.echo(json.dumps(form(report), indent=2) if as_json else "\n".join(lines(report)))
    raise typer.Exit(EXIT_DOCUMENTS_FAILED if report.trouble or ailing(report) else EXIT_DONE)


def looked_at(settings: Settings) -> Report:
    """The state of the database that these settings name."""
    own = settings.database_url is None
    place = None if settings.database_url is None else place_of(settings.database_url)
    report = Report(own=own, place=place, folder=kept_in(settings.data_dir) if own else None)
    if own and report.folder is None:
        says = "There is no own database yet."
        return replace(report, trouble=Trouble(code="database_behind", says=says, fix="Run `assay migrate`, which makes it."))
    try:
        with database(settings) as address, connect(address) as connection:
            report = _inspected(replace(report, place=place_of(address)), connection, published())
            return report if report.trouble else _with_parts(report, settings, address)
    except StorageError as error:
        return replace(report, trouble=_trouble(error))


def _inspected(report: Report, connection: Database, migrations: tuple[Migration, ...]) -> Report:
    version = connection.info.server_version
    report = replace(report, version=f"{version // 10000}.{version % 10000}")
    try:
        waiting = tuple(one.name for one in pending(connection, migrations))
    except StorageError as error:
        return replace(report, migrations=STATES.get(error.code), trouble=_trouble(error))
    if waiting:
        behind = StorageError("database_behind")
        return replace(report, migrations="behind", pending=waiting, trouble=_trouble(behind))
    return replace(report, migrations="current", contents=contents(connection))


def _with_parts(report: Report, settings: Settings, address: str) -> Report:
    """What the system says of its parts, and the schema files that it cannot use."""
    with open_system(settings, address, bell=celery_bell(settings, address), connections=1) as system:
        parts = states_of(system)
    _, troubles = schema_files(settings.data_dir / SCHEMAS)
    return replace(report, parts=parts, unusable={name: error.says for name, error in troubles.items()})


def ailing(report: Report) -> bool:
    """Whether a part of the system does not do its work, or a schema file cannot be used."""
    return bool(report.unusable) or any(part.state != "ok" for part in report.parts.values())


def form(report: Report) -> dict[str, object]:
    """The report for programs; the shape does not depend on what was found, and what could not be looked at is null."""
    found = report.contents
    return {
        "database": {
            "own": report.own,
            "place": report.place,
            "folder": None if report.folder is None else str(report.folder),
            "reachable": report.version is not None,
            "version": report.version,
        },
        "migrations": {"state": report.migrations, "pending": list(report.pending)},
        "documents": found and found.documents,
        "jobs": found and asdict(found.jobs),
        "doubtful_fields": found and found.doubtful_fields,
        "parts": {name: asdict(part) for name, part in report.parts.items()},
        "unusable_schemas": dict(report.unusable),
        "trouble": report.trouble and asdict(report.trouble),
    }


def lines(report: Report) -> Iterator[str]:
    """The report for people."""
    whose = f"own, in {report.folder}" if report.folder else "own" if report.own else "from ASSAY_DATABASE_URL"
    yield f"Database          {report.place or 'none'} ({whose})"
    if report.version:
        yield f"Postgres          {report.version}"
    if report.migrations:
        yield f"Migrations        {report.migrations}" + (f": {', '.join(report.pending)}" if report.pending else "")
    if found := report.contents:
        yield f"Documents         {_counted(found.documents) or 'none'}"
        yield f"Jobs              {_counted(asdict(found.jobs))}"
        yield f"Doubtful fields   {found.doubtful_fields}"
    if report.parts:
        yield f"Parts             {', '.join(f'{name} {part.state}' for name, part in report.parts.items())}"
    yield from (part.says for part in report.parts.values() if part.says)
    for name, says in report.unusable.items():
        yield f"The schema {name} in the data folder cannot be used: {says}"
    if report.trouble:
        yield f"{report.trouble.says} [{report.trouble.code}] {report.trouble.fix}"


def _counted(numbers: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


def _trouble(error: StorageError) -> Trouble:
    return Trouble(code=error.code, says=error.says, fix=error.fix)
