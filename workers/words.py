"""What people said, as it is kept and as a child process hears it."""

from __future__ import annotations

from engine.errand import Said
from store.decisions import KeptDecision


def said_before(kept: KeptDecision) -> Said:
    """A kept decision, to be applied again."""
    span = None if kept.span_start is None or kept.span_end is None else (kept.span_start, kept.span_end)
    return Said(path=kept.path, verdict=kept.verdict, by=kept.decided_by, at=kept.decided_at, typed=kept.typed, value=kept.value, span=span)
