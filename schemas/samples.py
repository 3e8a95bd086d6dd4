"""Sample documents with the values that must be read from them: how an analyst tells that a schema still does what it should.

The samples of `invoice.yaml` lie in the folder `invoice` beside it, each document with its expectation: `may.pdf` with
`may.pdf.expected.yaml`, which holds `field: value`. Fields that it does not name are not compared; `null` says that
nothing must be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.errors import SchemaError
from schemas.example_compiler import compile_example
from schemas.examples import same_form
from schemas.problems import Problems
from schemas.schema import Field, Schema
from schemas.suggest import did_you_mean
from schemas.yaml_text import read_yaml

EXPECTED = ".expected.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A document and the JSON form that each named field must have; None for nothing."""

    document: Path
    wanted: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOutcome:
    """One field of one sample after its run. `wanted` and `found` are JSON forms, None for nothing;"""

    document: str
    field: str
    wanted: Any
    found: Any
    passed: bool


def is_expectation(file: Path) -> bool:
    """Whether the file says what must be read from a document that lies beside it."""
    return file.name.endswith(EXPECTED) and file.with_name(file.name.removesuffix(EXPECTED)).is_file()


def samples_in(folder: Path, schema: Schema) -> Iterator[Sample]:
    """The samples of a folder, sorted by name; a folder that is not there has none.

    Raises SchemaError for an expectation that cannot be read, or whose document is missing.
    """
    for file in sorted(folder.glob(f"*{EXPECTED}")):
        document = file.with_name(file.name.removesuffix(EXPECTED))
        if not document.is_file():
            raise SchemaError(f"The sample {document.name} is missing, and {file.name} says what must be read from it.", fix="Add it.")
        yield Sample(document=document, wanted=expectation(file.read_text("utf-8"), schema, file=file.name))


def expectation(text: str, schema: Schema, *, file: str) -> Mapping[str, Any]:
    """What must be read, by the dotted names of fields, in JSON form. Raises SchemaError with every problem of the text."""
    yaml, broken = read_yaml(text)
    if yaml is None or not isinstance(yaml.data, dict):
        raise SchemaError(f"{file} does not say what must be read.", fix="Write `field: value` in each line.", problems=broken)
    problems = Problems(yaml)
    wanted = dict(_wanted(yaml.data, schema, problems))
    found = (*broken, *problems.found())
    if found:
        raise SchemaError(f"{file}, line {found[0].line}: {found[0].says}", problems=found)
    return wanted


def _wanted(given: Mapping[str, Any], schema: Schema, problems: Problems) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        field = schema.field(name)
        if field is None:
            fix = did_you_mean(name, [one.name for one in schema.fields])
            problems.at_key((name,), f"The schema `{schema.name}` has no field `{name}`.", fix)
        else:
            yield name, compile_example("", value, field, (name,), problems).value


def compare(schema: Schema, sample: Sample, data: Mapping[str, Any] | None) -> Sequence[SampleOutcome]:
    """Each expected field beside what was found; `data` is the result's, None when there is none."""
    return [_outcome(field, sample, data) for field in schema.fields if field.name in sample.wanted]


def _outcome(field: Field, sample: Sample, data: Mapping[str, Any] | None) -> SampleOutcome:
    wanted, found = sample.wanted[field.name], _at(field.name, data)
    passed = same_form(field, wanted or None, found or None) if field.shape != "value" else same_form(field, wanted, found)
    return SampleOutcome(document=sample.document.name, field=field.name, wanted=wanted, found=found, passed=passed)


def _at(name: str, data: Any) -> Any:
    """What stands under a dotted name; None when nothing does."""
    for step in name.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data
