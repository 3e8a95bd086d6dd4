"""Results as a table for people, at any width from 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cli.message import printable
from engine.order import Outcome
from exports.result import shown_name
from exports.table import HEADINGS, Row
from validation.confidence import shown

DOCUMENT, SCHEMA, FIELD, VALUE, STATE, CONFIDENCE, PAGE = range(len(HEADINGS))
MOST = (28, 14, 20, 60, 9, 10, 4)  # cells a column may take when there is room
LEAST = (12, 7, 18, 15, 8, 10, 4)  # and when there are only 80; these fit with a gap between them
GAP = " "
COLOURS = {"accepted": "green", "check": "yellow", "missing": "magenta", "invalid": "red"}

Cells = tuple[str, ...]


def table_lines(outcomes: Sequence[Outcome], width: int) -> Iterator[Text]:
    """Headings, then document after document: a line per field with a value, and one that names the fields that miss theirs.

    A field that is rightly absent is not shown.
    """
    widths = fitted([_cells(row) for outcome in outcomes for row in outcome.rows], width)
    yield Text(_line(HEADINGS, widths).plain.rstrip(), style="bold")
    for outcome in outcomes:
        yield Text("─" * (sum(widths) + len(GAP) * (len(widths) - 1)), style="dim")
        yield from _document_lines(outcome, widths)


def fitted(rows: Sequence[Cells], width: int) -> tuple[int, ...]:
    """The columns' widths: what their contents need, at least and at most what the lists above say, together no more than `width`."""
    needs = [max(cell_len(cell) for cell in column) for column in zip(HEADINGS, *rows, strict=True)]
    room = width - sum(LEAST) - len(GAP) * (len(LEAST) - 1)
    widths = list(LEAST)
    for column in (DOCUMENT, FIELD, SCHEMA, VALUE):
        more = max(0, min(room, needs[column] - LEAST[column], MOST[column] - LEAST[column]))
        widths[column] += more
        room -= more
    return tuple(widths)


def _document_lines(outcome: Outcome, widths: tuple[int, ...]) -> Iterator[Text]:
    error = outcome.form["error"]
    schemas = ((outcome.form["schema"] or {}).get("name", ""),)
    lines = (*_value_lines(outcome.rows, widths), *_missing_lines(outcome.rows, widths), *_error_lines(error, widths))
    lines = lines or (Text("every field is absent", style="dim"),)
    names = _pieces(printable(shown_name(outcome.form)), widths[DOCUMENT], most=len(lines))
    for name, schema, line in zip_longest(names, schemas, lines, fillvalue=""):
        whole = Text.assemble(_line((name, schema), widths), GAP, line)
        whole.rstrip()
        yield whole


def _value_lines(rows: Sequence[Row], widths: tuple[int, ...]) -> Iterator[Text]:
    for row in rows:
        if row.state not in ("absent", "missing"):
            yield _line(_cells(row)[FIELD:], widths, first=FIELD, state=row.state)


def _missing_lines(rows: Sequence[Row], widths: tuple[int, ...]) -> Iterator[Text]:
    if missing := [row.field for row in rows if row.state == "missing"]:
        yield from _wrapped(f"missing: {', '.join(missing)}", widths, COLOURS["missing"])


def _error_lines(error: Mapping[str, Any] | None, widths: tuple[int, ...]) -> Iterator[Text]:
    if error:
        yield from _wrapped(f"{error['says']} [{error['code']}] {error['fix']}", widths, "red")


def _wrapped(sentence: str, widths: tuple[int, ...], colour: str) -> Iterator[Text]:
    """A sentence that runs over the columns from the field on."""
    room = sum(widths[FIELD:]) + len(GAP) * (len(widths[FIELD:]) - 1)
    line = ""
    for word in printable(sentence).split():
        if line and cell_len(line) + 1 + cell_len(word) > room:
            yield Text(line, style=colour)
            line = ""
        line = _cut(f"{line} {word}".strip(), room)
    yield Text(line, style=colour)


def _cells(row: Row) -> Cells:
    sure = "" if row.confidence is None else f"{shown(row.confidence):.2f}"
    return (printable(row.document), row.schema, row.field, printable(row.value), row.state, sure, row.page)


def _line(cells: Sequence[str], widths: Sequence[int], *, first: int = 0, state: str = "") -> Text:
    """Cells side by side, from the column `first` on. The state has its colour; confidence stands to the right, as figures do."""
    texts = []
    for column, content in enumerate(cells, start=first):
        shown = _cut(content, widths[column])
        room = " " * (widths[column] - cell_len(shown))
        filled = room + shown if column == CONFIDENCE else shown + room
        texts.append(Text(filled, style=COLOURS.get(state, "") if column == STATE else ""))
    return Text(GAP).join(texts)


def _pieces(name: str, width: int, *, most: int) -> Iterator[str]:
    """A document's name over the lines that it needs, at most so many: beside the fields there is room below it."""
    for _ in range(most - 1):
        if cell_len(name) <= width:
            break
        piece = set_cell_size(name, width).rstrip()
        yield piece
        name = name[len(piece) :].lstrip()
    yield _cut(name, width)


def _cut(content: str, width: int) -> str:
    """At most that many cells of the content; the end of a longer one is an ellipsis."""
    return content if cell_len(content) <= width else set_cell_size(content, width - 1) + "…"
