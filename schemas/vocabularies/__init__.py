"""What fields and columns are called on paper, by document type and language: data files, and how a schema takes them over.

A file `invoice.toml` holds for each field (or column: `["line_items.quantity"]`) the labels of each language, the most
telling first: `en = ["Grand total"]` below `[total]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from schemas.language import FieldForm, SchemaForm
from schemas.problems import Problems
from schemas.suggest import did_you_mean

Labels = Mapping[str, Mapping[str, Sequence[str]]]
"""For each field the labels of each language (ISO 639-1)."""

# Read by every process that starts, and TOML is read many times faster than YAML.
_ENDING = ".toml"


def vocabulary_names() -> tuple[str, ...]:
    """The vocabularies that are shipped, sorted."""
    return tuple(sorted(file.name.removesuffix(_ENDING) for file in resources.files(__name__).iterdir() if file.name.endswith(_ENDING)))


@cache
def vocabulary(name: str) -> Labels:
    """The labels of a shipped vocabulary. Raises FileNotFoundError for a name that there is not."""
    return tomllib.loads((resources.files(__name__) / f"{name}{_ENDING}").read_text("utf-8"))


def with_vocabularies(form: SchemaForm, problems: Problems) -> SchemaForm:
    """The form with the labels of its vocabularies behind those that its fields have of their own; the schema's languages come first."""
    known = vocabulary_names()
    for index, name in enumerate(form.vocabulary):
        if name not in known:
            fix = did_you_mean(name, known) or f"There are {', '.join(known)}."
            problems.at_value(("vocabulary", index), f"There is no vocabulary `{name}`.", fix)
    shipped = [vocabulary(name) for name in form.vocabulary if name in known]
    if not shipped:
        return form
    fields = {name: _with_labels(name, field, shipped, form.locale) for name, field in form.fields.items()}
    return form.model_copy(update={"fields": fields})


def _with_labels(name: str, form: FieldForm, shipped: Sequence[Labels], languages: Sequence[str]) -> FieldForm:
    if form.type == "object":
        inside = {below: _with_labels(f"{name}.{below}", one, shipped, languages) for below, one in form.fields.items()}
        return form.model_copy(update={"fields": inside})
    if form.type == "table":
        columns = {
            column: one.model_copy(update={"headers": _joined(one.headers, f"{name}.{column}", shipped, languages)})
            for column, one in form.columns.items()
        }
        return form.model_copy(update={"columns": columns})
    return form.model_copy(update={"labels": _joined(form.labels, name, shipped, languages)})


def _joined(own: Sequence[str], name: str, shipped: Sequence[Labels], languages: Sequence[str]) -> list[str]:
    found = [*own]
    for labels in (one.get(name, {}) for one in shipped):
        for language in (*languages, *(other for other in labels if other not in languages)):
            found.extend(labels.get(language, ()))
    return list(dict.fromkeys(found))
