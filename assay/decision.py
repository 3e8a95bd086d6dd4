"""A person's word about one value. Append-only: a second decision overrules the first, nothing is edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assay.candidate import Evidence
from assay.value import Value

Verdict = Literal["confirm", "correct", "reject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer decided about the field at `path` of one document's extraction.

    confirm: it is right as it stands (nothing there included). correct: it is `value` instead.
    reject: nothing of the kind stands in the document. `value` is given exactly when the verdict is `correct`.
    `at` is aware. `raw` is what a correction was written as, and `evidence` where it stands, if it stands in the document.
    """

    document: str
    path: str
    verdict: Verdict
    by: str
    at: datetime
    value: Value | None = None
    raw: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if (self.verdict == "correct") != (self.value is not None):
            raise ValueError("a correction brings a value, and nothing else does")
        if self.at.tzinfo is None:
            raise ValueError("the time of a decision names its zone")
