"""Hands the files of an order to child processes. Light to import: the parts themselves are loaded in the children."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from assay.errors import DocumentError
from assay.log import open_log
from engine.children import Belt
from engine.order import Answer, Container, Job, Member, Order, Outcome, Unpack
from engine.reading import sandbox_for, seconds_for


def carried_out(order: Order, files: Iterable[Path], *, children: int) -> Iterator[Iterable[Outcome]]:
    """For each file, in order, one outcome per piece, also for what cannot be read or brings its child down.

    A file's outcomes have to be taken before the next file's. Raises SchemaError for an unusable schema, and ConfigurationError for
    an unusable model, before the first outcome.
    """
    files = list(files)
    with _belt(order, min(children, len(files))) as belt, _belt(order, children) as inner:
        for file, answer in zip(files, belt.run(files), strict=True):
            yield _of_members(order, inner, file) if isinstance(answer, Container) else _outcomes(order, file, answer)


def usable_cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _belt(order: Order, children: int) -> Belt[Job, Answer]:
    preload = ["engine.preload", *(["engine.preload_model"] if order.asks_model else [])]
    return Belt(
        partial(_start, order),
        children=children,
        limit_seconds=seconds_for(asks_model=order.asks_model),
        preload=preload,
    )


def _start(order: Order) -> Callable[[Job], Answer]:
    with contextlib.suppress(OSError):  # a log that cannot be written stops no document; `assay doctor` says the fix
        open_log(order.settings.data_dir)
    from engine.runtime import start  # noqa: PLC0415  in the child, so that the command line starts without the readers and the schemas

    return start(order, sandbox_for(order.settings))


def _of_members(order: Order, belt: Belt[Job, Answer], file: Path) -> Iterator[Outcome]:
    """The outcomes of a container's members: each is a job of its own. Only one container is in memory at a time."""
    (answer,) = belt.run([Unpack(path=file)])
    if isinstance(answer, DocumentError):
        yield from _outcomes(order, file, answer)
        return
    members = cast("Sequence[Member]", answer)
    for member, found in zip(members, belt.run(members), strict=True):
        yield from _outcomes(order, member, found)


def _outcomes(order: Order, job: Path | Member, answer: Answer | DocumentError) -> tuple[Outcome, ...]:
    if not isinstance(answer, DocumentError):
        return cast("tuple[Outcome, ...]", answer)
    from engine.runtime import failed, failed_member, schema_of  # noqa: PLC0415  rare, and as heavy

    only = schema_of(order)
    return (failed_member(job, answer, schema=only) if isinstance(job, Member) else failed(job, answer, schema=only),)
