"""A text that is wholly one value: what `parse` of most types makes of the readings that `scan` found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assay.finding import Finding
from schemas.types.base import Parsed, Reading

_AROUND = re.compile(r"[\s.,:;!?*|()\[\]{}<>\"'„“”‚‘’«»=_\-–—]*")


def unparseable(says: str) -> Parsed:
    """No value, and the sentence that says why."""
    return Parsed(value=None, findings=(Finding(code="unparseable", says=says),))


def parse_whole(raw: str, readings: Iterable[Reading], *, says: str, around: re.Pattern[str] = _AROUND) -> Parsed:
    """The only reading, when nothing but what `around` allows (spaces and punctuation) stands before and behind it."""
    found = list(readings)
    if len(found) != 1:
        return unparseable(says)
    only = found[0]
    if not (around.fullmatch(raw, 0, only.start) and around.fullmatch(raw, only.end)):
        return unparseable(says)
    return Parsed(value=only.value, findings=only.findings)
