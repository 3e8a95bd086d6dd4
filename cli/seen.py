"""What was read, for a person at a terminal: parts, pages, notices, hidden text, tables, and the text itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from assay.document import Document, Hidden, Page, Part, Table
from cli.message import printable
from cli.output import LEAST_WIDTH, WIDTH_IN_A_FILE

MOST_SHOWN = 300  # characters of a hidden passage; --json has all of them
_BLANK = re.compile(r"[^\S\n]")


def write_seen(document: Document, stream: TextIO) -> None:
    """Everything that a person can check against the file. Control characters of the document are shown and not obeyed."""
    width = max(LEAST_WIDTH, shutil.get_terminal_size().columns) if stream.isatty() else WIDTH_IN_A_FILE
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    console.print(_heading(document), soft_wrap=True)
    console.print(_grid(("part", "type", "page", "points", "words", "read by"), _rows(document)))
    for line in _remarks(document):
        console.print(line, soft_wrap=True)
    for table in document.tables:
        console.print(Text(f"\n{_title(table)}", style="bold"), soft_wrap=True)
        console.print(_grid((), _cells(table, document)))
    for part in document.parts:
        _write_text(part, document, console)


def _heading(document: Document) -> Text:
    return Text.assemble((printable(document.name), "bold"), f"  {document.media_type}  sha256 {document.sha256}")


def _rows(document: Document) -> Iterator[tuple[str, ...]]:
    for part in document.parts:
        yield from (_page_row(part, page) for page in part.pages)
        if not part.pages:
            yield (printable(part.name), part.media_type, "data" if part.embedded else "-", "", "", "")


def _page_row(part: Part, page: Page) -> tuple[str, ...]:
    points = f"{page.width:g} x {page.height:g}" if page.width and page.height else ""
    words = "" if page.words is None else f"{len(page.words):,}"
    return (printable(part.name), part.media_type, f"{page.number:,}", points, words, page.read_by)


def _grid(headings: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Grid:
    all_rows = list(rows)
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(headings))
    for heading in headings or [""] * max(map(len, all_rows), default=0):
        grid.add_column(heading, overflow="fold")
    for row in all_rows:
        grid.add_row(*map(Text, row))
    return grid


def _remarks(document: Document) -> Iterator[Text]:
    for notice in document.notices:
        yield Text(f"! {printable(notice.says)} [{notice.code}]", style="yellow")
    yield from (Text(_unseen(hidden), style="red") for hidden in document.hidden)


def _unseen(hidden: Hidden) -> str:
    place = printable(hidden.part) + (f", page {hidden.page:,}" if hidden.page else "")
    said = " ".join(hidden.text.split())
    return f"hidden ({hidden.why}; {place}): {printable(said[:MOST_SHOWN])}{'…' if len(said) > MOST_SHOWN else ''}"


def _title(table: Table) -> str:
    found = {"lines": "by its lines", "gaps": "by its gaps", "format": "as the format says"}[table.found_by]
    return f"table on page {table.page:,} of {printable(table.part)}: {table.row_count:,} x {table.column_count:,}, found {found}"


def _cells(table: Table, document: Document) -> Iterator[tuple[str, ...]]:
    """The rows and columns that hold something: a file can say that its cells cover millions of empty ones."""
    columns = sorted({cell.column for cell in table.cells})
    rows: dict[int, dict[int, str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = printable(" ".join(document.quote(cell.span).split()))
    for _, row in sorted(rows.items()):
        yield tuple(row.get(column, "") for column in columns)


def _write_text(part: Part, document: Document, console: Console) -> None:
    places = [(f", page {page.number:,}", page.span) for page in part.pages]
    if not places and part.span.start < part.span.end:
        places = [("", part.span)]
    for place, span in places:
        console.print(Text(f"\n── {printable(part.name)}{place}", style="dim"), soft_wrap=True)
        for line in document.quote(span).split("\n"):
            console.print(Text(printable(_BLANK.sub(" ", line))), soft_wrap=True)
