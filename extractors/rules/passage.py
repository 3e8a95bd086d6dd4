"""Yes and no where a document has no box to tick: a passage speaks of it, or none does."""

from __future__ import annotations

import re

from assay.candidate import Candidate
from assay.finding import Signal
from assay.span import Span
from extractors.rules.hit import Claimant, Hit
from schemas.schema import Field

# A sentence is denied by its first words, so many code points before the passage at most.
REACH = 160

_CLAUSE = Signal(name="clause", strength=1.0, says="A passage speaks of it.")
_NO_PASSAGE = Signal(name="no_passage", strength=1.0, says="No passage that speaks of it was found.")

_DENIED = re.compile(
    r"(?i)\b(?:nothing\s+(?:in|contained|herein|set\s+forth)|(?:shall|will|does|is)\s+not\s+(?:be\s+)?(?:construed|deemed|interpreted|intended|apply|prevent|restrict|prohibit|limit)"
    r"|without\s+(?:the\s+)?(?:need|requirement)|no\s+(?:such\s+)?(?:obligation|requirement)\s+to|keine\s+verpflichtung|aucune\s+obligation)\b[^.;]*$|\bnon\s?[-‐–]?\s*$"
)


def passage(span: Span) -> Hit:
    """The value true, read from the passage."""
    return Hit(span=span, value=True, signals=(_CLAUSE,))


def is_denied(text: str, start: int) -> bool:
    """Whether the sentence says, before the passage at `start`, that it does not hold."""
    return _DENIED.search(text[max(0, start - REACH) : start]) is not None


def no_passage(field: Field) -> tuple[Candidate, ...]:
    """The value false, which points nowhere, for a yes or no that is sought by patterns of passages.

    A pattern with a group `value` reads a printed yes or no, and where it finds none nothing is known.
    """
    rungs = [rung for rung in field.rungs("regex") if rung.pattern]
    if field.shape != "value" or field.type is None or field.type.name != "boolean" or not rungs:
        return ()
    if any(rung.pattern and rung.pattern.has_value for rung in rungs):
        return ()
    source = Claimant(field=field, rung=rungs[-1], type=field.type).source
    return (Candidate(path=field.path, raw="", value=False, evidence=(), source=source, signals=(_NO_PASSAGE,)),)
