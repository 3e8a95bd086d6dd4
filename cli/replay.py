"""`assay replay`: the same result again, from recorded answers and without any model."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, UsageError
from assay.settings import Settings
from cli.message import tell
from cli.output import write_table
from engine.dispatch import carried_out
from engine.order import AUTO, Form, Order, Outcome
from exports.again import as_before, differences

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def replay(
    document: Annotated[str, typer.Argument(metavar="FILE|DOCUMENT", help="A file, or the id of a document of the running system.")],
    schema: Annotated[str, typer.Option(metavar="NAME|FILE.yaml|FOLDER|auto", help="What is wanted from the file.")] = AUTO,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with what `assay extract --json` or `--jsonl` wrote there.")
    ] = None,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens a file that is protected by one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as `assay extract --json` does.")] = False,
) -> None:
    """Work a result out once more from recorded answers, without asking any model.

    A document of the running system is compared with its newest result, a file with the results that --against names. What a result says
    of its run, time and money, is taken from there.

    Exit status: 0 done, 1 there is a difference, or the document cannot be replayed, 2 usage or configuration, 130 interrupted.
    """
    settings = Settings.from_environment(os.environ)
    before: Mapping[str, Form] | None
    if not Path(document).exists() and (stored := _as_id(document)) is not None:
        if schema != AUTO or against or password:
            raise UsageError("The options are for files: the running system knows how it read its documents.", fix="Leave them out.")
        found, before = _of_document(settings, stored)
    else:
        order = Order(settings=settings, schema=schema, replays=True, password=password)
        before = None if against is None else _results(against)
        found = _of_file(order, Path(document), before or {})
    _show(found, as_json=as_json)
    raise typer.Exit(_failed(found) if before is None else _compared(found, before))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_document(settings: Settings, document: UUID) -> tuple[list[Outcome], dict[str, Form]]:
    from cli.handing import outcome_of, system_at  # noqa: PLC0415  files are replayed without a database
    from engine.errands import desk  # noqa: PLC0415
    from workers.replay import replay as replayed  # noqa: PLC0415

    with desk(settings, children=1) as children, system_at(settings) as system:
        form, before = replayed(system, children, system.workspace, document)
        return [outcome_of(system, as_before(form, before))], {str(document): before}


def _of_file(order: Order, file: Path, before: Mapping[str, Form]) -> list[Outcome]:
    pieces = (one for found in carried_out(order, [file], children=1) for one in found)
    return [Outcome(form=as_before(one.form, before.get(one.form["document"]["id"])), rows=one.rows) for one in pieces]


def _results(file: Path) -> dict[str, Form]:
    """The results in a file, by their documents' ids. Raises UsageError."""
    try:
        text = file.read_text(encoding="utf-8")
        forms = _parsed(text)
        return {form["document"]["id"]: form for form in forms}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"There are no results in {file}.", fix="Name a file that `assay extract --json` or `--jsonl` wrote.") from error


def _parsed(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]
    return whole if isinstance(whole, list) else [whole]


def _show(found: list[Outcome], *, as_json: bool) -> None:
    if not as_json:
        write_table(found, sys.stdout)
        return
    forms = [one.form for one in found]
    json.dump(forms[0] if len(forms) == 1 else forms, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _compared(found: list[Outcome], before: Mapping[str, Form]) -> int:
    """Say on stderr whether the results are the same."""
    differs = False
    for one in found:
        document = one.form["document"]
        known = before.get(document["id"])
        other = ("there is no result to compare with",) if known is None else differences(one.form, known)
        tell(f"{document['name']}: " + (f"different: {', '.join(other)}" if other else f"identical, {len(one.form['fields'])} fields"))
        differs = differs or bool(other)
    return EXIT_DOCUMENTS_FAILED if differs else EXIT_DONE


def _failed(found: list[Outcome]) -> int:
    for one in found:
        if (error := one.form["error"]) is not None:
            tell(f"{one.form['document']['name']}: {error['says']} [{error['code']}] {error['fix']}")
    return EXIT_DOCUMENTS_FAILED if any(one.form["status"] == "failed" for one in found) else EXIT_DONE
