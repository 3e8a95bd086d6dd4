"""From the text of a schema to the schema, or to everything that is wrong with it."""

from __future__ import annotations

from functools import lru_cache

from assay.errors import Problem, SchemaError
from schemas.compiler import compile_schema
from schemas.form_problems import read_form
from schemas.lint import warnings_about
from schemas.problems import Problems, in_order
from schemas.schema import Schema
from schemas.shipped import shipped_texts
from schemas.yaml_text import YamlText, read_yaml

_KEPT = 64  # schemas that a process keeps as loaded: a schema never changes, and the same few are asked for again and again


def load_schema(text: str, *, file: str = "", version: int = 1) -> Schema:
    """The schema ready for use. Raises SchemaError with every problem of the text; `file` names it in the sentence."""
    return _loaded(text, file, version)


@lru_cache(maxsize=_KEPT)
def _loaded(text: str, file: str, version: int) -> Schema:
    yaml, broken = read_yaml(text)
    schema, problems = _compiled(yaml, broken, text, version, sound=text in shipped_texts())
    if schema is None:
        raise SchemaError(_summary(problems, file), problems=problems)
    return schema


def lint(text: str, *, file: str = "") -> tuple[Problem, ...]:
    """Every problem of a schema's text; warnings only once there are no errors. `file` is held against the schema's name."""
    yaml, broken = read_yaml(text)
    schema, problems = _compiled(yaml, broken, text, 1, sound=False)
    return problems if yaml is None or schema is None else warnings_about(schema, yaml.data["fields"], Problems(yaml), file=file)


def _compiled(
    yaml: YamlText | None, broken: tuple[Problem, ...], text: str, version: int, *, sound: bool
) -> tuple[Schema | None, tuple[Problem, ...]]:
    """The schema, or its problems; `sound` as in `Problems`."""
    if yaml is None:
        return None, broken
    problems = Problems(yaml, sound=sound)
    form = read_form(yaml.data, problems)
    schema = compile_schema(form, yaml.data, problems, version=version, source=text) if form else None
    found = in_order((*broken, *problems.found()))
    return (None, found) if found else (schema, ())


def _summary(problems: tuple[Problem, ...], file: str) -> str:
    """The first problem in a sentence, and how many follow."""
    first = problems[0]
    where = f"{file}, line" if file else "Line"
    rest = len(problems) - 1
    more = f" There {'is one more problem' if rest == 1 else f'are {rest} more problems'}." if rest else ""
    return f"{where} {first.line}, column {first.column}: {first.says}{more}"
