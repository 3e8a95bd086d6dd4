"""Writes the reference pages that are made from the code: `make docs`. A test says when they are out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import typer

from api.app import described
from api.reference import markdown
from assay.errors import COMMAND_CODES, DOCUMENT_CODES, MODEL_CODES, REFUSAL_CODES, REQUEST_CODES, STORAGE_CODES, Explained
from assay.setting import SETTINGS, Setting
from cli.main import app
from schemas.catalog import Catalog
from schemas.library_page import render_library_page
from schemas.reference import render_reference
from schemas.samples import samples_in
from schemas.types.reference import types_reference

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 100


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(page(), encoding="utf-8")


def commands_page() -> str:
    """Every command with its own help."""
    root = typer.main.get_command(app)
    context = root.make_context("assay", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    parts = [
        "# Commands",
        "Made from `assay --help` by `make docs`.",
        "`assay extract` prints a table for people unless `--json`, `--jsonl` or `--csv` asks for a form for programs. `--json` prints "
        "one object for one file, and an array for several paths or a folder. Results stand in the order of the paths; progress and "
        "errors go to stderr. Everything is UTF-8; Excel has to be told so when it opens a CSV file (Data, From Text/CSV).",
        "In a folder, hidden and temporary files are passed over, and what a file `.assayignore` in it names, in gitignore syntax.",
        *_help(context),
    ]
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """Every setting."""
    rows = [_setting_row(setting) for setting in SETTINGS]
    parts = [
        "# Settings",
        "Settings are environment variables; an empty one counts as not set. `assay doctor` shows what holds, and checks it.",
        "\n".join(["| Variable | What it does | Takes | Default |", "|---|---|---|---|", *rows]),
        "Settings marked with * are read and checked, but nothing in this version uses them yet.",
    ]
    return "\n\n".join(parts) + "\n"


def errors_page() -> str:
    """Every code."""
    parts = [
        "# Errors",
        "Every error has a code that stays the same, one sentence, and a fix. The sentence may say more in a given case; programs go by "
        "the code.",
        "## Commands, settings and schemas (exit status 2)",
        _codes(COMMAND_CODES),
        "## One document (its result says `failed`; exit status 1)",
        _codes(DOCUMENT_CODES),
        "## The language model (exit status 1; 2 for a refused key)",
        "What the rules found stands in the result all the same.",
        _codes(MODEL_CODES),
        "## The database and the kept files (exit status 1)",
        _codes(STORAGE_CODES),
        "## What does not fit what is kept (exit status 1)",
        "Nothing was changed.",
        _codes(REFUSAL_CODES),
        "## Requests to the API",
        "Nothing was changed. The [reference](rest.md) names the status of each.",
        _codes(REQUEST_CODES),
    ]
    return "\n\n".join(parts) + "\n"


def rest_page() -> str:
    """Every operation of the API."""
    return markdown(described().openapi())


def library_page(name: str) -> str:
    """One schema of the library."""
    catalog = Catalog()
    schema = catalog.load(name)
    return render_library_page(schema, [sample.document.name for sample in samples_in(catalog.samples(name), schema)])


def library_index() -> str:
    """Every schema of the library, with its page."""
    rows = [f"| [`{one.name}`]({one.name}.md) | {one.title} | {len(one.fields)} |" for one in Catalog().all()]
    return "\n".join(["# The library", "", "| Schema | For | Fields |", "|---|---|---|", *rows]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": commands_page,
    "reference/settings.md": settings_page,
    "reference/errors.md": errors_page,
    "reference/rest.md": rest_page,
    "reference/schema-language.md": render_reference,
    "reference/types.md": types_reference,
    "library/README.md": library_index,
    **{f"library/{name}.md": partial(library_page, name) for name in Catalog().names()},
}
"""Every generated page, by its place under `docs/`."""


def _help(context: Any) -> Iterator[str]:
    """The help of a command and of those below it, as Markdown."""
    command = context.command
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        below = command.get_command(context, name)
        yield from _help(below.make_context(name, [], parent=context, resilient_parsing=True))


def _setting_row(setting: Setting) -> str:
    name = f"`{setting.variable}`" + ("" if setting.used else " *")
    return f"| {name} | {setting.says} | {setting.expects} | {setting.default} |"


def _codes(codes: dict[str, Explained]) -> str:
    rows = [f"| `{code}` | {one.says} | {one.fix} | {'yes' if one.retryable else ''} |" for code, one in codes.items()]
    return "\n".join(["| Code | Says | Fix | Trying again may help |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    main()
