"""Sentences of a document that give orders to a model: they are withheld from it, and people look at what it says of such a document."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assay.document import Document, Notice
from assay.span import Span
from extractors.llm.believed.around import line_end, line_start
from extractors.llm.withheld.orders import as_read
from extractors.llm.withheld.told import orders_in
from schemas.schema import Schema

INSTRUCTED = Notice(
    code="instructions",
    says="It holds sentences that read like instructions to a language model. They are kept from it, and what it says is reviewed.",
)

LONGEST_SENTENCE = 300
"""So far behind the words that tell, the end of their sentence is looked for."""

LEAST_ENCODED = 24
"""Shorter tokens hold no order."""

MOST_LABELS = 4
"""Who writes orders calls a field by its first labels, not by the rarest."""

ALL_FIELDS = (
    "all fields",
    "every field",
    "all values",
    "every value",
    "alle felder",
    "alle werte",
    "tous les champs",
    "todos los campos",
    "tutti i campi",
)

_ENCODED = re.compile(rf"[A-Za-z0-9+/_-]{{{LEAST_ENCODED},}}={{0,2}}")
_SENTENCE_END = re.compile(r"[.!?][\"'”»)\]]*(?=\s|$)")
_GOES_ON = re.compile(r"\n[ \t]*[^\W_A-Z]")
"""A line that begins with a small letter or a digit belongs to the sentence of the one before."""


def planted_in(document: Document, schema: Schema) -> tuple[Span, ...]:
    """The sentences of the visible parts, in text order and apart."""
    visible = [part.span for part in document.visible_parts()]
    names = as_read(tuple(dict.fromkeys(_names(schema))))
    told = orders_in(document.text, visible, names)
    sentences = (_sentence(document.text, one, next(span for span in visible if span.contains(one))) for one in told)
    return tuple(_joined([*sentences, *_encoded(document.text, visible, names)]))


def with_planted(document: Document, schema: Schema) -> Document:
    """The document with such sentences marked, and a notice when it has any."""
    planted = planted_in(document, schema)
    return replace(document, planted=planted, notices=(*document.notices, INSTRUCTED)) if planted else document


def _names(schema: Schema) -> Iterator[str]:
    """What an order about a value may call its field."""
    for field in schema.fields:
        yield from (field.name, field.name.rpartition(".")[2], *field.labels[:MOST_LABELS], *(column.name for column in field.columns))
    yield from ALL_FIELDS


def _sentence(text: str, told: Span, inside: Span) -> Span:
    """From where the sentence begins on the line of the words that tell, to the end of the line on which it ends."""
    start = max(line_start(text, told.start), inside.start)
    for before in _SENTENCE_END.finditer(text, start, told.start):
        start = before.end()
    end = min(line_end(text, told.end), inside.end)
    while end - told.end < LONGEST_SENTENCE and not _SENTENCE_END.search(text, told.end - 1, end) and _GOES_ON.match(text, end, inside.end):
        end = min(line_end(text, end + 1), inside.end)
    return Span(start, end)


def _encoded(text: str, spans: Sequence[Span], names: tuple[str, ...]) -> Iterator[Span]:
    """Tokens that hold an order when they are decoded."""
    for span in spans:
        for token in _ENCODED.finditer(text, span.start, span.end):
            decoded = _decoded(token[0])
            if decoded and orders_in(decoded, [Span(0, len(decoded))], names):
                yield Span(*token.span())


def _decoded(token: str) -> str:
    """What the token says in hexadecimal digits or in Base64, as far as that is text."""
    bare = token.rstrip("=")
    try:
        data = bytes.fromhex(token) if len(token) % 2 == 0 and not set(token) - set("0123456789abcdefABCDEF") else _from_base64(bare)
    except (binascii.Error, ValueError):
        return ""
    decoded = data.decode("utf-8", "ignore")
    return decoded if decoded.replace("\n", " ").isprintable() else ""


def _from_base64(bare: str) -> bytes:
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_" if {"-", "_"} & set(bare) else None)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """In text order, those that overlap or touch made one."""
    held: Span | None = None
    for span in sorted(spans):
        if held is not None and span.start <= held.end:
            held = Span(held.start, max(held.end, span.end))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held
