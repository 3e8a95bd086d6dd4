"""Renders the reference page of the schema language from the models that the loader reads schemas with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from schemas.expression_nodes import FUNCTIONS, RECALLS
from schemas.form import Form
from schemas.language import FORMS, keys_of
from schemas.types.base import FieldType, Locale
from schemas.types.registry import make_type
from schemas.words import LATER, RUNGS, VALUE_TYPES

_PLAIN = re.compile(r"[\w$*.][\w ./*<>=$+-]*")
_TITLES = {
    "schema": "The file",
    "applies_to": "Under `applies_to`",
    "condition": "In a condition",
    "segment": "In a segment",
    "split": "Under `split`",
    "defaults": "Under `defaults`",
    "field": "In a field or column",
    "model": "In `{model: ...}`",
    "example": "In an example",
    "check": "In a check",
    "review": "Under `review`",
    "budget": "Under `budget`",
    "output": "Under `output`",
    "records": "Under `records`",
}
_PRINTED = {
    "text": "Office chair, black",
    "code": "INV-2041",
    "integer": "1,250",
    "decimal": "1,234.5",
    "money": "1,234.50 EUR",
    "date": "17 September 2026",
    "percent": "19 %",
    "currency": "€",
    "country": "Germany",
    "iban": "DE89 3704 0044 0532 0130 00",
    "vat_id": "DE 136 695 976",
    "email": "billing@example.com",
    "name": "Example Ltd",
    "choice": "Gutschrift",
    "boolean": "yes",
    "time": "3:45 pm",
    "datetime": "17 September 2026, 15:45",
    "duration": "two (2) years",
    "language": "German",
    "bic": "COBADEFFXXX",
    "isin": "US0378331005",
    "isbn": "978-3-16-148410-0",
    "lei": "529900T8BM49AURSDO55",
    "phone": "+49 30 901820",
    "url": "www.example.com",
    "address": "1 Example Street, London SW1A 1AA",
}
_CHOICE = {"invoice": ("Rechnung",), "credit_note": ("Gutschrift",)}

_OPENING = """# The schema language

This page is generated from the models in `schemas/language.py`; edit those, then run `make docs`.
How to write a schema step by step: [write a schema](../how-to/write-a-schema.md).

A schema is one YAML file (YAML 1.2, UTF-8). `NO` and `2026-09-17` are text in it. Unknown keys, doubled keys, anchors,
aliases and tags are refused. Two schemas are the same when they say the same: spacing and comments do not count.
"""
_PATTERNS = """Patterns are written in single quotes, and run in time that grows only with the text. `\\w`, `\\d`, `\\s` and `\\b`
know the letters and digits of every script. `^` and `$` stand for the start and end of a line, `\\A` and `\\z` for those
of the text; `(?i)` in front ignores case. The value is what `(?P<value>...)` holds, else all that the pattern finds.
Look-around and back-references are not known: name the value and write out what stands around it.
"""
_EXPRESSIONS = """Expressions compare and compute: `and or not`, `= != < <= > >=`, `+ - * /`, round brackets, numbers with a point,
texts in quotes, `true`, `false`, and names of fields. A column is named after its table, as in `line_items.line_total`.
Dates are compared with dates and moved by `days(14)`; one date minus another is a number of days. An expression that
needs a missing value is not judged, but `and` is false when one side is, and `or` true when one side is.
`exists` and `changed` ask the documents that the running system keeps, in `checks` and `review` only; where nothing is kept, as with
`assay extract`, they are not judged.
"""


def render_reference() -> str:
    """The page as Markdown."""
    return "\n".join(
        line for section in (_opening(), _groups(), _sources(), _types(), _patterns(), _functions(), _later()) for line in section
    )


def _opening() -> Iterator[str]:
    yield _OPENING


def _groups() -> Iterator[str]:
    for group, form in FORMS.items():
        yield from (f"## {_TITLES[group]}", "", str(form.__doc__), "", *_keys(form))


def _keys(form: type[Form]) -> Iterator[str]:
    yield from _table(("Key", "Means", "Example"), (_key_row(key, info) for key, info in keys_of(form).items()))


def _key_row(key: str, info: Any) -> tuple[str, str, str]:
    required = " (required)" if info.is_required() else ""
    return f"`{key}`{required}", info.description, f"`{key}: {_yaml(info.examples[0])}`"


def _yaml(example: Any) -> str:
    """The example in YAML's flow style; texts that hold signs of YAML or of patterns stand in single quotes."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {_yaml(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(_yaml, example)) + "]"
    if isinstance(example, str):
        return example if _PLAIN.fullmatch(example) else "'" + example.replace("'", "''") + "'"
    return json.dumps(example)


def _sources() -> Iterator[str]:
    yield from (
        "## Sources in `from`",
        "",
        "Every rule is heard, the best first; the model is asked only for what the rules leave open.",
        "",
    )
    yield from _table(("Source", "Finds", "Written"), ((f"`{name}`", says, f"`{written}`") for name, (says, written) in RUNGS.items()))


def _types() -> Iterator[str]:
    yield from ("## Types", "", "A type parses what is printed, checks it, and gives it one form in JSON.", "")
    rows = [(f"`{name}`", *_type_row(make_type(name, values=_CHOICE if name == "choice" else {}))) for name in VALUE_TYPES]
    rows.append(("`list`", "several values of the type in `of`", "", "an array"))
    rows.append(("`table`", "rows with `columns`", "", "an array of objects"))
    rows.append(("`object`", "the `fields` inside of it; the same as dotted names", "", "an object"))
    yield from _table(("Type", "Takes", "Printed", "In JSON"), rows)


def _type_row(field_type: FieldType) -> tuple[str, str, str]:
    printed = _PRINTED[field_type.name]
    value = field_type.parse(printed, Locale()).value
    form = "" if value is None else f"`{json.dumps(field_type.to_json(value), ensure_ascii=False)}`"
    return field_type.hint.removesuffix(", as printed"), printed, form


def _patterns() -> Iterator[str]:
    yield from ("## Patterns", "", _PATTERNS)


def _functions() -> Iterator[str]:
    yield from ("## Expressions", "", _EXPRESSIONS)
    yield from _table(("Function", "Is"), _function_rows())


def _function_rows() -> Iterator[tuple[str, str]]:
    yield from ((f"`{function.usage}`", function.says) for function in FUNCTIONS.values())
    yield from ((f"`{usage}`", says) for usage, says in RECALLS.values())


def _later() -> Iterator[str]:
    words = sorted(set().union(*LATER.values()))
    yield from ("## Words of later versions", "", "The language will have these; this version refuses them and says so:", "")
    yield f"{', '.join(f'`{word}`' for word in words)}.\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield _row(heads)
    yield _row("---" for _ in heads)
    yield from (_row(cells) for cells in rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
