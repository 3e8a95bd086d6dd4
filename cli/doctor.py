"""`assay doctor`: every setting with its value, where that comes from and what it does; every dependency with its fix."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from asking.price_file import prices_of
from assay.errors import EXIT_DONE, EXIT_USAGE, AssayError, ConfigurationError
from assay.setting import SETTINGS, Setting
from assay.settings import Settings, origin
from cli.check import Check, without_password, wrong
from cli.message import printable
from cli.model_check import models
from ingest.limits import DEFAULT_LIMITS
from ingest.ocr.registry import INSTALL, OFF, engine_named
from schemas.catalog import Catalog
from store.migrate import pending, published
from store.pool import connect, place_of
from store.postgres import kept_in
from workers.app import celery_bell

LEAST_PYTHON = (3, 11)
ADD_PRICE = "Add it to the file of ASSAY_PRICES; docs/how-to/prices.md shows how."
SAMPLES = Path(__file__).resolve().parent.parent / "samples"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One setting as it stands. `value` is what holds, with a key covered; `source` the variable it comes from, or None."""

    variable: str
    value: str | None
    source: str | None
    says: str
    expects: str
    used: bool


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print an object for programs.")] = False) -> None:
    """Explain every setting and check that everything is in place.

    Exit status: 0 everything that is needed is there, 2 something is wrong.
    """
    settings = [told(setting, os.environ) for setting in SETTINGS]
    checks = list(examined(os.environ))
    if as_json:
        typer.echo(json.dumps({"settings": [asdict(one) for one in settings], "checks": [asdict(one) for one in checks]}, indent=2))
    else:
        typer.echo("\n".join(_lines(settings, checks)))
    raise typer.Exit(EXIT_USAGE if any(check.state == "wrong" for check in checks) else EXIT_DONE)


def told(setting: Setting, env: Mapping[str, str]) -> Told:
    """The setting as it stands in this environment."""
    given, source = origin(setting, env)
    value = "(set)" if given and setting.secret else without_password(given) if given else setting.default or None
    return Told(variable=setting.variable, value=value, source=source, says=setting.says, expects=setting.expects, used=setting.used)


def examined(env: Mapping[str, str]) -> Iterator[Check]:
    """Every check, one after the other."""
    yield python()
    yield packages()
    yield from misspelt(env)
    yield schemas()
    yield samples()
    try:
        settings = Settings.from_environment(env)
    except ConfigurationError as error:
        yield wrong("settings", error)
        return
    yield recognition(settings)
    yield data_folder(settings.data_dir)
    yield database(settings)
    yield broker(settings)
    yield port(settings.port)
    yield prices(settings)
    yield from models(settings)


def python() -> Check:
    """The interpreter that runs this."""
    version = sys.version.split()[0]
    if sys.version_info < LEAST_PYTHON:
        return Check(name="python", state="wrong", says=f"Python {version} is too old.", fix="Use Python 3.11 or newer.")
    return Check(name="python", state="ok", says=f"Python {version}.")


def packages() -> Check:
    """The packages that Assay was installed to need."""
    if not _installed("assay"):
        return Check(name="packages", state="wrong", says="Assay runs from its source and is not installed.", fix="Run `make setup`.")
    # What comes with an extra alone is named with that condition, and not needed.
    required = [requirement for requirement in metadata.requires("assay") or () if "extra ==" not in requirement]
    needed = [re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0] for requirement in required]
    absent = [name for name in needed if not _installed(name)]
    if absent:
        return Check(name="packages", state="wrong", says=f"Packages are missing: {', '.join(absent)}.", fix="Run `make setup`.")
    return Check(name="packages", state="ok", says=f"All {len(needed)} packages are there.")


def misspelt(env: Mapping[str, str]) -> Iterator[Check]:
    """Variables that look like settings and are none."""
    known = [setting.variable for setting in SETTINGS]
    for variable in sorted(env):
        if variable.startswith("ASSAY_") and variable not in known:
            meant = get_close_matches(variable, known, n=1)
            fix = f"Did you mean {meant[0]}?" if meant else "Unset it; the settings are listed above."
            yield Check(name="settings", state="wrong", says=f"{printable(variable)} is not a setting, so it does nothing.", fix=fix)


def schemas() -> Check:
    """The schemas that come with Assay."""
    try:
        names = [schema.name for schema in Catalog().all()]
    except AssayError as error:
        return wrong("schemas", error)
    return Check(name="schemas", state="ok", says=f"{len(names)} schemas are ready: {', '.join(names)}.")


def samples() -> Check:
    """The sample documents of the checkout."""
    if SAMPLES.is_dir():
        return Check(name="samples", state="ok", says=f"Sample documents lie in {SAMPLES}.")
    return Check(name="samples", state="note", says="There are no sample documents here; they come with a checkout of the source.")


def recognition(settings: Settings) -> Check:
    """What recognises the text of scans and pictures."""
    try:
        engine = engine_named(settings.ocr, settings.ocr_languages, DEFAULT_LIMITS)
    except ConfigurationError as error:
        return wrong("recognition", error)
    if engine is None:
        why = "is switched off (ASSAY_OCR)" if settings.ocr == OFF else "is not installed"
        says = f"Text recognition {why}: scans and pictures fail with no_text."
        return Check(name="recognition", state="note", says=says, fix="" if settings.ocr == OFF else INSTALL)
    languages = f" ({', '.join(engine.languages)})" if engine.languages else ""
    return Check(name="recognition", state="ok", says=f"Scans and pictures are read by {engine.name}{languages}.")


def data_folder(folder: Path) -> Check:
    """Whether the data folder may be written, tried in the nearest folder that exists."""
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return Check(name="data folder", state="ok", says=f"{folder.absolute()} can be written.")
    except OSError as error:
        says = f"{folder.absolute()} cannot be written: {error.strerror or 'unknown reason'}."
        return Check(name="data folder", state="wrong", says=says, fix="Set ASSAY_DATA_DIR to a folder that may be written.")


def database(settings: Settings) -> Check:
    """Whether the database that is set can be used; an own one is started when it is needed."""
    if settings.database_url is None:
        where = "is made when it is needed" if kept_in(settings.data_dir) is None else f"lies in {kept_in(settings.data_dir)}"
        return Check(name="database", state="ok", says=f"An own Postgres in the data folder is used; it {where}.")
    try:
        with connect(settings.database_url) as connection:
            behind = pending(connection, published())
    except AssayError as error:
        return wrong("database", error)
    if behind:
        return Check(name="database", state="wrong", says=f"{len(behind)} migrations are to be applied.", fix="Run `assay migrate`.")
    return Check(name="database", state="ok", says=f"The database at {place_of(settings.database_url)} is as this version expects it.")


def broker(settings: Settings) -> Check:
    """Whether the broker that is set answers."""
    if settings.broker_url is None:
        return Check(name="broker", state="ok", says="The database rings the bell; no broker is needed.")
    where = without_password(settings.broker_url)
    if celery_bell(settings, "").waiting() is None:
        fix = "Start it, check ASSAY_BROKER_URL, or unset it: then the database rings the bell."
        return Check(name="broker", state="wrong", says=f"Nothing answers at {where}.", fix=fix)
    return Check(name="broker", state="ok", says=f"The broker at {where} answers.")


def port(number: int) -> Check:
    """Whether the API could listen on its port."""
    try:
        socket.create_server(("127.0.0.1", number)).close()
    except OSError as error:
        says = f"Port {number} cannot be listened on: {(error.strerror or 'unknown reason').lower()}. It may be Assay itself."
        return Check(name="port", state="note", says=says)
    return Check(name="port", state="ok", says=f"Port {number} is free for the API and the console.")


def prices(settings: Settings) -> Check:
    """Whether the file of prices can be read, and what the models that are set cost today."""
    try:
        known = prices_of(settings.prices)
    except ConfigurationError as error:
        return wrong("prices", error)
    models = (*settings.models, *settings.models_large)
    priced = [f"{one} by the price of {price.name}" for one in models if (price := known.price(one))]
    unpriced = [one for one in models if known.price(one) is None]
    if not unpriced:
        return Check(
            name="prices", state="ok", says=f"Paid for: {', '.join(priced)}." if priced else "No model is set, so none is paid for."
        )
    says = f"No price is known for {', '.join(unpriced)}."
    if settings.budget_per_day is not None:
        return Check(name="prices", state="wrong", says=f"{says} ASSAY_BUDGET_PER_DAY does not let it be asked.", fix=ADD_PRICE)
    return Check(name="prices", state="note", says=f"{says} Its cost is `null`, and no budget lets it be asked.", fix=ADD_PRICE)


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _lines(settings: list[Told], checks: list[Check]) -> Iterator[str]:
    yield "Settings"
    for one in settings:
        source = f"from {one.source}" if one.source else "default" if one.value else "not set"
        yield f"  {one.variable} = {one.value}  ({source})" if one.value else f"  {one.variable}  ({source})"
        yield f"      {one.says}" + ("" if one.used else " Not used by this version.")
        yield f"      Takes {one.expects}."
    yield ""
    yield "Checks"
    for check in checks:
        yield f"  {check.state:5}  {check.name}: {check.says}" + (f" {check.fix}" if check.fix else "")
