"""The ladder of a field: the sources as written, or the default ones of its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from schemas.expression import Expression
from schemas.expression_kinds import IN_WORDS, UNKNOWN, Kinds, infer_kind, kind_of_type
from schemas.problems import Problems
from schemas.rung_form import RungForm
from schemas.schema import Read, Rung, RungKind
from schemas.suggest import did_you_mean
from schemas.words import PARTY_PARTS, PARTY_ROLES
from schemas.written import written_condition, written_css, written_jsonpath, written_pattern, written_xpath
from schemas.yaml_text import Location

Holder = Literal["value", "list", "table", "column"]

_DEFAULT: Mapping[Holder, tuple[RungKind, ...]] = {
    "value": ("label", "model"),
    "list": ("model",),
    "table": ("table", "model"),
    "column": (),
}
_OF_ONE_VALUE: tuple[RungKind, ...] = ("label", "regex", "symbols", "party", "title", "header", "attached", "metadata", "formula")
_REFUSED: Mapping[Holder, tuple[RungKind, ...]] = {
    "value": ("table", "row"),
    "list": ("table", "row", "formula"),
    "table": _OF_ONE_VALUE,
    "column": (*_OF_ONE_VALUE, "table", "row"),
}
_INSTEAD: Mapping[Holder, str] = {
    "value": "Take it out, or write `type: table`.",
    "list": "Take it out, or write `type: table`.",
    "table": "A table is found by `table`, `row`, `xml`, `json`, `jsonld`, `css` or `model`.",
    "column": "A column is found by its `headers`, `xml`, `json` or `model`; say what it looks like with `pattern`.",
}
# Days between two dates are a number, and a length of time.
_GIVEN_FOR = (("days", "number"), ("days", "duration"))
_FREE_TEXT = ("text", "name", "address")
# A table's columns are asked together.
_OF_A_CALL = frozenset({"group", "size"})


def default_ladder(name: str, holder: Holder, type_name: str) -> tuple[Rung, ...]:
    """The sources of a field that names none. A column has none of its own: it is found with its table."""
    read = usually_read(type_name)
    return tuple(Rung(id=f"{name}.from[{index}]", kind=kind, read=read) for index, kind in enumerate(_DEFAULT[holder]))


def usually_read(type_name: str) -> Read:
    """How a model reads a value of the type where the schema does not say: a yes is seldom printed."""
    return "inferred" if type_name == "boolean" else "printed"


def compile_ladder(
    forms: Sequence[RungForm], name: str, type_name: str, *, kinds: Kinds, at: Location, problems: Problems
) -> tuple[Rung, ...]:
    """The sources as written. `type_name` is the type of a value or of a list's items, `kinds` what a formula may use."""
    if not forms:
        problems.at_value(at, "The ladder has no sources.", "Name at least one, as in `from: [label, model]`, or take the line out.")
    return tuple(
        _rung(form, f"{name}.from[{index}]", type_name, kinds=kinds, at=(*at, index), problems=problems) for index, form in enumerate(forms)
    )


def check_ladder(forms: Sequence[RungForm], holder: Holder, at: Location, problems: Problems) -> None:
    """Reports sources that a table or a column cannot have."""
    for index, form in enumerate(forms):
        if form.kind in _REFUSED.get(holder, ()):
            problems.at_value((*at, index), f"A {holder} cannot be read by `{form.kind}`.", _INSTEAD[holder])
        for word in sorted(_OF_A_CALL & form.model.model_fields_set) if holder == "column" else ():
            problems.at_key((*at, index, "model", word), f"A column has no `{word}` of its own.", "Write it for the whole table.")


def _rung(form: RungForm, rung_id: str, type_name: str, *, kinds: Kinds, at: Location, problems: Problems) -> Rung:
    if form.kind == "symbols":
        return Rung(id=rung_id, kind=form.kind, symbols=tuple(form.symbols.items()))
    if form.kind == "model":
        asked = form.model
        return Rung(id=rung_id, kind=form.kind, group=asked.group, size=asked.size, read=asked.read or usually_read(type_name))
    if form.text is None:
        _check_bare(form, type_name, at, problems)
        return Rung(id=rung_id, kind=form.kind)
    inside = (*at, form.kind)
    match form.kind:
        case "regex" | "row":
            return Rung(id=rung_id, kind=form.kind, pattern=written_pattern(form.text, inside, problems))
        case "formula":
            return Rung(id=rung_id, kind=form.kind, formula=_written_formula(form.text, type_name, kinds, inside, problems))
        case kind if kind in _CHECKED:
            _CHECKED[kind](form.text, inside, problems)
    return Rung(id=rung_id, kind=form.kind, expression=form.text)


def _written_formula(text: str, type_name: str, kinds: Kinds, at: Location, problems: Problems) -> Expression | None:
    formula = written_condition(text, at, kinds, problems)
    wanted = kind_of_type(type_name)
    if formula and (given := infer_kind(formula.root, kinds)) not in (wanted, UNKNOWN) and (given, wanted) not in _GIVEN_FOR:
        says = f"The formula gives {IN_WORDS[given]}, and a field of type `{type_name}` is {IN_WORDS[wanted]}."
        problems.at_value(at, says, "Compute what the field is, or give it another type.")
        return None
    return formula


def _check_party(text: str, at: Location, problems: Problems) -> None:
    role, _, part = text.partition(".")
    if role not in PARTY_ROLES or part not in PARTY_PARTS:
        known = [f"{role}.{part}" for role in PARTY_ROLES for part in PARTY_PARTS]
        problems.at_value(at, f"`{text}` is no part of a party.", did_you_mean(text, known) or "Write one as in `sender.name`.")


_CHECKED = {"xml": written_xpath, "json": written_jsonpath, "jsonld": written_jsonpath, "css": written_css, "party": _check_party}


def _check_bare(form: RungForm, type_name: str, at: Location, problems: Problems) -> None:
    if form.kind == "regex" and type_name in _FREE_TEXT:
        says = f"`regex` alone looks for what the type looks like, and a {type_name} may be any text."
        problems.at_value(at, says, "Write `{regex: '...'}` with a pattern.")
