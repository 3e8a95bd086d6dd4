"""Where results go and in which form: JSON, JSON Lines, CSV, or a table for people."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console

from assay.errors import UsageError
from cli.table import table_lines
from workers.order import Outcome

LEAST_WIDTH = 80
WIDTH_IN_A_FILE = 120

Write = Callable[[Iterable[Outcome], TextIO], None]


def write_table(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """The human table: as wide as the terminal, 120 columns elsewhere, in colour where that is shown."""
    width = max(LEAST_WIDTH, shutil.get_terminal_size().columns) if stream.isatty() else WIDTH_IN_A_FILE
    console = Console(file=stream, width=width, highlight=False, soft_wrap=True)
    for line in table_lines(list(outcomes), width):
        console.print(line)


@contextmanager
def opened(file: Path | None) -> Iterator[TextIO]:
    """The file, or stdout for None. A file appears under its name only when it is complete.

    Raises UsageError `cannot_write`.
    """
    if file is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    unfinished = file if file.exists() and not file.is_file() else file.with_name(f".{file.name}.part")
    try:
        stream = unfinished.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror or 'unknown reason'}.",
            code="cannot_write",
            fix="Choose a folder that exists and may be written to.",
        ) from error
    try:
        with stream:
            yield stream
        if unfinished != file:
            unfinished.replace(file)
    except BaseException:
        if unfinished != file:
            unfinished.unlink(missing_ok=True)
        raise
