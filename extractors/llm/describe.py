"""What the prompt says of one field, in the fewest tokens that keep it clear.

A field's own sentence says what is meant; where it has none its first labels do, and without labels its first example.
An example begins with a code word that no document holds: an answer whose quote has it was copied from the example.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from extractors.llm.believed.reread import FREE_TEXT
from schemas.schema import Example, Field
from schemas.types.base import Locale

MOST_LABELS = 2
"""A model knows a label's sisters in other languages; the first ones tell it which family is meant."""

LONGEST_EXAMPLE = 160
"""Code points; an example is a hint, and every call pays for it."""

_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_CANARY_LETTERS = 7
"""20 ** 7 words: that a document holds one by chance can be left out of account."""

_AS_PRINTED = ", as printed"
"""What the rules of the prompt say once for all fields; what a hint says behind it, the text shows."""


def description(field: Field, locale: Locale) -> str:
    """One line for the field, and one for each column of a table; private columns are left out."""
    return "\n".join(_lines(field, "", locale))


def canary_of(field: Field) -> str:
    """The code word of the field's example: small consonants, the same in every prompt."""
    number = int.from_bytes(hashlib.sha256(field.path.encode()).digest()[:8])
    letters = []
    for _ in range(_CANARY_LETTERS):
        number, letter = divmod(number, len(_CONSONANTS))
        letters.append(_CONSONANTS[letter])
    return "".join(letters)


def _lines(field: Field, indent: str, locale: Locale) -> Iterator[str]:
    yield f"{indent}- {field.name}: {' '.join(_sentences(field, locale))}"
    for column in field.columns:
        if not column.private:
            yield from _lines(column, "  ", locale)


def _sentences(field: Field, locale: Locale) -> Iterator[str]:
    yield f"{_what(field)}."
    if field.ask:
        yield f"{field.ask.strip().rstrip('.')}."
    names = (*field.labels, *field.headers)[:MOST_LABELS]
    if names and field.ask:
        return  # the sentence tells more than labels in one language, and every call pays for both
    if names:
        yield f"Labels: {', '.join(names)}."
        return
    example = next((line for one in field.examples if (line := _example(one, field, locale))), None)
    if example:
        yield example


def _what(field: Field) -> str:
    if field.type is None:
        return "table"
    if "enum" in field.type.json_schema:
        return "one of the form's values"
    hint = field.type.hint.partition(_AS_PRINTED)[0]
    return f"list, each {hint}" if field.shape == "list" else hint


def _example(example: Example, field: Field, locale: Locale) -> str | None:
    """An example that has a value, as the model should answer it: as its text prints it, not in its JSON form."""
    printed = _printed(example, field, locale)
    if printed is None or len(example.text) > LONGEST_EXAMPLE:
        return None
    return f"E.g. {_quoted(f'{canary_of(field)} {example.text}')} -> {_quoted(printed)}."


def _quoted(said: str | bool) -> str:
    return json.dumps(said, ensure_ascii=False)


def _printed(example: Example, field: Field, locale: Locale) -> str | bool | None:
    kind = field.type
    if kind is None or field.shape != "value" or example.value is None:
        return None
    if isinstance(example.value, bool) or "enum" in kind.json_schema:
        return bool(example.value) if isinstance(example.value, bool) else str(example.value)
    if kind.name in FREE_TEXT:
        return example.value if isinstance(example.value, str) and example.value in example.text else None
    wanted = kind.from_json(example.value)
    readings = (one for one in kind.scan(example.text, locale) if kind.equal(one.value, wanted))
    return next((example.text[one.start : one.end] for one in readings), None)
