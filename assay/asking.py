"""What a model is asked about a document, what it answers, and who pays for it.

A child process works out the questions, its parent asks them, and a child makes values of the answers: these nouns are all that the
three share. Everything here can be pickled, and `Question` and `FieldAnswer` can be kept as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from assay.errors import AssayError
from assay.extraction import SchemaRef, Usage
from assay.span import Span

Json = Any
Size = Literal["small", "large"]
AtLimit = Literal["smaller_model", "batch", "rules_only", "hold"]
Reason = Literal["open", "compare", "mixed_up", "doubtful"]
"""Why a field is asked: the rules left it open, the schema wants every source heard, the first answer seemed to be about another
document of the call (then it is asked in a call of its own), or a smaller model's answer is still doubted."""

PROMPT_FORMAT = 1
"""What a prompt says beside the fields' own words. A new number makes every remembered answer a question again."""

AT_LIMITS: tuple[AtLimit, ...] = ("smaller_model", "batch", "rules_only", "hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a schema may cost, in US dollars; None where it says nothing. `at_limit` says what is done then, tried in order."""

    per_document: Decimal | None = None
    per_day: Decimal | None = None
    at_limit: tuple[AtLimit, ...] = ("rules_only",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """For whom a question is asked. `token` names the API token that handed the document in, where one did."""

    workspace: UUID
    token: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field of a question.

    `says` is what the prompt says of it, `shape` the JSON Schema of its answer, on its own. `key` is the SHA-256, in hex, of all that its
    answer depends on but the model: definition, prompt format, and the text that it is answered from.
    """

    name: str
    says: str
    shape: Json
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about one document in one call: fields of one group, and the text that is shown for them.

    `text` is not yet escaped. `egress` are the spans of the document's text of which characters stand in it. `whole`: all that is visible
    of the document is shown. `output_tokens` is how long the answer may be.
    """

    document: str
    schema: SchemaRef
    title: str
    group: str
    size: Size
    reason: Reason
    fields: tuple[Asked, ...]
    text: str
    egress: tuple[Span, ...]
    whole: bool
    output_tokens: int
    budget: Budget | None = None
    payer: Payer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAnswer:
    """What a model said about one field: `value` as it came over the wire, a cell, items or rows; None says that nothing is there.

    `prompt` names the fixed words and the form that were asked with. `documents` were in the call, this one at `position`, from 0.
    `call` is the ledger's id of the call.
    """

    name: str
    key: str
    value: Json
    model: str
    prompt: str
    documents: int = 1
    position: int = 0
    call: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of one question.

    `fields` holds an answer for each field that was answered, by name; `error` says why others were not. `usage` is this document's share
    of what it cost now, and `costs` that of each field: what is remembered costs nothing. `wait_seconds`: it was not asked, and may be
    after that time. `batch`: it was not asked, and belongs into the provider's batch.
    """

    fields: Mapping[str, FieldAnswer] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    costs: Mapping[str, Usage] = field(default_factory=dict)
    error: AssayError | None = None
    wait_seconds: float | None = None
    batch: bool = False
