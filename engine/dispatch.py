"""Hands the files of an order to child processes. Light to import: the parts themselves are loaded in the children."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from assay.errors import DocumentError
from assay.log import open_log
from engine.children import Belt
from engine.order import Order, Outcome

READING_SECONDS = 120.0
ASKING_SECONDS = 1200.0  # the model's client has time limits of its own; this one ends what they do not


def carried_out(order: Order, files: Iterable[Path], *, children: int) -> Iterator[Outcome]:
    """One outcome per file, in order, also for a file that cannot be read or that brings its child down.

    Raises SchemaError for an unusable schema, and ConfigurationError for an unusable model, before the first outcome.
    """
    files = list(files)
    limit = ASKING_SECONDS if order.asks_model else READING_SECONDS
    preload = ["engine.preload", *(["engine.preload_model"] if order.asks_model else [])]
    with Belt(partial(_start, order), children=min(children, len(files)), limit_seconds=limit, preload=preload) as belt:
        for file, answer in zip(files, belt.run(files), strict=True):
            yield _failed(order, file, answer) if isinstance(answer, DocumentError) else answer


def usable_cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(order: Order) -> Callable[[Path], Outcome]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(order.settings.data_dir)
    from engine.runtime import start  # noqa: PLC0415  in the child, so that the command line starts without the readers and the schemas

    return start(order)


def _failed(order: Order, file: Path, error: DocumentError) -> Outcome:
    from engine.runtime import failed, schema_of  # noqa: PLC0415  rare, and as heavy

    return failed(file, error, schema=schema_of(order))
