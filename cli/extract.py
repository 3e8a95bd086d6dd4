"""`assay extract`: files or folders in, values out; in this process and its children, without any server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, TextIO

import typer

from assay.errors import UsageError
from assay.settings import Settings
from cli.batch import answer_in_batches, seconds_of
from cli.folder import documents_at
from cli.output import Write, opened, write_table
from cli.progress import watched
from cli.tally import Tally
from engine.dispatch import carried_out, usable_cores
from engine.order import AUTO, Order, Outcome
from engine.wanted import schemas_wanted
from exports.csv import write_csv
from exports.jsonl import write_jsonl

MOST_JOBS = 256

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Documents, or folders that hold some.")],
    schema: Annotated[
        str,
        typer.Option(metavar="NAME|FILE.yaml|FOLDER|auto", help="What is wanted; auto and a folder of schemas choose for each document."),
    ] = AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="One document as an object; several, or pieces of one, as an array.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One result a line, as soon as it is there.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One document a line, one field a column.")] = False,
    later: Annotated[bool, typer.Option("--xlsx", "--parquet", hidden=True)] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write there instead of to the screen.")] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Use the rules alone, whatever ASSAY_MODEL says.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=MOST_JOBS, metavar="N", help="Documents at the same time; by default one per core.")
    ] = None,
    batch: Annotated[
        bool, typer.Option("--batch", help="Ask through the provider's batch: for about half the price, within hours.")
    ] = False,
    deadline: Annotated[
        str | None, typer.Option(metavar="TIME", help="With --batch: how long to wait, such as 90m or 24h; then the rest is asked live.")
    ] = None,
    password: Annotated[str | None, typer.Option(metavar="PASSWORD", help="Opens documents that are protected by it.")] = None,
    fail_on_review: Annotated[bool, typer.Option("--fail-on-review", help="Exit with 3 when a field waits for review.")] = False,
) -> None:
    """Read documents and print the values that were found.

    Results come in the order of the paths, also for documents that failed. An archive, a mailbox, or a packet that the schema splits
    gives one result per piece.

    Exit status: 0 done, 1 some documents failed, 2 usage or configuration, 3 something needs review (if that was
    asked), 130 interrupted.
    """
    if later:
        raise UsageError("--xlsx and --parquet come with a later version.", fix="Use --csv, which every spreadsheet opens, or --jsonl.")
    write = _form(paths, schema, as_json=as_json, as_jsonl=as_jsonl, as_csv=as_csv)
    files = documents_at(paths)
    order = Order(settings=Settings.from_environment(os.environ), schema=schema, use_model=not no_model, password=password)
    children = jobs or usable_cores()
    if deadline is not None and not batch:
        raise UsageError("--deadline is for --batch.", fix="Add --batch, or leave --deadline out.")
    if batch:
        answer_in_batches(order, files, children=children, seconds=seconds_of(deadline, hours=order.settings.model_batch_hours))
    tally = Tally(aloud=write is not write_table)
    with opened(out) as stream:
        found = watched(carried_out(order, files, children=children), total=len(files), doing="Reading")
        outcomes = tally.counted(chain.from_iterable(found))
        # The bar and the results must not share a terminal at the same time.
        write(list(outcomes) if stream.isatty() else outcomes, stream)
    tally.summarise()
    raise typer.Exit(tally.exit_status(fail_on_review=fail_on_review))


def _form(paths: Sequence[Path], schema: str, *, as_json: bool, as_jsonl: bool, as_csv: bool) -> Write:
    if as_json + as_jsonl + as_csv > 1:
        raise UsageError("Only one of --json, --jsonl and --csv can be had at a time.")
    if as_json:
        return _write_object if len(paths) == 1 and not paths[0].is_dir() else _write_array
    if as_jsonl:
        return _write_lines
    return _csv_writer(schema) if as_csv else write_table


def _write_object(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """A file that came apart is several documents, however many pieces it has."""
    forms = [outcome.form for outcome in outcomes]
    _write_json(forms if any(form["document"]["parent"] for form in forms) else forms[0], stream)


def _write_array(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    _write_json([outcome.form for outcome in outcomes], stream)


def _write_json(forms: object, stream: TextIO) -> None:
    json.dump(forms, stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def _write_lines(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    write_jsonl((outcome.form for outcome in outcomes), stream)


def _csv_writer(schema: str) -> Write:
    schemas = schemas_wanted(schema)
    return lambda outcomes, stream: write_csv((outcome.form for outcome in outcomes), schemas, stream)
