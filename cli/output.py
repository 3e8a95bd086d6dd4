"""Where results go and in which form: JSON, JSON Lines, CSV, or a table for people."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from errno import EAGAIN, EBADF, EDQUOT, EFBIG, EMFILE, ENFILE, ENOMEM, ENOSPC
from os import strerror
from pathlib import Path
from typing import TextIO

from rich.console import Console

from assay.errors import COMMAND_CODES, UsageError
from cli.table import table_lines
from engine.order import Outcome

LEAST_WIDTH = 80
WIDTH_IN_A_FILE = 120
_FULL = (ENOSPC, EDQUOT, EFBIG)
_NO_PROCESS = (EAGAIN, EMFILE, ENFILE, ENOMEM)  # a child could not be started, which is nothing about the file

Write = Callable[[Iterable[Outcome], TextIO], None]


def write_table(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """The human table: as wide as the terminal, 120 columns elsewhere, in colour where that is shown."""
    width = max(LEAST_WIDTH, shutil.get_terminal_size().columns) if stream.isatty() else WIDTH_IN_A_FILE
    console = Console(file=stream, width=width, highlight=False, soft_wrap=True)
    for line in table_lines([_for_the_table(outcome) for outcome in outcomes], width):
        console.print(line)


def _for_the_table(outcome: Outcome) -> Outcome:
    """What the table shows of it: the widths of the columns need every document's, and a whole result is large."""
    return replace(outcome, form={name: outcome.form[name] for name in ("document", "schema", "error")})


@contextmanager
def opened(file: Path | None) -> Iterator[TextIO]:
    """The file, or stdout for None. A file appears under its name only when it is complete.

    Raises UsageError `cannot_write`.
    """
    try:
        with _to_stdout() if file is None else _to_file(file) as stream:
            yield stream
    except BrokenPipeError:
        raise  # whoever reads has had enough, which is no error
    except OSError as error:
        if error.errno in _NO_PROCESS:
            raise
        fix = "Make room there, or choose another file with --out." if error.errno in _FULL else COMMAND_CODES["cannot_write"].fix
        where = file or "The standard output"
        raise UsageError(f"{where} cannot be written: {error.strerror or 'unknown reason'}.", code="cannot_write", fix=fix) from error


@contextmanager
def _to_stdout() -> Iterator[TextIO]:
    if sys.stdout is None:  # the caller has closed it
        raise OSError(EBADF, strerror(EBADF))
    yield sys.stdout
    sys.stdout.flush()


@contextmanager
def _to_file(file: Path) -> Iterator[TextIO]:
    """A regular file is written beside its place and moved there at the end; a device or a pipe as it is. Links are followed."""
    goal = file.resolve()
    if goal.exists() and not goal.is_file():
        with goal.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    unfinished = goal.with_name(f".{goal.name[:40]}.{os.getpid()}.part")  # short enough also where a name has its greatest length
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        unfinished.replace(goal)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
