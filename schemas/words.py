"""The closed lists of words: types, sources, and the words of later versions, which nobody should take for typos."""

from __future__ import annotations

from schemas.types.registry import TYPE_NAMES

SHAPE_TYPES = ("list", "table")
VALUE_TYPES: tuple[str, ...] = tuple(name for name in TYPE_NAMES if name not in SHAPE_TYPES)
ALL_TYPES: tuple[str, ...] = (*VALUE_TYPES, *SHAPE_TYPES)

RUNGS: dict[str, tuple[str, str]] = {
    "label": ("The value right of or below one of the field's `labels`.", "label"),
    "regex": (
        "Alone, any text that looks like the field's type; with a pattern, its group `value`, or all that it finds.",
        r"{regex: '(?i)net\s+(?P<value>\d{1,3})\s+days'}",
    ),
    "xml": (
        "An XPath into XML that is the document or is embedded in it. In a column it starts at the row.",
        "{xml: '//SellerTradeParty/Name'}",
    ),
    "json": ("A JSONPath into JSON that is the document. In a column it starts at the row.", "{json: $.invoice.number}"),
    "model": ("The language model, asked once a document for all that the rules left open.", "model"),
}
"""The sources of a ladder: what each does, and how it is written."""

LATER: dict[str, frozenset[str]] = {
    "schema": frozenset({"segments", "enrich", "review", "budget"}),
    "output": frozenset({"webhook", "report"}),
    "field": frozenset({"in", "pick", "direction", "page", "compare", "assurance", "row", "enrich", "lookup", "formula"}),
    "defaults": frozenset({"assurance", "compare", "pick", "page"}),
    "rung": frozenset({"jsonld", "css", "header", "attached", "metadata", "table", "row", "symbols", "formula", "lookup"}),
    "type": frozenset({"time", "datetime", "duration", "phone", "url", "language", "bic", "isin", "isbn", "lei", "address", "object"}),
    "function": frozenset({"exists", "changed"}),
}
"""Words that the language will have, by where they stand."""


TYPES_ELSEWHERE: dict[str, str] = {
    "string": "text",
    "str": "text",
    "varchar": "text",
    "number": "decimal",
    "numeric": "decimal",
    "float": "decimal",
    "double": "decimal",
    "int": "integer",
    "amount": "money",
    "price": "money",
    "percentage": "percent",
    "bool": "boolean",
    "enum": "choice",
    "array": "list",
    "id": "code",
}
"""What other languages call our types."""


def not_yet(word: str) -> tuple[str, str]:
    """What is said about a word of a later version: the sentence and the fix."""
    return f"`{word}` belongs to the schema language, but this version does not know it yet.", "Take it out for now."
