"""The schema language: every key with a sentence and an example.

The loader reads schemas through these models, editors through `json_schema()`, people through the reference page
that `schemas.reference` renders from them. Words of later versions are listed too, so that nobody takes them for typos.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator
from pydantic import Field as Key
from pydantic.json_schema import GenerateJsonSchema

from assay.asking import AtLimit
from schemas.form import Form, OneOrMany, as_list, refused, word
from schemas.rung_form import ModelForm, RungForm
from schemas.schema import Assurance, Compare, Direction, Pick
from schemas.words import ALL_TYPES, VALUE_TYPES


def _as_number(given: Any) -> Any:
    """Decimals and whole numbers become floats; what is too large becomes infinite, which no key takes."""
    return float(Decimal(given)) if isinstance(given, Decimal | int) and not isinstance(given, bool) else given


def _as_usd(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, Decimal | int) or not 0 <= given <= MOST_USD or _is_finer_than_kept(given):
        raise refused(f"`{str(given)[:20]}` is no amount in US dollars.", "Write a number from 0 on, as in 0.02, without quotes.")
    return Decimal(given)


def _is_finer_than_kept(given: Decimal | int) -> bool:
    """Beyond a billionth, which no call costs."""
    return Decimal(given) != round(Decimal(given), 9)


def _as_synonyms(given: Any) -> Any:
    """`[a, b]` and `{a: [x, y], b: z}` both become a mapping of values to their synonyms."""
    if isinstance(given, list):
        return {_text_value(value): [] for value in given}
    if isinstance(given, Mapping):
        return {value: _synonyms(value, synonyms) for value, synonyms in given.items()}
    raise refused(
        "`values` takes a list of values, or values each with its synonyms.",
        "Write `values: [cash, card]` or `values: {cash: [bar, comptant]}`.",
    )


def _synonyms(value: str, given: Any) -> Any:
    if given is None:
        return []
    if isinstance(given, str | list):
        return as_list(given)
    raise refused(f"The synonyms of `{value}` must be texts.", "Write them as a list of texts in quotes.")


def _text_value(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise refused("Each of `values` must be a text.", "Put quotes around it, as in '1'.")


def _as_check(given: Any) -> Any:
    return {"that": given} if isinstance(given, str) else given


Texts = Annotated[list[str], BeforeValidator(as_list), OneOrMany()]
"""One text or a list of texts."""
Share = Annotated[float, Key(ge=0, lt=1), BeforeValidator(_as_number)]
Cost = Annotated[float, Key(ge=0, allow_inf_nan=False), BeforeValidator(_as_number)]
Usd = Annotated[
    Decimal,
    BeforeValidator(_as_usd),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""An amount in US dollars, kept as it is written."""
Limits = Annotated[list[AtLimit], BeforeValidator(as_list), OneOrMany()]
_VALUES = {"type": "array", "items": {"type": "string"}}
_VALUES_WITH_SYNONYMS = {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, _VALUES, {"type": "null"}]}}
Synonyms = Annotated[
    dict[str, list[str]],
    BeforeValidator(_as_synonyms),
    WithJsonSchema({"anyOf": [_VALUES, _VALUES_WITH_SYNONYMS]}),
]
TypeName = Annotated[str, WithJsonSchema({"enum": list(ALL_TYPES)})]
ItemTypeName = Annotated[str, WithJsonSchema({"enum": list(VALUE_TYPES)})]
Anything = Annotated[Any, WithJsonSchema({})]


class ExampleForm(Form):
    """A text and what must be read from it; it tests the ladder and shows the model what is meant."""

    text: str = word("A piece of a document.", "Invoice No: INV-2041   Order 88123")
    value: Anything = word("What must be read from it, in the field's JSON form; `null` when nothing must be.", "INV-2041")


Ladder = Annotated[list[RungForm], BeforeValidator(as_list), OneOrMany()]

_TARGET = "How often an accepted value must be right, between 0 and 1."
_COST = "What a wrong value costs, in any unit; orders the review queue."
_REQUIRED = "Whether a missing value waits for a person."
_PRIVATE = "Whether values are kept out of every prompt."
_PICK = (
    "Which of several hits of one source is taken; between sources their order in `from` counts. `unique` takes one only where no source "
    "found another."
)
_PAGE = "The pages of the main part on which rules look: `first`, `last`, `all`, or numbers."
_COMPARE = (
    "Who is heard. `rules`: every rule, the model only for what stays open; `first`: nobody after the first answer that holds; "
    "`all`: the model too, even after an answer."
)
_ASSURANCE = "How strictly the promised accuracy is proven before a value is used unseen."

MOST_PAGES = 100_000
MOST_USD = 1_000_000_000  # what is more cannot be meant


def _as_pages(given: Any) -> Any:
    """`last` and `2` stand for lists of one; the first page is 1, the last -1, and `all` is no choice at all."""
    named = given if isinstance(given, list) else [given]
    pages = [_page_number(one) for one in named]
    return [] if 0 in pages else pages


def _page_number(given: Any) -> int:
    """The page's number; 0 for all."""
    known = {"all": 0, "first": 1, "last": -1}
    if isinstance(given, str) and given in known:
        return known[given]
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= MOST_PAGES:
        return given
    raise refused(f"`{str(given)[:20]}` is no page.", "Write `first`, `last`, `all`, or numbers from 1.")


_PAGE_WRITTEN = {"anyOf": [{"enum": ["first", "last", "all"]}, {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}]}
Pages = Annotated[
    list[int],
    BeforeValidator(_as_pages),
    WithJsonSchema({"anyOf": [*_PAGE_WRITTEN["anyOf"], {"type": "array", "items": _PAGE_WRITTEN}]}),
]
"""Pages as an analyst names them."""


class DefaultsForm(Form):
    """Words that every field takes over unless it says otherwise."""

    from_: Ladder | None = word("The ladder of single values.", ["label", "model"], default=None, alias="from")
    required: bool = word(_REQUIRED, True, default=False)
    private: bool = word(_PRIVATE, True, default=False)
    target_accuracy: Share | None = word(_TARGET, 0.98, default=None)
    cost_of_error: Cost | None = word(_COST, 250, default=None)
    pick: Pick | None = word(_PICK, "last", default=None)
    page: Pages | None = word(_PAGE, "last", default=None)
    compare: Compare | None = word(_COMPARE, "all", default=None)
    assurance: Assurance | None = word(_ASSURANCE, "strict", default=None)


class FieldForm(Form):
    """One wanted value, list or table. The same words describe a column."""

    type: TypeName = word("What kind of value it is.", "money")
    of: ItemTypeName | None = word("The type of a list's items.", "iban", default=None)
    ask: str | None = word(
        "One or two sentences that say what is wanted, to the model and to the reviewer.",
        "The supplier's own number for this invoice, not the order number.",
        default=None,
    )
    labels: Texts = word(
        "What the value is called on paper; the source `label` looks for these.", ["Invoice No", "Rechnungsnummer"], default=[]
    )
    headers: Texts = word("What a column is called on paper. Only in `columns`.", ["Qty", "Menge"], default=[])
    pattern: str | None = word(
        "What the whole printed value looks like; another one goes to review.", "[A-Z0-9][A-Z0-9/.-]{2,24}", default=None
    )
    required: bool | None = word(_REQUIRED, True, default=None)
    from_: Ladder | None = word(
        "The ladder of sources, the best first. Without it: `[label, model]` for a value, `[model]` for a list or table.",
        ["label", {"regex": r"No\.\s*(?P<value>\d+)"}, "model"],
        default=None,
        alias="from",
    )
    examples: list[ExampleForm] = word(
        "Texts with the value that must be read from each.", [{"text": "Order 88123", "value": None}], default=[]
    )
    values: Synonyms | None = word(
        "The values of a choice, as a list, or each with its synonyms on paper.",
        {"credit_note": ["Gutschrift", "avoir"], "invoice": ["Rechnung"]},
        default=None,
    )
    min: Anything = word("The smallest right value, for numbers, amounts and dates.", 0, default=None)
    max: Anything = word("The largest right value, for numbers, amounts and dates.", "2030-12-31", default=None)
    target_accuracy: Share | None = word(_TARGET, 0.995, default=None)
    cost_of_error: Cost | None = word(_COST, 250, default=None)
    private: bool | None = word(_PRIVATE, True, default=None)
    in_: Texts = word("The segments in which rules look.", "totals", default=[], alias="in")
    page: Pages | None = word(_PAGE, "first", default=None)
    pick: Pick | None = word(_PICK, "last", default=None)
    direction: Direction | None = word("Where the value stands from its label, when only one place will do.", "below", default=None)
    compare: Compare | None = word(_COMPARE, "all", default=None)
    assurance: Assurance | None = word(_ASSURANCE, "strict", default=None)
    columns: dict[str, FieldForm] = word(
        "The columns of a table, each written like a field.", {"quantity": {"type": "decimal", "headers": ["Qty"]}}, default={}
    )
    fields: dict[str, FieldForm] = word(
        "The fields inside of an object, which is a way to write names with dots.", {"name": {"type": "name"}}, default={}
    )
    row_check: str | None = word(
        "An expression over the columns that must hold in every row of a table.",
        "near(quantity * unit_price, line_total, 0.01)",
        default=None,
    )


class CheckForm(Form):
    """A sentence about several fields that must hold. A check may also be written as its expression alone."""

    that: str = word("The expression that must hold; with a missing value it is not judged.", "near(net_total + tax_total, total, 0.02)")
    if_: str | None = word("When the check applies: an expression, or a field that must be there.", "due_date", default=None, alias="if")
    says: str | None = word(
        "What a person reads when it fails; names in braces become values.",
        "Net {net_total} and tax {tax_total} do not make {total}.",
        default=None,
    )
    severity: Literal["error", "warning"] = word(
        "`error` sends the fields to review, `warning` only lowers their confidence.", "warning", default="error"
    )
    code: str | None = word("A name for this failure that programs can rely on.", "totals_differ", default=None)
    finds: bool = word(
        "Whether an equation may find values too: printed numbers that no rule names, but with which it holds. They wait for a person.",
        True,
        default=False,
    )


class ConditionForm(Form):
    """One condition on a document; it holds one of these keys."""

    text: str | None = word("A pattern that the document's text holds.", r"(?i)\b(invoice|rechnung)\b", default=None)
    attached: Texts | None = word("Names of files, one of which is attached or embedded.", ["factur-x.xml", "xrechnung.xml"], default=None)
    json_: str | None = word("A JSONPath that finds something in a JSON document.", "$.invoice.number", default=None, alias="json")
    media_type: str | None = word("The type of the file.", "application/pdf", default=None)

    @model_validator(mode="after")
    def _one(self) -> ConditionForm:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) == 1:
            return self
        raise refused("A condition holds exactly one of `text`, `attached`, `json` and `media_type`.", "Write one condition per list item.")


Conditions = Annotated[list[ConditionForm], BeforeValidator(as_list), OneOrMany()]


class AppliesToForm(Form):
    """Which documents a schema is for."""

    any: Conditions = word("At least one of these conditions holds.", [{"text": r"(?i)\binvoice\b"}], default=[])
    all: Conditions = word("Each of these conditions holds.", [{"media_type": "application/json"}], default=[])
    none: Conditions = word("Not one of these conditions holds.", [{"text": "(?i)pro[- ]?forma"}], default=[])


class SegmentForm(Form):
    """A named region of the text, from a line on which `start` is found to one on which `end` is, which is left out."""

    start: str | None = word(
        "A pattern on the line that begins the region; without it, it begins with the page.",
        r"(?i)^\s*(description|pos\.?)\b",
        default=None,
    )
    end: str | None = word(
        "A pattern on the line before which the region ends; without it, it ends with the page.", "(?i)\\btotal net\\b", default=None
    )
    pages: Pages | None = word("The pages on which regions begin: `first`, `last`, `all`, or numbers.", "last", default=None)
    across_pages: bool = word("Whether a region goes on over the end of its page.", True, default=False)
    skip: Texts = word("Patterns of lines that are left out of the region.", ["(?i)carried forward"], default=[])


class SplitForm(Form):
    """Where one file holds several documents, such as a stack of invoices that was scanned in one go.

    Each piece is read by itself and has a result of its own. Every page belongs to a piece, but for blank ones that are dropped. What is
    attached to or embedded in the file stays with the first piece: it says of no page that it belongs there.
    """

    pattern: str | None = word(
        "A pattern that begins a new piece at each page it is found on. Where it has a group `value`, a page on which that says the same "
        "as before goes on with its piece.",
        r"(?i)invoice no\.? (?P<value>\S+)",
        default=None,
    )
    blank_pages: bool = word("Whether a page without text ends a piece; such pages are dropped.", True, default=False)


class ReviewForm(Form):
    """Which documents and values go to a person however sure the machine is; their confidence stays as it was."""

    audit: Share = word(
        "The share of all documents that people read whole, drawn by lot, so that what is accepted unseen is known to be right.",
        0.05,
        default=0.0,
    )
    always: Texts = word(
        "Expressions; where one is true, the values of the fields that it names go to review, or all values when it names none.",
        ["total > 10000", "changed(iban, by: seller_vat_id)"],
        default=[],
    )


class RecordsForm(Form):
    """Accepted results as typed rows in the Postgres schema `records`."""

    table: str = word("The table that gets one row a document: small letters, digits and `_`.", "invoices")
    key: Texts = word(
        "The fields by which the same thing is known again in another document.", ["seller_vat_id", "invoice_number"], default=[]
    )
    children: dict[str, str] = word(
        "Tables and lists that get a table of their own, one row each; without it they are one column of JSON.",
        {"line_items": "invoice_lines"},
        default={},
    )


class OutputForm(Form):
    """Where accepted results go beside the API."""

    records: RecordsForm | None = word(
        "The tables of a database that accepted results are written to.", {"table": "invoices"}, default=None
    )


class BudgetForm(Form):
    """What models may cost, in US dollars. The worst case of a call is taken out before it is made, so that no budget is ever overspent."""

    per_document: Usd | None = word("For one document, read with one version of the schema; 0 asks no model.", 0.02, default=None)
    per_day: Usd | None = word("For all documents of the schema in a day (UTC); 0 asks no model.", 5, default=None)
    at_limit: Limits = word(
        "What is done when a budget does not hold the next call, the first that can be: ask the `smaller_model`, ask in the provider's "
        "`batch`, leave it to the `rules_only`, or `hold` the document until the next day.",
        ["smaller_model", "rules_only"],
        default=["rules_only"],
    )


class SchemaForm(Form):
    """What is wanted from one kind of document."""

    assay: Literal[1] = word("The version of the language.", 1)
    schema_: str = word("The schema's name: small letters, digits, `_` and `-`.", "invoice", alias="schema")
    title: str | None = word("What the schema is for, in a few words.", "Supplier invoice or credit note", default=None)
    locale: Texts = word(
        "Languages (ISO 639-1) in the order in which ambiguous dates and numbers are read; evidence in the document wins.",
        ["de", "en", "fr"],
        default=["en"],
    )
    applies_to: AppliesToForm | None = word(
        "Which documents the schema is for; without it, only those for which it is named.",
        {"any": [{"text": r"(?i)\breceipt\b"}]},
        default=None,
    )
    vocabulary: Texts = word(
        "Label vocabularies that Assay ships; fields and columns of the same names get their labels in every language.",
        "invoice",
        default=[],
    )
    segments: dict[str, SegmentForm] = word(
        "Named regions of the text, in which fields can be looked for.",
        {"totals": {"start": "(?i)\\bsub-?total\\b", "pages": "last"}},
        default={},
    )
    split: SplitForm | None = word(
        "Where one file holds several documents; without it, every file is one.", {"blank_pages": True}, default=None
    )
    defaults: DefaultsForm = word(
        "What every field takes over unless it says otherwise.", {"target_accuracy": 0.98}, default=DefaultsForm()
    )
    fields: dict[str, FieldForm] = word(
        "The wanted values by name. Dots nest: `seller.name`.", {"total": {"type": "money", "labels": ["Amount due"]}}
    )
    checks: dict[str, Annotated[CheckForm, BeforeValidator(_as_check)]] = word(
        "Sentences about several fields that must hold, by name.", {"due_after_issue": "due_date >= issue_date"}, default={}
    )
    review: ReviewForm = word("What people look at however sure the machine is.", {"audit": 0.05}, default=ReviewForm())
    budget: BudgetForm | None = word("What models may cost.", {"per_document": 0.02, "per_day": 5}, default=None)
    output: OutputForm | None = word("Where accepted results go beside the API.", {"records": {"table": "invoices"}}, default=None)


FORMS: dict[str, type[Form]] = {
    "schema": SchemaForm,
    "applies_to": AppliesToForm,
    "condition": ConditionForm,
    "segment": SegmentForm,
    "split": SplitForm,
    "defaults": DefaultsForm,
    "field": FieldForm,
    "model": ModelForm,
    "example": ExampleForm,
    "check": CheckForm,
    "review": ReviewForm,
    "budget": BudgetForm,
    "output": OutputForm,
    "records": RecordsForm,
}
"""Every group of keys, by what it is called in sentences and in the reference."""


def keys_of(form: type[Form]) -> dict[str, Any]:
    """Its keys as written in YAML, each with Pydantic's information about it."""
    return {info.alias or name: info for name, info in form.model_fields.items()}


class _Draft7(GenerateJsonSchema):
    schema_dialect = "http://json-schema.org/draft-07/schema#"


def json_schema() -> dict[str, Any]:
    """The language as a JSON Schema (draft 7), for editors."""
    generated = SchemaForm.model_json_schema(schema_generator=_Draft7, ref_template="#/definitions/{model}")
    generated["definitions"] = generated.pop("$defs")
    for described in (generated, *generated["definitions"].values()):
        properties = described.get("properties", {})
        properties.update({key: _as_written(property_) for key, property_ in properties.items()})
    checks = generated["properties"]["checks"]
    expression = {"type": "string", "description": "The expression that must hold."}
    checks["additionalProperties"] = {"anyOf": [expression, checks["additionalProperties"]]}
    return {"$schema": _Draft7.schema_dialect, **generated, "title": "Assay schema, language version 1"}


def _as_written(described: dict[str, Any]) -> dict[str, Any]:
    """A key as a person writes it: one that may be left out is never null, and draft 7 ignores what stands beside a `$ref`."""
    rest = {word: value for word, value in described.items() if word not in ("anyOf", "$ref", "default", "title")}
    if "$ref" in described:
        return {**rest, "allOf": [{"$ref": described["$ref"]}]}
    if "anyOf" not in described:
        return rest
    forms = [form for form in described["anyOf"] if form != {"type": "null"}]
    only = forms[0] if len(forms) == 1 else {}
    return {**rest, **({"anyOf": forms} if not only else {"allOf": forms} if "$ref" in only else only)}
