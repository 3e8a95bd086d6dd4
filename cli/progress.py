"""A progress bar on stderr, while a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal that is told how many of how many are done."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005  nobody is watching
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
