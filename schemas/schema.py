"""What is wanted: a schema, its fields and checks, compiled from the YAML by `schemas.loader` and never changed after.

Names are as in the YAML. A field's `path` is a JSON Pointer; in columns and lists `*` stands for the row: `/line_items/*/name`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assay.asking import Budget, Size
from assay.finding import Severity
from schemas.expression import Expression
from schemas.expression_nodes import Recall
from schemas.pattern import Pattern
from schemas.types.base import FieldType

Shape = Literal["value", "list", "table"]
RungKind = Literal[
    "xml", "json", "jsonld", "css", "header", "attached", "metadata",
    "label", "regex", "symbols", "table", "row", "party", "title",
    "model", "formula",
]  # fmt: skip
Pick = Literal["first", "last", "unique", "largest"]
Direction = Literal["right", "below"]
Compare = Literal["rules", "first", "all"]
Assurance = Literal["provisional", "standard", "strict"]
Read = Literal["printed", "inferred"]
"""Whether a model's value stands in the text word for word, or follows from a passage of it, as a yes or a category does."""

STRUCTURED_KINDS: tuple[RungKind, ...] = ("xml", "json", "jsonld", "css", "header", "attached", "metadata")
"""Sources that read data written for programs, or the structure of the file itself."""

RULE_KINDS: tuple[RungKind, ...] = (*STRUCTURED_KINDS, "label", "regex", "symbols", "table", "row", "party", "title")
"""Every source that reads the document without a model."""

DEFAULT_TARGET_ACCURACY = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One source in a field's ladder. `id` is `total.from[0]`.

    `expression` is the text of a source that takes one: XPath, JSONPath, CSS selector, name of a header or of metadata, `sender.name`
    of a party. `pattern` is the regex of `regex` and `row` (for plain `regex` the type's own `scan` is used and it is None), `symbols`
    gives the value, as the analyst writes it, of each sign, `formula` the expression. In a column, paths start at the row that the
    table's own rung selects. `group`, `size` and `read` are of `model`: the named group of its call, None where the schema names none.
    """

    id: str
    kind: RungKind
    expression: str | None = None
    pattern: Pattern | None = None
    symbols: tuple[tuple[str, str], ...] = ()
    formula: Expression | None = None
    group: str | None = None
    size: Size = "small"
    read: Read = "printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and the value that must be read from it, in JSON form; None: nothing must be read."""

    text: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """An expression over the columns of one row."""

    that: Expression
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One wanted field. `type` is the type of a value, of a list's items, or None for a table.

    `key` is the hash of the field's own definition: editing another field leaves it as it is.
    `minimum` and `maximum` are values of the field's type (money is `Money`). `within` names the segments in which rules look, `page` the
    pages of the main part (counted from 1, from the end where negative), `pick` which of several hits is taken.
    """

    name: str
    path: str
    shape: Shape
    type: FieldType | None
    ladder: tuple[Rung, ...]
    ask: str | None = None
    labels: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    pattern: Pattern | None = None
    required: bool = False
    private: bool = False
    target_accuracy: float = DEFAULT_TARGET_ACCURACY
    cost_of_error: float = 1.0
    minimum: Any = None
    maximum: Any = None
    examples: tuple[Example, ...] = ()
    columns: tuple[Field, ...] = ()
    row_check: RowCheck | None = None
    within: tuple[str, ...] = ()
    page: tuple[int, ...] = ()
    pick: Pick | None = None
    direction: Direction | None = None
    compare: Compare = "rules"
    assurance: Assurance = "provisional"
    key: str = ""

    def rungs(self, *kinds: RungKind) -> tuple[Rung, ...]:
        """The rungs of these kinds, in order."""
        return tuple(rung for rung in self.ladder if rung.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A sentence about fields that must hold. `says` may hold field names in braces; `source` is the expression as written."""

    name: str
    that: Expression
    source: str
    when: Expression | None = None
    says: str | None = None
    severity: Severity = "error"
    code: str | None = None
    finds: bool = False

    @property
    def recalls(self) -> tuple[Recall, ...]:
        """What it asks of the stored documents."""
        return (*self.that.recalls, *(self.when.recalls if self.when else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What goes to a person however sure the machine is: that share of all documents, and what the conditions are true of."""

    audit: float = 0.0
    always: tuple[Expression, ...] = ()


NO_REVIEW = Review()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of `applies_to`; exactly one of them is set."""

    text: Pattern | None = None
    attached: tuple[str, ...] = ()
    json: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliesTo:
    """Which documents a schema is for: at least one of `any`, each of `all`, not one of `none`."""

    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A named region of the text: from each place where `start` is found to the next where `end` is, both lines of their own.

    `pages` are as in `Field.page`. A region ends with its page unless it goes `across_pages`. Lines on which a pattern of `skip` is found
    are left out (page headers, carried-forward sums).
    """

    name: str
    start: Pattern | None = None
    end: Pattern | None = None
    pages: tuple[int, ...] = ()
    across_pages: bool = False
    skip: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Where one file holds several documents: pages on which `pattern` is found begin a piece, blank pages end one. One of them is set."""

    pattern: Pattern | None = None
    blank_pages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsWanted:
    """The tables that accepted results are written to.

    `key` holds names of fields; `children` the fields that get a table of their own, each with its table.
    """

    table: str
    key: tuple[str, ...] = ()
    children: tuple[tuple[str, str], ...] = ()

    def child_table(self, name: str) -> str | None:
        """The own table of that field; None when it stands in the main one."""
        return dict(self.children).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A schema in one version. `hash` is of its content, whatever its spacing and comments."""

    name: str
    title: str
    version: int
    hash: str
    languages: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    applies_to: AppliesTo | None = None
    segments: tuple[Segment, ...] = ()
    split: Split | None = None
    review: Review = NO_REVIEW
    records: RecordsWanted | None = None
    budget: Budget | None = None
    source: str = ""

    @property
    def recalls(self) -> tuple[Recall, ...]:
        """What its checks and its review ask of the stored documents, each once."""
        by_checks = (one for check in self.checks for one in check.recalls)
        by_review = (one for always in self.review.always for one in always.recalls)
        return tuple({one.key: one for one in (*by_checks, *by_review)}.values())

    def field(self, name: str) -> Field | None:
        """The top-level field of that dotted name."""
        return next((field for field in self.fields if field.name == name), None)

    def field_at(self, path: str) -> Field | None:
        """The field, item or column that a concrete pointer (`/line_items/3/name`) belongs to."""
        wanted = "/".join("*" if step.isdigit() else step for step in path.split("/"))
        for field in self.fields:
            for one in (field, *field.columns):
                if one.path == wanted or (one.shape == "list" and wanted == f"{one.path}/*"):
                    return one
        return None
