"""One field, with its columns: from its form to the noun."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assay.value import Money, Value
from schemas.example_compiler import compile_example
from schemas.expression_kinds import Kinds, kind_of_type
from schemas.expression_nodes import compare
from schemas.expression_parser import WORDS
from schemas.fingerprint import field_key
from schemas.ladder_compiler import Holder, check_ladder, compile_ladder, default_ladder
from schemas.language import DefaultsForm, FieldForm
from schemas.problems import Problems
from schemas.schema import DEFAULT_TARGET_ACCURACY, Field, RowCheck, Rung, Shape
from schemas.suggest import did_you_mean
from schemas.types.base import FieldType
from schemas.types.registry import make_type
from schemas.words import ALL_TYPES, LATER, SHAPE_TYPES, TYPES_ELSEWHERE, VALUE_TYPES, not_yet
from schemas.written import written_pattern, written_sentence, written_value
from schemas.yaml_text import Location

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ORDERED_KINDS = ("number", "date", "time", "datetime", "duration")
_FOR_ALL_COLUMNS = ("compare", "assurance")
_NOT_IN_COLUMNS: Mapping[str, str] = {
    "labels": "Write `headers`.",
    "columns": "A table has one level of columns.",
    "row_check": "Write it beside `columns`, for the whole row.",
    "fields": "A column holds one value.",
    "of": "A column cannot be a list.",
    "examples": "Give the table an example with a whole row.",
}


@dataclass(frozen=True, slots=True)
class FieldCompiler:
    """Compiles the fields of one schema; what is wrong goes to `problems`, and the field is then only good for going on."""

    defaults: DefaultsForm
    kinds: Kinds
    segments: Container[str]
    problems: Problems

    def field(self, name: str, form: FieldForm, at: Location) -> Field:
        """The field of that dotted name, which is written at that place."""
        self._check_field_words(name, form, at)
        path = "/" + name.replace(".", "/")
        field = replace(
            self._compiled(name, path, form, at, _holder(form)),
            columns=tuple(
                self._column(name, column, f"{path}/*/{column}", _within(form, one), (*at, "columns", column))
                for column, one in form.columns.items()
            ),
            row_check=self._row_check(form, at),
            key=field_key(name, form, self.defaults),
        )
        return replace(field, examples=tuple(self._examples(form, field, at)))

    def _check_field_words(self, name: str, form: FieldForm, at: Location) -> None:
        if not _FIELD_NAME.fullmatch(name) or name in WORDS:
            fix = "Use letters, digits and `_`, a letter first; dots nest, as in `seller.name`."
            self.problems.at_key(at, f"`{name}` cannot name a field.", fix)
        if form.headers:
            self.problems.at_key((*at, "headers"), "`headers` belongs to a column.", "For a field write `labels`.")
        if form.type == "table" and not form.columns:
            self.problems.at_key(at, f"The table `{name}` has no columns.", "Add `columns:` with at least one.")
        if form.type != "table" and form.columns:
            self.problems.at_key((*at, "columns"), "Only a table has `columns`.", "Write `type: table`, or take them out.")

    def _column(self, table: str, name: str, path: str, form: FieldForm, at: Location) -> Field:
        if not _COLUMN_NAME.fullmatch(name) or name in WORDS:
            self.problems.at_key(at, f"`{name}` cannot name a column.", "Use letters, digits and `_`, a letter first, and no dot.")
        for word in form.model_fields_set & _NOT_IN_COLUMNS.keys():
            self.problems.at_key((*at, word), f"A column has no `{word}`.", _NOT_IN_COLUMNS[word])
        if form.type in SHAPE_TYPES:
            self.problems.at_value((*at, "type"), f"A column cannot be of type `{form.type}`.", "Give it the type of one value.")
        field = self._compiled(f"{table}.{name}", path, form, at, "column")
        return replace(field, name=name, key=field_key(name, form, self.defaults))

    def _row_check(self, form: FieldForm, at: Location) -> RowCheck | None:
        if form.row_check is None:
            return None
        if form.type != "table":
            self.problems.at_key((*at, "row_check"), "Only a table has a `row_check`.", "Write the sentence under `checks`.")
            return None
        kinds = {name: kind_of_type(column.type) for name, column in form.columns.items()}
        that = written_sentence(form.row_check, (*at, "row_check"), kinds, self.problems)
        return RowCheck(that=that, source=form.row_check) if that else None

    def _compiled(self, name: str, path: str, form: FieldForm, at: Location, holder: Holder) -> Field:
        field_type = self._type(form, at)
        minimum = self._bound(form.min, form, field_type, (*at, "min"))
        maximum = self._bound(form.max, form, field_type, (*at, "max"))
        self._check_order(minimum, maximum, at)
        return Field(
            name=name,
            path=path,
            shape=_shape(holder),
            type=field_type,
            ladder=self._ladder(name, form, at, holder),
            ask=form.ask,
            labels=tuple(form.labels),
            headers=tuple(form.headers),
            pattern=written_pattern(form.pattern, (*at, "pattern"), self.problems),
            required=_first(form.required, self.defaults.required),
            private=_first(form.private, self.defaults.private),
            target_accuracy=_first(form.target_accuracy, self.defaults.target_accuracy, DEFAULT_TARGET_ACCURACY),
            cost_of_error=_first(form.cost_of_error, self.defaults.cost_of_error, 1.0),
            minimum=minimum,
            maximum=maximum,
            within=self._segments(form, at),
            page=tuple(_first(form.page, self.defaults.page, [])),
            pick=_first(form.pick, self.defaults.pick),
            direction=form.direction,
            compare=_first(form.compare, self.defaults.compare, "rules"),
            assurance=_first(form.assurance, self.defaults.assurance, "provisional"),
        )

    def _segments(self, form: FieldForm, at: Location) -> tuple[str, ...]:
        for name in form.in_:
            if name not in self.segments:
                self.problems.at_key((*at, "in"), f"There is no segment `{name}`.", "Add it under `segments:`.")
        return tuple(form.in_)

    def _type(self, form: FieldForm, at: Location) -> FieldType | None:
        """The type of the value or of a list's items; None for a table, or when it is not known."""
        if form.of is not None and form.type != "list":
            self.problems.at_key((*at, "of"), "Only a list has `of`.", "Write `type: list`, or take it out.")
        if form.type == "table":
            return None
        if form.type != "list":
            return self._known_type(form.type, form, at, (*at, "type"))
        if form.of is None:
            self.problems.at_key(at, "The list does not say what its items are.", "Add `of:` with a type, as in `of: iban`.")
            return None
        return self._known_type(form.of, form, at, (*at, "of"))

    def _known_type(self, name: str, form: FieldForm, at: Location, place: Location) -> FieldType | None:
        if name in VALUE_TYPES:
            return self._made_type(name, form, at)
        if name in LATER["type"]:
            self.problems.at_value(place, *not_yet(name))
        elif name in SHAPE_TYPES:
            self.problems.at_value(place, f"The items of a list cannot be of type `{name}`.", "Give them the type of one value.")
        else:
            self.problems.at_value(place, f"There is no type `{name}`.", _type_meant(name))
        return None

    def _made_type(self, name: str, form: FieldForm, at: Location) -> FieldType | None:
        if name == "choice" and not form.values:
            self.problems.at_key(at, "A choice needs its values.", "Add `values: [one, other]`.")
            return None
        if name != "choice" and form.values is not None:
            says = f"Only a choice has `values`, and this is of type `{name}`."
            self.problems.at_key((*at, "values"), says, "Write `type: choice`, or take them out.")
            return make_type(name)
        return make_type(name, values={value: tuple(synonyms) for value, synonyms in (form.values or {}).items()})

    def _bound(self, given: Any, form: FieldForm, field_type: FieldType | None, at: Location) -> Value | None:
        if given is None or field_type is None:
            return None
        if kind_of_type(field_type.name) not in _ORDERED_KINDS or form.type == "list":
            self.problems.at_key(at, f"`{at[-1]}` is for numbers, amounts, dates and times.", "Say what a text looks like with `pattern`.")
            return None
        return written_value(given, field_type, at, self.problems)

    def _check_order(self, minimum: Any, maximum: Any, at: Location) -> None:
        if compare(">", _plain(minimum), _plain(maximum)):
            self.problems.at_key((*at, "min"), "`min` is above `max`, so no value can be right.", "Swap them.")

    def _examples(self, form: FieldForm, field: Field, at: Location) -> Any:
        for index, example in enumerate(form.examples):
            yield compile_example(example.text, example.value, field, (*at, "examples", index, "value"), self.problems)

    def _ladder(self, name: str, form: FieldForm, at: Location, holder: Holder) -> tuple[Rung, ...]:
        type_name = form.of or form.type
        if form.from_ is not None:
            check_ladder(form.from_, holder, (*at, "from"), self.problems)
            return compile_ladder(form.from_, name, type_name, kinds=self.kinds, at=(*at, "from"), problems=self.problems)
        if holder == "value" and self.defaults.from_ is not None:
            return compile_ladder(self.defaults.from_, name, type_name, kinds=self.kinds, at=("defaults", "from"), problems=self.problems)
        return default_ladder(name, holder, type_name)


def _within(table: FieldForm, column: FieldForm) -> FieldForm:
    """The column with the words that its table says for all of them."""
    said = {word: getattr(table, word) for word in _FOR_ALL_COLUMNS if getattr(column, word) is None and getattr(table, word) is not None}
    return column.model_copy(update=said) if said else column


def _holder(form: FieldForm) -> Holder:
    return "table" if form.type == "table" else "list" if form.type == "list" else "value"


def _shape(holder: Holder) -> Shape:
    return "value" if holder == "column" else holder


def _first(*given: Any) -> Any:
    """The first that says something."""
    return next((one for one in given if one is not None), None)


def _type_meant(name: str) -> str:
    if name.lower() in TYPES_ELSEWHERE:
        return f"Here it is called `{TYPES_ELSEWHERE[name.lower()]}`."
    return did_you_mean(name, ALL_TYPES) or f"There are {', '.join(ALL_TYPES)}."


def _plain(value: Any) -> Any:
    """What is compared: of money the amount."""
    return value.amount if isinstance(value, Money) else value
