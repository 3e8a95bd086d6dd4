"""What becomes of a document that could not be worked on: a pure function of the error."""

from __future__ import annotations

from dataclasses import dataclass

from assay.errors import AssayError, DocumentError, SchemaError
from store.jobs import CRASHED

CRASHES = 3  # so many children one document may cost
SECONDS_TO_RECOVER = 10.0
GONE_FOR_GOOD = frozenset({"blob_missing", "blob_damaged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """Whether the document is tried `again`, after which delay, and whether the try counts as a crash."""

    again: bool
    counted: bool = False
    delay_seconds: float = 0.0


FAILED = Fate(again=False)


def fate(error: AssayError, *, crashes: int) -> Fate:
    """What to do after the error, with so many crashes before it.

    A child that died may have died of something else, so the document is tried up to three times. A limit that was met once is
    met again. What is wrong with the disk, the database or a setting is not the document's fault, and passes.
    """
    if error.code == CRASHED:
        return Fate(again=True, counted=True) if crashes + 1 < CRASHES else FAILED
    if isinstance(error, DocumentError | SchemaError) or error.code in GONE_FOR_GOOD:
        return FAILED
    return Fate(again=True, delay_seconds=SECONDS_TO_RECOVER)


SECONDS_TO_WAIT = 30.0
MOST_SECONDS_TO_WAIT = 3600.0
TIMES_TO_WAIT = 14  # some nine hours and, where a budget holds a document, as many days


def waiting_seconds(postponed: int) -> float:
    """How long a document waits for its model at least, after so many times before: twice as long each time, up to an hour."""
    return min(SECONDS_TO_WAIT * 2.0**postponed, MOST_SECONDS_TO_WAIT)


def may_wait(postponed: int) -> bool:
    """Whether a document that waited so often may wait once more; else it is finished without the model, with the reason."""
    return postponed < TIMES_TO_WAIT
