"""`assay watch`: what is dropped into a folder comes out in `done` with its result, or in `failed` with the reason."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, EXIT_INTERRUPTED, EXIT_NEEDS_REVIEW, StorageError
from assay.log import open_log
from assay.settings import Settings
from cli.message import tell, tell_error
from cli.progress import counting
from exports.result import shown_name
from folder.delivery import Filed
from folder.wake import Wake, is_remote
from folder.watcher import SETTLE_SECONDS, Watcher, open_watcher
from store.migrate import published, require_current
from store.pool import connect
from store.postgres import database
from workers.app import celery_bell
from workers.system import System, open_system
from workers.tether import hold_tether

PATIENCE = 5.0  # seconds for a connection; the watcher itself waits for as long as it takes
SECONDS_BETWEEN_TRIES = 1.0
CONNECTIONS = 2
ONCE_PATIENCE = 10.0  # seconds beyond the settle time, for files that are still being written

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def watch(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to watch; by default `inbox` in the data folder.", show_default=False)
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Take what is there, wait for the results, and end.")] = False,
    settle: Annotated[
        float, typer.Option(min=0.0, max=3600.0, metavar="SECONDS", help="For how long a file must not change before it is taken.")
    ] = SETTLE_SECONDS,
    poll: Annotated[bool, typer.Option("--poll", help="Look every two seconds; network shares are looked at so in any case.")] = False,
    fail_on_review: Annotated[
        bool, typer.Option("--fail-on-review", help="Exit with 3 when a field waits for review (with --once).")
    ] = False,
) -> None:
    """Watch a folder: hand in what is dropped there, and file it with its result.

    DIR/NAME/file is read with the schema NAME, DIR/file with the one that fits. Files come out in `done` or `failed` beside DIR, and lie
    in `processing` meanwhile. The documents are read by `assay worker`.

    Exit status: 0 done or stopped, 1 some documents failed or could not be taken, 2 usage or configuration, 3 something needs
    review (if that was asked), 130 interrupted.
    """
    settings = Settings.from_environment(os.environ)
    hold_tether()
    inbox = folder or settings.data_dir / "inbox"
    open_log(settings.data_dir)
    wake, record = Wake(), Record()
    with stopped_by_signals(wake), system_of(settings, wake, patient=not once) as system:
        polling = poll or is_remote(inbox.resolve())
        with open_watcher(system, inbox, wake=wake, heard=record.hear, settle=settle, polling=polling) as watcher:
            status = run_once(watcher, record, fail_on_review=fail_on_review) if once else run_on(watcher)
    raise typer.Exit(status)


class Record:
    """What became of the files of one run."""

    def __init__(self) -> None:
        self.filed = 0
        self._failed: Counter[str] = Counter()
        self._failed_pieces: Counter[str] = Counter()
        self._for_review = 0

    def hear(self, filed: Filed) -> None:
        """A file was filed; one that failed is said at once."""
        self.filed += 1
        self._for_review += filed.outcome.review == "needs_review"
        if error := filed.outcome.error:
            self._failed[error.code] += 1
            tell(f"{filed.place}: {error.says} [{error.code}] {error.fix}")
        for piece in filed.outcome.report.get("pieces", ()):
            if failure := piece["error"]:
                self._failed_pieces[failure["code"]] += 1
                tell(f"{filed.place}: {shown_name(piece)}: {failure['says']} [{failure['code']}] {failure['fix']}")

    def summarise(self) -> None:
        """Say how many files there were, and how many of them failed."""
        failed = self._failed.total()
        tell(f"{self.filed - failed} files are in `done`, {failed} in `failed`{_reasons(self._failed)}.")
        if self._failed_pieces:
            tell(f"In files that hold several documents, {self._failed_pieces.total()} failed{_reasons(self._failed_pieces)}.")

    def exit_status(self, left: int, *, fail_on_review: bool) -> int:
        """0, 1 when files or documents in them failed or were `left` in the inbox, 3 when something needs review and that was asked."""
        if self._failed or self._failed_pieces or left:
            return EXIT_DOCUMENTS_FAILED
        return EXIT_NEEDS_REVIEW if fail_on_review and self._for_review else EXIT_DONE


def _reasons(failed: Counter[str]) -> str:
    return f": {', '.join(f'{number} of {code}' for code, number in sorted(failed.items()))}" if failed else ""


def run_on(watcher: Watcher) -> int:
    """Watch until stopped. That some files failed is no failure of the watcher."""
    tell(f"Watching {watcher.inbox}.")
    events = None if watcher.polling else watcher.wake.on_events_in(watcher.inbox)
    watcher.watch()
    if events is not None:
        events.join(timeout=2)
    _leave(watcher)
    return EXIT_DONE


def run_once(watcher: Watcher, record: Record, *, fail_on_review: bool) -> int:
    """Take what the inbox holds at the first look, and wait until all of it is filed."""
    with counting("Reading") as show:
        left = watcher.once(patience=ONCE_PATIENCE, say=lambda open_: show(record.filed, record.filed + open_))
    _leave(watcher)
    if watcher.wake.is_stopped:
        return EXIT_INTERRUPTED
    record.summarise()
    if left:
        tell(f"{len(left)} files were left in the inbox: they cannot be read, or somebody still writes to them.")
    return record.exit_status(len(left), fail_on_review=fail_on_review)


def _leave(watcher: Watcher) -> None:
    with suppress(StorageError):
        watcher.leave()


@contextmanager
def stopped_by_signals(wake: Wake) -> Iterator[None]:
    """SIGTERM and Ctrl+C stop the watcher after what it is doing at the moment; a second one stops it at once."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signature of a handler
        if wake.is_stopped:
            raise KeyboardInterrupt
        wake.stop()

    usual = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


@contextmanager
def system_of(settings: Settings, wake: Wake, *, patient: bool) -> Iterator[System]:
    """The running system's parts, with a database that is as this version expects it. Raises StorageError.

    Who is `patient` waits for a database that cannot be reached yet.
    """
    with database(settings) as address:
        _await(address, wake, patient=patient)
        with open_system(settings, address, bell=celery_bell(settings, address), connections=CONNECTIONS, patience=PATIENCE) as system:
            yield system


def _await(address: str, wake: Wake, *, patient: bool) -> None:
    said = False
    while True:
        try:
            with connect(address) as connection:
                return require_current(connection, published())
        except StorageError as error:
            if not (patient and error.retryable):
                raise
            if not said:
                tell_error(error)
            said = True
        wake.wait(SECONDS_BETWEEN_TRIES)
        if wake.is_stopped:
            raise typer.Exit(EXIT_DONE)
