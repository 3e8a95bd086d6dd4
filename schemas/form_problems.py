"""What Pydantic found wrong with a schema, in words for an analyst and at its place in the file."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from schemas.language import FORMS, SchemaForm, keys_of
from schemas.problems import Problems
from schemas.suggest import closest, did_you_mean
from schemas.words import LATER, not_yet
from schemas.yaml_text import Location, Step

_ROUNDS = 5
_STAND_INS: dict[str, Any] = {"assay": 1, "schema": "unnamed", "fields": {}}


def read_form(data: Any, problems: Problems) -> SchemaForm | None:
    """The form, as far as it can be read: what is wrong is reported and left out, so that the rest can still be checked."""
    if not isinstance(data, dict):
        problems.at_value((), "This is no schema: it has no keys.", "Start with `assay: 1`, `schema: NAME` and `fields:`.")
        return None
    empty = _report_empty(data, (), problems)
    rest = copy.deepcopy(data)
    for attempt in range(_ROUNDS):
        try:
            return SchemaForm.model_validate(rest)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
        if attempt == 0:
            _report(errors, empty, problems)
        for error in errors:
            problems.settle(_leave_out(rest, error["loc"], missing=error["type"] == "missing"))
    return None


def _report_empty(data: Any, location: Location, problems: Problems) -> set[Location]:
    """Reports keys with nothing after them, which are most often half a thought; answers where they stand."""
    empty = set()
    for step, below in data.items() if isinstance(data, dict) else enumerate(data):
        here = (*location, step)
        if isinstance(below, dict | list):
            empty |= _report_empty(below, here, problems)
        elif below is None and not _may_be_empty(here):
            problems.at_key(here, f"{_called(here)} has nothing after it.", "Write its value, or take the line out.")
            empty.add(here)
    return empty


def _may_be_empty(location: Location) -> bool:
    """An example's value, and a value of a choice that has no synonyms."""
    if any(location[at] == "examples" and location[at + 2] == "value" for at in range(len(location) - 2)):
        return True
    return (len(location) == 4 and location[2] == "values") or (len(location) == 6 and location[4] == "values")


def _report(errors: Sequence[Any], empty: set[Location], problems: Problems) -> None:
    """Says each error once: not again what is empty, and not what is missing where a mistyped key stands for it."""
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    guessed = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            guessed |= _report_unknown(error["loc"], missing, problems)
    for error in errors:
        if error["type"] == "missing" and error["loc"] not in guessed:
            _report_missing(error["loc"], problems)
        elif error["type"] not in ("missing", "extra_forbidden") and error["loc"] not in empty:
            says, fix = _sentence(error)
            problems.at_value(error["loc"], says, fix)


def _report_unknown(location: Location, missing: set[Location], problems: Problems) -> set[Location]:
    """Reports an unknown key; answers which missing key was probably meant by it."""
    *around, word = location
    group = _group(tuple(around))
    known = keys_of(FORMS[group])
    if word in LATER.get(group, ()):
        problems.at_key(location, *not_yet(str(word)))
        return set()
    meant = closest(str(word), known)
    listed = did_you_mean(str(word), known) or f"There are {', '.join(f'`{key}`' for key in known)}."
    problems.at_key(location, f"`{word}` is not a word of the language {_WHERE.get(group, f'in a {group}')}.", listed)
    return {(*around, meant)} & missing if meant else set()


def _report_missing(location: Location, problems: Problems) -> None:
    *around, key = location
    info = keys_of(FORMS[_group(tuple(around))])[str(key)]
    inside = _called(tuple(around)) if around else "The schema"
    example = info.examples[0] if isinstance(info.examples[0], str | int) else "..."
    problems.at_key(tuple(around), f"{inside} has no `{key}`.", f"Add `{key}: {example}`. {info.description}")


_GROUPS: Mapping[str, str] = {
    "fields": "field",
    "columns": "field",
    "checks": "check",
    "examples": "example",
    "any": "condition",
    "all": "condition",
    "none": "condition",
    "segments": "segment",
    "output": "records",
}
_WHERE: Mapping[str, str] = {
    "schema": "at the top of a schema",
    "defaults": "in `defaults`",
    "applies_to": "in `applies_to`",
    "split": "in `split`",
    "review": "in `review`",
    "budget": "in `budget`",
    "output": "in `output`",
    "records": "in `records`",
    "segment": "in a segment",
    "example": "in an example",
    "model": "in `model`",
}


def _group(location: Location) -> str:
    """Which group of keys stands at a location: `("fields", "total")` is a field."""
    if not location:
        return "schema"
    if len(location) == 1:
        return str(location[0])
    if location[-1] == "model" and isinstance(location[-2], int):
        return "model"
    return _GROUPS.get(str(location[-2]), "schema")


def _called(location: Location) -> str:
    """What a person would call the place: "Field `total`", "`labels`", "Item 2 of `labels`"."""
    *around, last = location
    if isinstance(last, int):
        return f"Item {last + 1} of `{_last_word(around)}`"
    kind = {"fields": "Field", "columns": "Column", "checks": "Check"}.get(str(around[-1])) if around else None
    return f"{kind} `{last}`" if kind and (len(around) == 1 or around[-1] == "columns") else f"`{last}`"


def _last_word(steps: Sequence[Step]) -> str:
    return next((str(step) for step in reversed(steps) if isinstance(step, str)), "the schema")


_TAKES: Mapping[str, tuple[str, str]] = {
    "string_type": ("takes a text", "Put quotes around it."),
    "bool_type": ("takes `true` or `false`", "Write one of the two, without quotes."),
    "float_type": ("takes a number", "Write it without quotes and with a point, as in 0.98."),
    "list_type": ("takes a list", "Write `[a, b]`, or one item a line after `- `."),
    "dict_type": ("takes keys with values", "Write `key: value` in the lines below, indented."),
    "model_type": ("takes keys with values", "Write `key: value` in the lines below, indented."),
    "model_attributes_type": ("takes keys with values", "Write `key: value` in the lines below, indented."),
}


def _sentence(error: Any) -> tuple[str, str]:
    kind, location, context = error["type"], error["loc"], error.get("ctx", {})
    if kind == "assay":
        return context["says"], context["fix"]
    if kind in _TAKES:
        takes, fix = _TAKES[kind]
        return f"{_called(location)} {takes}.", fix
    return _LIMITS[kind](_called(location), context, error["input"])


def _one_of(called: str, context: Mapping[str, Any], given: Any) -> tuple[str, str]:
    if called == "`assay`":
        return "This version knows language 1 only.", "Write `assay: 1`."
    known = re.findall(r"'([^']+)'", context["expected"])
    return f"{called} must be {' or '.join(f'`{word}`' for word in known)}.", did_you_mean(str(given), known)


_LIMITS: Mapping[str, Callable[[str, Mapping[str, Any], Any], tuple[str, str]]] = {
    "literal_error": _one_of,
    "greater_than_equal": lambda called, context, _: (f"{called} must be at least {context['ge']:g}.", "Write a larger number."),
    "less_than": lambda called, context, _: (f"{called} must be less than {context['lt']:g}.", "Write a share, as in 0.98 for 98 of 100."),
    "finite_number": lambda called, *_: (f"{called} is too large.", "Write a smaller number."),
}


def _leave_out(data: Any, location: Location, *, missing: bool) -> Location:
    """Removes what an error is about, so that the rest can be read; answers from where it was removed.

    A group that misses a key goes as a whole, a list goes with its key.
    """
    path = location[:-1] if missing else location
    if len(path) <= 1:
        word = str(location[0])
        data.pop(word, None)
        data.update({word: _STAND_INS[word]} if word in _STAND_INS else {})
        return (word,)
    for depth, (container, step) in reversed(list(enumerate(_steps_along(data, path)))):
        if isinstance(container, dict):
            container.pop(step, None)
            return path[:depth]
    return ()


def _steps_along(data: Any, path: Location) -> list[tuple[Any, Step]]:
    """The containers along a path as far as it leads, with the step taken in each."""
    steps: list[tuple[Any, Step]] = []
    for step in path:
        steps.append((data, step))
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
    return steps
