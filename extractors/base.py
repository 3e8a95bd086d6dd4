"""What finds values: the contract that rules and models share, and that a plug-in or a test's fake implements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assay.candidate import Candidate
from assay.document import Document
from assay.errors import ModelError
from assay.extraction import Usage
from schemas.schema import Field, Schema
from schemas.types.base import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an extractor claims for one document, what that cost, and why it could not say more.

    `heard` names the fields (dotted, top level) that the extractor gave an answer for, "it is not there" included, and `costs` those
    that were paid for, each with its part of `usage`.
    `ungrounded` holds a pointer for each answer that was dropped because the document's own text does not hold it;
    a dropped row or item is named by its table or list. `silence` says why it was not asked, where that is no failure. `mixed_up` are
    the fields whose answers seemed to be about another document; nothing of them counts.
    """

    candidates: tuple[Candidate, ...] = ()
    heard: frozenset[str] = frozenset()
    usage: Usage = field(default_factory=Usage)
    costs: Mapping[str, Usage] = field(default_factory=dict)
    error: ModelError | None = None
    silence: str | None = None
    ungrounded: tuple[str, ...] = ()
    mixed_up: frozenset[str] = frozenset()


class Extractor(Protocol):
    """Finds candidates for fields of one document. Never raises for what a document contains.

    Every candidate's evidence is a span of `document.text` that the value can be read from; candidates come in
    the order of trust within a field. The same input gives the same output.
    """

    def extract(self, document: Document, schema: Schema, fields: Sequence[Field], locale: Locale) -> Found:
        """Candidates for the fields asked for, in any number, rivals included."""
