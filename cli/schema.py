"""`assay schema`: list, show, check and test schemas, and the JSON Schema of their language for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, EXIT_USAGE, Problem
from cli.message import printable, problem_line
from engine.runtime import find_in_text
from schemas.catalog import Catalog
from schemas.examples import ExampleOutcome, run_examples
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
    """Run the examples of schemas: do the rules read what each example says?

    Exit status: 0 all do, 1 some do not, 2 a schema cannot be used.
    """
    catalog = Catalog()
    ran = {name: run_examples(catalog.load(name), find_in_text) for name in names or catalog.names()}
    if as_json:
        typer.echo(json.dumps({name: [asdict(outcome) for outcome in outcomes] for name, outcomes in ran.items()}, indent=2))
    else:
        typer.echo("\n".join(line for name, outcomes in ran.items() for line in _test_lines(printable(name), outcomes)))
    passed = all(outcome.passed for outcomes in ran.values() for outcome in outcomes)
    raise typer.Exit(EXIT_DONE if passed else EXIT_DOCUMENTS_FAILED)


@app.command("json-schema")
def language() -> None:
    """Print the JSON Schema of the schema language, which lets an editor complete and check schemas."""
    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _lint_lines(name: str, problems: Sequence[Problem]) -> list[str]:
    return [f"{name}: {problem.severity}: {problem_line(problem)}" for problem in problems] or [f"{name}: no problems."]


def _test_lines(name: str, outcomes: Sequence[ExampleOutcome]) -> list[str]:
    failed = [outcome for outcome in outcomes if not outcome.passed]
    return [*map(_failure, failed), f"{name}: {len(outcomes) - len(failed)} of {len(outcomes)} examples hold."]


def _failure(outcome: ExampleOutcome) -> str:
    wanted, found = (json.dumps(one, ensure_ascii=False, default=str) for one in (outcome.wanted, outcome.found))
    return f"{outcome.field}, example {outcome.number}: wanted {wanted}, found {found}."
