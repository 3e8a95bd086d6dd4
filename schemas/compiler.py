"""From the form of a schema to the noun: every mistake is reported, and none hides the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from assay.asking import Budget
from schemas.expression_kinds import UNKNOWN, Kinds, kind_of_type
from schemas.field_compiler import FieldCompiler
from schemas.fingerprint import schema_hash
from schemas.formulas import circle
from schemas.language import AppliesToForm, BudgetForm, CheckForm, ConditionForm, ReviewForm, SchemaForm, SegmentForm, SplitForm
from schemas.objects import flattened, flattened_data
from schemas.problems import Problems
from schemas.records_compiler import compile_records
from schemas.schema import AppliesTo, Check, Condition, Field, Review, Schema, Segment, Split
from schemas.vocabularies import with_vocabularies
from schemas.words import ALL_TYPES
from schemas.written import written_condition, written_jsonpath, written_pattern, written_sentence
from schemas.yaml_text import Location

_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def compile_schema(form: SchemaForm, data: Mapping[str, Any], problems: Problems, *, version: int, source: str) -> Schema:
    """The schema; only usable when no problem was reported.

    `data` is the file as read: it knows the names of fields that the form had to leave out.
    """
    _check_head(form, problems)
    written = data.get("fields")
    known = dict(flattened_data(written)) if isinstance(written, dict) else {}
    _check_nesting(known, problems)
    kinds = _kinds(known)
    form = with_vocabularies(form, problems)
    compiler = FieldCompiler(form.defaults, kinds, form.segments, problems)
    wanted = tuple(flattened(form.fields, problems))
    fields = tuple(compiler.field(one.name, one.form, one.at) for one in wanted)
    _check_circle(fields, {one.name: one.at for one in wanted}, problems)
    checks = (_check(name, one, kinds, problems) for name, one in form.checks.items())
    return Schema(
        name=form.schema_,
        title=form.title or form.schema_,
        version=version,
        hash=schema_hash(form),
        languages=tuple(form.locale),
        fields=fields,
        checks=tuple(check for check in checks if check),
        applies_to=_applies_to(form.applies_to, problems) if form.applies_to else None,
        segments=tuple(_segment(name, one, problems) for name, one in form.segments.items()),
        split=_split(form.split, problems) if form.split else None,
        review=_review(form.review, kinds, problems),
        records=compile_records(form.output, fields, known, problems) if form.output else None,
        budget=_budget(form.budget, problems) if form.budget else None,
        source=source,
    )


def _check_head(form: SchemaForm, problems: Problems) -> None:
    if not _SCHEMA_NAME.fullmatch(form.schema_):
        fix = "Use small letters, digits, `_` and `-`, a letter first."
        problems.at_value(("schema",), f"`{form.schema_}` cannot name a schema.", fix)
    for index, language in enumerate(form.locale):
        if not _LANGUAGE.fullmatch(language):
            fix = "Write its code of two small letters, as in `en`, `de` or `fr`."
            problems.at_value(("locale", index), f"`{language}` is no language.", fix)
    if not form.locale:
        problems.at_value(("locale",), "`locale` names no language.", "Write at least one, as in `[en]`.")
    if not form.fields:
        problems.at_value(("fields",), "The schema has no fields.", "Add at least one, as in `total: {type: money}`.")


def _check_nesting(fields: Mapping[str, Any], problems: Problems) -> None:
    for name in fields:
        above = next((other for other in fields if name.startswith(f"{other}.")), None)
        if above:
            fix = f"Rename one of them, as in `{name.replace('.', '_')}`."
            problems.at_key(("fields", name), f"`{above}` is a field itself, so nothing can lie below it.", fix)


def _check_circle(fields: Iterable[Field], places: Mapping[str, Location], problems: Problems) -> None:
    names = circle(fields)
    if names:
        says = f"A formula leads back to itself: {', '.join(f'`{name}` needs `{other}`' for name, other in pairwise(names))}."
        problems.at_key((*places[names[0]], "from"), says, "Take one of these formulas out.")


def _kinds(fields: Mapping[str, Any]) -> Kinds:
    """Name and kind of everything that a check may use."""
    kinds: dict[str, str] = {}
    for name, field in fields.items():
        form = field if isinstance(field, dict) else {}
        columns = form.get("columns")
        if form.get("type") == "table" and isinstance(columns, dict):
            kinds |= {f"{name}.{column}": f"{_kind(one)}*" for column, one in columns.items()}
        elif form.get("type") == "list":
            kinds[name] = f"{kind_of_type(str(form.get('of')))}*"
        else:
            kinds[name] = _kind(field)
    return kinds


def _kind(field: Any) -> str:
    type_name = field.get("type") if isinstance(field, dict) else None
    return kind_of_type(type_name) if type_name in ALL_TYPES else UNKNOWN


def _check(name: str, form: CheckForm, kinds: Kinds, problems: Problems) -> Check | None:
    that = written_sentence(form.that, ("checks", name, "that"), kinds, problems, recalls=True)
    when = written_condition(form.if_, ("checks", name, "if"), kinds, problems, recalls=True)
    if that is None:
        return None
    return Check(
        name=name, that=that, source=form.that, when=when, says=form.says, severity=form.severity, code=form.code, finds=form.finds
    )


def _review(form: ReviewForm, kinds: Kinds, problems: Problems) -> Review:
    places = ((one, ("review", "always", index)) for index, one in enumerate(form.always))
    always = (written_sentence(one, at, kinds, problems, recalls=True) for one, at in places)
    return Review(audit=form.audit, always=tuple(one for one in always if one))


def _budget(form: BudgetForm, problems: Problems) -> Budget:
    at: Location = ("budget",)
    if form.per_document is None and form.per_day is None:
        problems.at_key(at, "`budget` names no amount.", "Add `per_document:` or `per_day:`, or both, in US dollars.")
    return Budget(per_document=form.per_document, per_day=form.per_day, at_limit=tuple(form.at_limit))


def _applies_to(form: AppliesToForm, problems: Problems) -> AppliesTo:
    at: Location = ("applies_to",)
    if not (form.any or form.all or form.none):
        problems.at_key(at, "`applies_to` has no conditions.", "Add `any:`, `all:` or `none:` with at least one.")
    return AppliesTo(
        any=_conditions(form.any, (*at, "any"), problems),
        all=_conditions(form.all, (*at, "all"), problems),
        none=_conditions(form.none, (*at, "none"), problems),
    )


def _conditions(forms: Iterable[ConditionForm], at: Location, problems: Problems) -> tuple[Condition, ...]:
    return tuple(_condition(form, (*at, index), problems) for index, form in enumerate(forms))


def _condition(form: ConditionForm, at: Location, problems: Problems) -> Condition:
    if form.json_ is not None:
        written_jsonpath(form.json_, (*at, "json"), problems)
    return Condition(
        text=written_pattern(form.text, (*at, "text"), problems),
        attached=tuple(form.attached or ()),
        json=form.json_,
        media_type=form.media_type,
    )


def _segment(name: str, form: SegmentForm, problems: Problems) -> Segment:
    at: Location = ("segments", name)
    skipped = (written_pattern(pattern, (*at, "skip"), problems) for pattern in form.skip)
    if form.start is None and form.end is None and form.pages is None:
        problems.at_key(at, f"The segment `{name}` is the whole document.", "Add `start:`, `end:` or `pages:`.")
    return Segment(
        name=name,
        start=written_pattern(form.start, (*at, "start"), problems),
        end=written_pattern(form.end, (*at, "end"), problems),
        pages=tuple(form.pages or ()),
        across_pages=form.across_pages,
        skip=tuple(pattern for pattern in skipped if pattern),
    )


def _split(form: SplitForm, problems: Problems) -> Split:
    if form.pattern is None and not form.blank_pages:
        problems.at_key(("split",), "`split` does not say where.", "Add `pattern:` with a pattern, or `blank_pages: true`.")
    return Split(pattern=written_pattern(form.pattern, ("split", "pattern"), problems), blank_pages=form.blank_pages)
