"""The log: one event a line, as JSON, in the data folder. It holds ids, codes and places in the code, never document text.

The message of an unexpected error may quote the text that caused it, so only its type and its path through the code are kept.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

LOGGER = logging.getLogger("assay")


def log_file(data_dir: Path) -> Path:
    """Where the log of that data folder lies."""
    return data_dir / "log" / "assay.log"


def open_log(data_dir: Path) -> None:
    """Write Assay's events to the data folder's log from now on, and nowhere else. Raises OSError when it cannot be written."""
    path = log_file(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(JsonLines())
    close_log()
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def close_log() -> None:
    """Forget every place that events were written to."""
    for handler in tuple(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()
    LOGGER.addHandler(logging.NullHandler())
    LOGGER.propagate = False


def overhear(*libraries: str) -> None:
    """Log that a library warned of something, and where in its code; what it said may hold an address or a value."""
    for name in libraries:
        logger = logging.getLogger(name)
        logger.handlers = [_Overhearing(logging.WARNING)]
        logger.propagate = False


def log_event(event: str, **facts: object) -> None:
    """Record that something happened; facts are ids, codes, counts and durations."""
    LOGGER.info(event, extra={"facts": facts})


def log_unexpected(error: BaseException, **facts: object) -> None:
    """Record an error that nobody foresaw: its type and its path through the code."""
    LOGGER.error("unexpected_error", extra={"facts": {**facts, "error": type(error).__qualname__, "path": code_path(error)}})


def code_path(error: BaseException) -> list[str]:
    """The calls that led to the error, outermost first: `pipeline/run.py:41 run`."""
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


class _Overhearing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        log_event("library_warned", library=record.name, place=f"{_short(record.pathname)}:{record.lineno}")


class JsonLines(logging.Formatter):
    """One record as one line of JSON in ASCII, so that no control character of a file name reaches a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its line break."""
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "process": record.process,
            **getattr(record, "facts", {}),
        }
        return json.dumps(event, ensure_ascii=True, default=str)


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])
