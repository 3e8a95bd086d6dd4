"""`assay schema`: list, show, check and test schemas, and the JSON Schema of their language for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, EXIT_USAGE, Problem
from cli.message import printable, problem_line
from engine.trial import Tried, tried_out
from schemas.catalog import Catalog
from schemas.language import json_schema
from schemas.loader import lint as problems_of

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True, help="List, show, check and test schemas.")

Named = Annotated[str, typer.Argument(metavar="NAME|FILE.yaml", help="A schema of the library, or a file.")]
SomeNamed = Annotated[list[str] | None, typer.Argument(metavar="NAME|FILE.yaml", help="Schemas; all of the library when none is named.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.command("list")
def list_schemas(as_json: AsJson = False) -> None:
    """List the schemas that can be named."""
    schemas = Catalog().all()
    if as_json:
        facts = [{"name": one.name, "title": one.title, "fields": len(one.fields), "hash": one.hash} for one in schemas]
        typer.echo(json.dumps(facts, indent=2))
        return
    width = max(len(one.name) for one in schemas)
    for one in schemas:
        typer.echo(f"{one.name:{width}}  {one.title} ({len(one.fields)} fields)")


@app.command()
def show(name: Named) -> None:
    """Show a schema as it is written, to read or to start one's own from."""
    typer.echo(Catalog().text(name).rstrip("\n"))


@app.command()
def lint(names: SomeNamed = None, as_json: AsJson = False) -> None:
    """Check schemas for mistakes, each with its line, column and fix.

    Exit status: 0 they can be used, 2 at least one cannot.
    """
    catalog = Catalog()
    found = {name: problems_of(catalog.text(name)) for name in names or catalog.names()}
    if as_json:
        typer.echo(json.dumps({name: [asdict(problem) for problem in problems] for name, problems in found.items()}, indent=2))
    else:
        typer.echo("\n".join(line for name, problems in found.items() for line in _lint_lines(printable(name), problems)))
    broken = any(problem.severity == "error" for problems in found.values() for problem in problems)
    raise typer.Exit(EXIT_USAGE if broken else EXIT_DONE)


@app.command()
def test(names: SomeNamed = None, as_json: AsJson = False) -> None:
    """Run the examples and samples of schemas: do the rules read what each of them says?

    Examples stand in the schema. Samples are documents in a folder of the schema's name beside it, each with its `.expected.yaml`.

    Exit status: 0 all do, 1 some do not, 2 a schema cannot be used.
    """
    catalog = Catalog()
    tried = [tried_out(name, catalog) for name in names or catalog.names()]
    if as_json:
        typer.echo(json.dumps({one.name: one.form() for one in tried}, indent=2, ensure_ascii=False, default=str))
    else:
        typer.echo("\n".join(line for one in tried for line in _test_lines(one)))
    raise typer.Exit(EXIT_DONE if all(one.passed for one in tried) else EXIT_DOCUMENTS_FAILED)


@app.command("json-schema")
def language() -> None:
    """Print the JSON Schema of the schema language, which lets an editor complete and check schemas."""
    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _lint_lines(name: str, problems: Sequence[Problem]) -> list[str]:
    return [f"{name}: {problem.severity}: {problem_line(problem)}" for problem in problems] or [f"{name}: no problems."]


def _test_lines(tried: Tried) -> list[str]:
    name = printable(tried.name)
    failed = [_failure(f"{one.field}, example {one.number}", one.wanted, one.found) for one in tried.examples if not one.passed]
    missed = [_failure(f"{printable(one.document)}, {one.field}", one.wanted, one.found) for one in tried.samples if not one.passed]
    lines = [*failed, *missed, f"{name}: {len(tried.examples) - len(failed)} of {len(tried.examples)} examples hold."]
    if tried.samples:
        documents = len({one.document for one in tried.samples})
        lines.append(f"{name}: {len(tried.samples) - len(missed)} of {len(tried.samples)} values of {documents} samples hold.")
    return lines


def _failure(where: str, wanted: object, found: object) -> str:
    shown = (printable(json.dumps(one, ensure_ascii=False, default=str)) for one in (wanted, found))
    return f"{where}: wanted {next(shown)}, found {next(shown)}."
