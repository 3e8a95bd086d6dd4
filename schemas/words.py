"""The closed lists of words: types, sources, and the words of later versions, which nobody should take for typos."""

from __future__ import annotations

from schemas.types.registry import TYPE_NAMES

SHAPE_TYPES = ("list", "table", "object")
VALUE_TYPES: tuple[str, ...] = tuple(name for name in TYPE_NAMES if name not in SHAPE_TYPES)
ALL_TYPES: tuple[str, ...] = (*VALUE_TYPES, *SHAPE_TYPES)

RUNGS: dict[str, tuple[str, str]] = {
    "label": ("The value right of or below one of the field's `labels`.", "label"),
    "regex": (
        "Alone, any text that looks like the field's type; with a pattern, its group `value`, or all that it finds. "
        "For a `boolean` the passage itself is the value `true`, and `false` is said where no pattern of the ladder finds one.",
        r"{regex: '(?i)net\s+(?P<value>\d{1,3})\s+days'}",
    ),
    "symbols": ("Signs or words, each with the value that it stands for.", "{symbols: {'€': EUR, '£': GBP}}"),
    "table": ("The rows of a table on the page, known by the `headers` of its columns.", "table"),
    "row": (
        "The rows of a table without headers: a pattern with a group for each column, found line by line.",
        r"{row: '^(?P<name>\S.*?)\s{2,}(?P<quantity>[\d.,]+)\s+(?P<line_total>[\d.,]+)$'}",
    ),
    "party": (
        "Who the document is from (`sender`), to (`recipient`) or between (`contracting`), and a part of that party: "
        "`name`, `street`, `postcode`, `city`, `country` or the whole `address`.",
        "{party: sender.name}",
    ),
    "title": ("The title line of the document.", "title"),
    "xml": (
        "An XPath into XML that is the document or is embedded in it. In a column it starts at the row.",
        "{xml: '//SellerTradeParty/Name'}",
    ),
    "json": ("A JSONPath into JSON that is the document. In a column it starts at the row.", "{json: $.invoice.number}"),
    "jsonld": (
        "A JSONPath into the linked data (JSON-LD, microdata) of a web page or mail, tried on every object in it.",
        "{jsonld: $.author.name}",
    ),
    "css": (
        "The text of what a CSS selector finds in a web page or HTML mail; with `@name` behind it, that attribute. "
        "In a column it starts at the row.",
        "{css: 'h1.title'}",
    ),
    "header": (
        "A header of a mail: `subject`, `from.name`, `from.address`, `to.address`, `date`, or any by its name.",
        "{header: subject}",
    ),
    "attached": ("The name of an attached file; `*` stands for anything.", "{attached: '*.pdf'}"),
    "metadata": (
        "What the file says of itself: `title`, `author`, `subject`, `language`, `created`, `modified`, `file_name`; of a web page "
        "also its `<meta>` names, as in `og:site_name`.",
        "{metadata: title}",
    ),
    "model": (
        "The language model, asked for what the rules left open: one call for the fields of a group. May say its `group`, the `size` of "
        "model, and how the value is `read`.",
        "{model: {group: clauses, size: large}}",
    ),
    "formula": ("An expression over other fields. What is only computed goes to a person.", "{formula: issue_date + days(payment_days)}"),
}
"""The sources of a ladder: what each does, and how it is written."""

BARE_RUNGS: tuple[str, ...] = ("label", "regex", "table", "title", "model")
"""Sources that may stand alone."""

TEXT_RUNGS: tuple[str, ...] = (
    "regex", "row", "party", "xml", "json", "jsonld", "css", "header", "attached", "metadata", "formula",
)  # fmt: skip
"""Sources that take a text."""

PARTY_ROLES: tuple[str, ...] = ("sender", "recipient", "contracting")
PARTY_PARTS: tuple[str, ...] = ("name", "street", "postcode", "city", "country", "address")

LATER: dict[str, frozenset[str]] = {
    "schema": frozenset({"enrich"}),
    "output": frozenset({"webhook", "report"}),
    "field": frozenset({"enrich", "lookup"}),
    "defaults": frozenset(),
    "rung": frozenset({"lookup"}),
    "type": frozenset(),
    "review": frozenset({"second_reader"}),
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
    "timestamp": "datetime",
    "uri": "url",
    "link": "url",
    "telephone": "phone",
    "swift": "bic",
}
"""What other languages call our types."""


def not_yet(word: str) -> tuple[str, str]:
    """What is said about a word of a later version: the sentence and the fix."""
    return f"`{word}` belongs to the schema language, but this version does not know it yet.", "Take it out for now."
