"""A question as it is kept while a batch answers it, and the name under which it is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from pydantic import TypeAdapter

from assay.asking import Question
from assay.extraction import Usage
from store.rows import as_text

_FORM = TypeAdapter(Question)
_USAGE = TypeAdapter(Usage)


def as_json(question: Question) -> str:
    """The question as text, to be kept."""
    return _FORM.dump_json(replace(question, text=as_text(question.text))).decode()


def from_json(text: str) -> Question:
    """The question that was kept."""
    return _FORM.validate_json(text)


def id_of(question: Question) -> str:
    """SHA-256, in hex, of what is asked about which document: the same question is never waited for twice."""
    parts = [question.document, question.schema.hash, question.group, question.size, *sorted(field.key for field in question.fields)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def usage_json(usage: Usage) -> str:
    """What was paid as text; nothing where no model worked."""
    return _USAGE.dump_json(usage).decode() if usage.calls else ""


def usage_from_json(text: str) -> Usage:
    """What was paid."""
    return _USAGE.validate_json(text) if text else Usage()
