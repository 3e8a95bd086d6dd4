"""A progress bar on stderr, while a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Thing = TypeVar("Thing")


def watched(things: Iterable[Thing], *, total: int, doing: str) -> Iterator[Thing]:
    """The same things, counted on a bar when stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(things, total=total)
