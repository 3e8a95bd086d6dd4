"""Questions for tests, in one line each."""

from __future__ import annotations

import hashlib
from typing import Any

from assay.asking import Asked, Question
from assay.extraction import SchemaRef
from assay.span import Span

CELL = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"value": {"type": ["string", "null"]}, "quote": {"type": ["string", "null"]}},
            "required": ["value", "quote"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}


def asked(name: str, text: str = "") -> Asked:
    return Asked(name=name, says=f"- {name}: text.", shape=CELL, key=hashlib.sha256(f"{name} {text}".encode()).hexdigest())


def question(document: str, *names: str, text: str = "Total due 5,00", **more: Any) -> Question:
    """What is asked about a document whose text is the same for every field."""
    usual: dict[str, Any] = {
        "schema": SchemaRef(name="invoice", version=1, hash="h"),
        "title": "Invoice",
        "group": "values",
        "size": "small",
        "reason": "open",
        "egress": (Span(0, len(text)),),
        "whole": True,
        "output_tokens": 400,
    }
    fields = tuple(asked(name, text) for name in names or ("total",))
    return Question(document=document, fields=fields, text=text, **(usual | more))
